"""Periods: civil days in the hospital's zone, there and back through the address."""

from datetime import UTC, datetime

import pytest

from carepath.frames import moments
from carepath.ui import period

AMSTERDAM = "Europe/Amsterdam"


def utc(*parts):
    return moments.to_us(datetime(*parts, tzinfo=UTC))


def test_both_days_count_whole_also_over_a_clock_change():
    found = period.parse({"from": "2014-03-30", "to": "2014-03-30"}, AMSTERDAM)
    assert found.bounds == (utc(2014, 3, 29, 23), utc(2014, 3, 30, 22))
    assert str(found) == "30 Mar 2014"


def test_one_bound_leaves_the_other_side_open():
    since = period.parse({"from": "2014-01-01"}, "UTC")
    assert since.bounds == (utc(2014, 1, 1), moments.OPEN)
    assert str(since) == "since 1 Jan 2014"
    until = period.parse({"to": "2014-01-01"}, "UTC")
    assert until.bounds == (moments.UNKNOWN, utc(2014, 1, 2))
    assert str(until) == "until 1 Jan 2014"


def test_no_bound_is_all_time():
    found = period.parse({"from": " ", "other": "x"}, "UTC")
    assert (found.bounds, found.query, str(found)) == (None, {}, "all time")


def test_the_address_round_trips():
    values = {"from": "2014-01-01", "to": "2014-02-28"}
    found = period.parse(values, AMSTERDAM)
    assert found.query == values
    assert period.parse(found.query, AMSTERDAM) == found
    assert str(found) == "1 Jan 2014 – 28 Feb 2014"


@pytest.mark.parametrize(
    ("values", "word"),
    [
        ({"from": "01/02/2014"}, "From"),
        ({"to": "2014-02-30"}, "To"),
        ({"from": "2014-02-02", "to": "2014-02-01"}, "on or after"),
    ],
)
def test_a_period_that_cannot_be_names_the_field(values, word):
    with pytest.raises(period.PeriodError, match=word):
        period.parse(values, "UTC")
