"""Moments in the database are integers; in Python aware datetimes."""

from datetime import UTC, datetime

from carepath.journeys.models.moment import MomentField

AT = datetime(2014, 10, 22, 9, 15, 41, 7, tzinfo=UTC)


def test_there_and_back_to_the_microsecond():
    field = MomentField()
    stored = field.get_prep_value(AT)
    assert isinstance(stored, int)
    assert field.from_db_value(stored, None, None) == AT
    assert field.to_python(stored) == AT


def test_nothing_stays_nothing():
    field = MomentField()
    assert field.get_prep_value(None) is None
    assert field.from_db_value(None, None, None) is None
