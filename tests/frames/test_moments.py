"""Moments: exact integers there and back."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from carepath.frames import moments


@pytest.mark.parametrize(
    ("moment", "us"),
    [
        (datetime(1970, 1, 1, tzinfo=UTC), 0),
        (datetime(1969, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC), -1),
        (datetime(2013, 10, 27, 2, 31, tzinfo=timezone(timedelta(hours=2))), 1382833860 * 10**6),
        (datetime(2299, 12, 31, 23, 59, 59, 1, tzinfo=UTC), 10413791999_000001),
    ],
)
def test_there_and_back_without_a_float(moment, us):
    assert moments.to_us(moment) == us
    assert moments.from_us(us) == moment


def test_a_naive_time_is_no_moment():
    with pytest.raises(ValueError, match="time zone"):
        moments.to_us(datetime(2020, 1, 1))  # noqa: DTZ001 - the mistake under test


def test_the_marks_lie_outside_every_real_moment():
    far = moments.to_us(datetime(9999, 12, 31, tzinfo=UTC))
    assert moments.UNKNOWN < -far < far < moments.OPEN
