"""Times of FHIR: each precision, offsets, and what is no time."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from carepath.formats.fhir import times
from carepath.frames.moments import to_us

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
DAY, SECOND, FINE = 3, 1, 0


def us(text):
    return to_us(datetime.fromisoformat(text))


@pytest.mark.parametrize(
    ("text", "same", "precision", "rough"),
    [
        ("2017-02-01T07:15:00+10:00", "2017-01-31T21:15:00+00:00", SECOND, False),
        ("2017-02-01T07:15:00Z", "2017-02-01T07:15:00+00:00", SECOND, False),
        ("2017-02-01T07:15:00.5-03:30", "2017-02-01T10:45:00.500000+00:00", FINE, False),
        ("2017-02-01T07:15:00.1234567Z", "2017-02-01T07:15:00.123456+00:00", FINE, False),
        ("2016-12-31T23:59:60Z", "2017-01-01T00:00:00+00:00", SECOND, False),
        ("2017-02-01", "2017-02-01T00:00:00+01:00", DAY, False),
        ("2017-07-01", "2017-07-01T00:00:00+02:00", DAY, False),
        ("2017-02", "2017-02-01T00:00:00+01:00", DAY, True),
        ("2017", "2017-01-01T00:00:00+01:00", DAY, True),
    ],
)
def test_a_moment_keeps_how_finely_it_was_told(text, same, precision, rough):
    assert times.moment(text, AMSTERDAM) == times.Moment(us(same), precision, rough)


def test_nothing_told_is_no_moment():
    assert times.moment(None, AMSTERDAM) is None


@pytest.mark.parametrize(
    "text",
    ["2017-02-30", "2017-13", "17-02-01", "2017-2-1", "0000", "2017-02-01T07:15:00",
     "2017-02-01T07:15Z", "2017-02-01T24:00:00Z", "2017-02-01T07:15:00+15:00",
     "2017-02-01 07:15:00Z", "2017-02-01T07:15:00.Z", "٢٠١٧", "2017-02-29",
     "2017-02-01T07:15:00+1000", " 2017", "2017-02-01\n"],
)  # fmt: skip
def test_what_is_no_time_is_none(text):
    assert not times.is_date_time(text)


def test_a_date_has_no_clock_and_an_instant_needs_one():
    assert times.is_date("1987-02")
    assert not times.is_date("1987-02-20T00:00:00Z")
    assert times.is_instant("2015-02-07T13:28:17.239+02:00")
    assert not times.is_instant("2015-02-07")


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_the_ends_of_the_calendar_do_no_harm(text):
    times.is_date_time(text)
    times.moment(text, AMSTERDAM)
