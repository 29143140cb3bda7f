"""Times, durations and numbers as people read them."""

from datetime import UTC, datetime

import pytest

from carepath.frames.moments import DAY, HOUR, MINUTE, OPEN, SECOND, UNKNOWN
from carepath.ui import words


@pytest.mark.parametrize(
    ("us", "text"),
    [
        (0, "0 s"),
        (59 * SECOND, "59 s"),
        (60 * SECOND, "1 min"),
        (312 * SECOND, "5 min 12 s"),
        (599 * SECOND, "9 min 59 s"),
        (600 * SECOND + 29 * SECOND, "10 min"),
        (59 * MINUTE + 45 * SECOND, "1 h"),
        (3 * HOUR + 20 * MINUTE, "3 h 20 min"),
        (4 * HOUR, "4 h"),
        (23 * HOUR + 59 * MINUTE + 40 * SECOND, "1 d"),
        (4 * DAY + 3 * HOUR, "4 d 3 h"),
        (4 * DAY + 3 * HOUR + 31 * MINUTE, "4 d 4 h"),
        (1234 * DAY, "1,234 d"),
        (-90 * SECOND, "−1 min 30 s"),
        (None, "–"),
        (OPEN, "–"),
        (UNKNOWN, "–"),
    ],
)
def test_a_duration_reads_as_its_two_largest_units(us, text):
    assert words.duration(us) == text


@pytest.mark.parametrize(
    ("us", "precision", "text"),
    [
        (90 * SECOND, "min", "2 min"),
        (2 * DAY + 5 * HOUR, "day", "2 d"),
        (1_500_000, "us", "1.500 s"),
        (2 * SECOND, "us", "2 s"),
    ],
)
def test_a_duration_shows_no_digit_that_was_not_recorded(us, precision, text):
    assert words.duration(us, precision=precision) == text


def test_hours_shares_and_numbers_are_grouped():
    assert words.hours(1284 * HOUR + 20 * MINUTE) == "1,284 h"
    assert words.hours(90 * MINUTE, 1) == "1.5 h"
    assert words.share(41, 100) == "41 %"
    assert (words.share(4, 1000), words.share(1, 10_000)) == ("0.4 %", "< 0.1 %")
    assert words.share(0, 10) == "0 %"
    assert words.share(1, 0) == words.share(None, 5) == "–"
    assert words.number(1284.56, 1) == "1,284.6"
    assert words.number(None) == words.hours(None) == "–"


def test_a_moment_shows_in_the_hospitals_zone_and_names_it():
    summer = datetime(2014, 7, 1, 22, 30, 15, tzinfo=UTC)
    assert words.clock_text(summer, "Europe/Amsterdam") == "2 Jul 2014 00:30"
    assert words.clock_text(summer, "Europe/Amsterdam", seconds=True) == "2 Jul 2014 00:30:15"
    assert words.clock_text(0, "UTC") == "1 Jan 1970 00:00"
    assert words.zone_text(summer, "Europe/Amsterdam") == "Europe/Amsterdam (CEST, UTC+02:00)"


@pytest.mark.parametrize(
    ("longest", "unit"),
    [(MINUTE, "seconds"), (HOUR, "minutes"), (DAY, "hours"), (30 * DAY, "days")],
)
def test_one_axis_has_one_unit(longest, unit):
    assert words.axis(longest).unit == unit


@pytest.mark.parametrize(
    ("us", "text"),
    [
        (40 * SECOND, "40 s"),
        (50 * MINUTE, "50 min"),
        (19 * HOUR + 5 * MINUTE, "19 h"),
        (36 * HOUR, "2 d"),
        (2000 * DAY, "2,000 d"),
    ],
)
def test_where_there_is_little_room_one_unit_stands(us, text):
    assert words.short(us) == text
