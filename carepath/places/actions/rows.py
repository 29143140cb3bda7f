"""Rows whose history says who, when and why."""

from datetime import datetime
from typing import Any

from django.db import models

from carepath.audit.history import REASON_LETTERS


def save(row: models.Model, *, by: Any, at: datetime, why: str = "") -> None:
    """Save a row with a version of its history."""
    _told(row, by, at, why)
    row.save()


def remove(row: models.Model, *, by: Any, at: datetime, why: str = "") -> None:
    """Delete a row; its history tells of its end."""
    _told(row, by, at, why)
    row.delete()


def _told(row: models.Model, by: Any, at: datetime, why: str) -> None:
    row._history_user = None if isinstance(by, str) else by
    row._history_date, row._change_reason = at, why[:REASON_LETTERS] or None
