"""A moment stored as integer microseconds: exact, small, and the same on both databases."""

from datetime import datetime

from django.db import models

from carepath.frames import moments


class MomentField(models.BigIntegerField):
    """Aware datetimes in Python, integer microseconds since 1970 in UTC in the database.

    Lookups take aware datetimes or integers.
    """

    def from_db_value(self, value, expression, connection) -> datetime | None:
        return None if value is None else moments.from_us(value)

    def to_python(self, value) -> datetime | None:
        return moments.from_us(value) if isinstance(value, int) else value

    def get_prep_value(self, value) -> int | None:
        return moments.to_us(value) if isinstance(value, datetime) else value
