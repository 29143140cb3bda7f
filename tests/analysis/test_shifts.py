"""Shifts against a clock that is read minute by minute: what it showed last, at most."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from random import Random
from zoneinfo import ZoneInfo

import pytest

from carepath.analysis import shifts
from carepath.analysis.shifts import Calendar, Hours
from carepath.frames.moments import DAY, HOUR, MINUTE, from_us, to_us

AMSTERDAM, NEW_YORK = ZoneInfo("Europe/Amsterdam"), ZoneInfo("America/New_York")
BEIRUT = ZoneInfo("Asia/Beirut")  # its clocks change at midnight
THREE = (
    Hours("early", 7 * 60, 15 * 60),
    Hours("late", 15 * 60, 23 * 60),
    Hours("night", 23 * 60, 7 * 60, night=True),
)
TWO = (Hours("day", 8 * 60, 20 * 60), Hours("night", 20 * 60, 8 * 60, night=True))
SINCE = date(2020, 1, 1)


def us(year, month, day, hour=0, minute=0):
    return to_us(datetime(year, month, day, hour, minute, tzinfo=UTC))


def of(hours, since=SINCE, whole_day=True):
    return Calendar(since, tuple(hours), whole_day)


@pytest.mark.parametrize(
    ("zone", "moment", "hours"),
    [
        (AMSTERDAM, us(2026, 3, 28, 23), 11),
        (AMSTERDAM, us(2026, 10, 25, 0), 13),
        (AMSTERDAM, us(2026, 3, 2, 23), 12),
        (NEW_YORK, us(2026, 3, 8, 4), 11),
        (NEW_YORK, us(2026, 11, 1, 4), 13),
    ],
)
def test_a_night_of_twelve_hours_is_as_long_as_the_clocks_make_it(zone, moment, hours):
    found = shifts.shift_at([of(TWO)], zone, moment)
    assert (found.name, found.night, found.length) == ("night", True, hours * HOUR)
    assert found.odd == (hours != 12)
    assert from_us(found.start).astimezone(zone).hour == 20
    assert from_us(found.end).astimezone(zone).hour == 8


def test_a_shift_has_its_name_its_moments_and_the_day_it_began():
    found = shifts.shift_at([of(THREE)], AMSTERDAM, us(2026, 3, 3, 1))
    assert (found.start, found.end) == (us(2026, 3, 2, 22), us(2026, 3, 3, 6))
    assert found.day == date(2026, 3, 2)


def read_by_the_minute(hours, zone, low, high):
    """(name, first minute, last minute + 1): whoever begins by the latest time the clock showed."""
    latest, runs = datetime(1970, 1, 1), []  # noqa: DTZ001 - what a wall showed
    for moment in range(low, high, MINUTE):
        latest = max(latest, from_us(moment).astimezone(zone).replace(tzinfo=None))
        minute = latest.hour * 60 + latest.minute
        begun = [one for one in hours if one.begins <= minute]
        one = max(begun or hours, key=lambda one: one.begins)
        if not runs or runs[-1][0] != one.name:
            runs.append([one.name, moment, moment])
        runs[-1][2] = moment + MINUTE
    return runs


def cut(rng, n):
    """n shifts that cover a day, cut at any minute; often in the hours that clocks change."""
    edges = sorted({rng.choice((rng.randrange(1440), rng.randrange(180))) for _ in range(n)})
    ends = [*edges[1:], edges[0]]
    return [
        Hours(f"s{at}", begin, end, night=at == 0)
        for at, (begin, end) in enumerate(zip(edges, ends, strict=True))
    ]


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        (AMSTERDAM, us(2026, 3, 29)),
        (AMSTERDAM, us(2026, 10, 25)),
        (NEW_YORK, us(2026, 3, 8)),
        (NEW_YORK, us(2026, 11, 1)),
        (BEIRUT, us(2026, 3, 28, 22)),
        (BEIRUT, us(2026, 10, 24, 21)),
    ],
)
def test_they_are_what_the_clock_on_the_wall_says(zone, day):
    rng = Random(day)
    for n in (2, 3, 4, 6):
        hours = cut(rng, n)
        low, high = day - DAY, day + DAY
        runs = read_by_the_minute(hours, zone, low - 2 * DAY, high)
        expected = [tuple(run) for run in runs if run[2] > low]
        found = shifts.shifts([of(hours)], zone, low, high)
        assert [(one.name, max(one.start, low - 2 * DAY), min(one.end, high)) for one in found] == [
            (name, start, end) for name, start, end in expected
        ]


def test_they_tile_the_time_line_across_a_year_and_three_calendars():
    rng = Random(7)
    calendars = [
        of(THREE), of(cut(rng, 4), date(2026, 3, 29)), of(cut(rng, 3), date(2026, 10, 25)),
    ]  # fmt: skip
    for zone in (AMSTERDAM, NEW_YORK, BEIRUT):
        low, high = us(2026, 1, 1, 5), us(2027, 1, 1, 5)
        found = shifts.shifts(calendars, zone, low, high)
        assert found[0].start <= low and found[-1].end >= high
        assert all(one.end == other.start for one, other in pairwise(found))
        for moment in (rng.randrange(low, high) for _ in range(40)):
            at = shifts.shift_at(calendars, zone, moment)
            assert at in found and at.start <= moment < at.end


def test_the_shift_before_another_calendar_goes_on_until_its_first():
    later = of(TWO, date(2026, 5, 4))
    found = shifts.shifts([of(THREE), later], AMSTERDAM, us(2026, 5, 3, 22), us(2026, 5, 4, 20))
    names = [(one.name, one.length // HOUR) for one in found]
    assert names == [("night", 9), ("day", 12), ("night", 12)]


def test_before_the_first_calendar_and_outside_its_hours_nobody_is_on_duty():
    clinic = of([Hours("clinic", 8 * 60, 17 * 60)], date(2026, 3, 2), whole_day=False)
    noon = us(2026, 3, 2, 12)
    assert shifts.shift_at([clinic], AMSTERDAM, noon).length == 9 * HOUR
    assert shifts.shift_at([clinic], AMSTERDAM, noon + 9 * HOUR) is None
    assert shifts.shift_at([clinic], AMSTERDAM, noon - DAY) is None
    found = shifts.windows([clinic], AMSTERDAM, noon + 9 * HOUR)
    assert (found.this, found.last_night, found.tonight) == (None, None, None)
    assert found.next.day == date(2026, 3, 3)
    assert shifts.windows([], AMSTERDAM, noon) == shifts.Windows(None, None, None, None)


@pytest.mark.parametrize(
    ("hour", "this", "last", "tonight"),
    [(12, "early", 1, 2), (2, "night", 31, 1), (23, "night", 1, 2), (7, "early", 1, 2)],
)
def test_last_night_is_over_and_tonight_is_on_or_to_come(hour, this, last, tonight):
    now = us(2026, 4, 2, hour)
    found = shifts.windows([of(THREE)], ZoneInfo("UTC"), now)
    assert found.this.name == this
    assert found.last_night.day.day == last
    assert found.tonight.day.day == tonight
    assert found.next.start >= now


@pytest.mark.parametrize(
    ("hours", "codes"),
    [
        (THREE, []),
        ((), ["none"]),
        ((Hours("all", 480, 480, night=True),), []),
        ((THREE[0], Hours("late", 14 * 60 + 30, 23 * 60), THREE[2]), ["overlap"]),
        ((THREE[0], Hours("late", 16 * 60, 23 * 60), THREE[2]), ["gap"]),
        ((THREE[0], THREE[2]), ["gap"]),
        ((THREE[0], THREE[1], Hours("night", 23 * 60, 8 * 60, night=True)), ["overlap"]),
        ((TWO[0], Hours("night", 20 * 60, 8 * 60)), ["no_night"]),
        ((Hours("day", 480, 1200, night=True), TWO[1]), ["nights"]),
        ((Hours("day", 480, 1200, night=True), Hours("day", 1200, 480)), ["twice"]),
    ],
)
def test_what_is_no_calendar_is_said_in_a_sentence(hours, codes):
    found = shifts.faults(hours)
    assert [one.code for one in found] == codes
    for one in found:
        assert "%" not in shifts.FAULTS[one.code] % one.params


def test_the_sentence_names_the_hours():
    one = shifts.faults((TWO[0], Hours("night", 20 * 60, 6 * 60, night=True)))[0]
    assert one.params == {"since": "06:00", "until": "08:00"}
    assert shifts.gaps(TWO[:1]) == [("20:00", "08:00")]
    assert shifts.faults(TWO[:1], whole_day=False) == []


def test_the_calendar_of_a_day_is_the_latest_that_has_begun():
    old, new = of(THREE), of(TWO, date(2026, 5, 4))
    assert shifts.in_force([new, old], date(2026, 5, 3)) == old
    assert shifts.in_force([new, old], date(2026, 5, 4)) == new
    assert shifts.in_force([new, old], SINCE - timedelta(days=1)) is None


def test_a_skipped_time_is_the_jump_and_a_repeated_one_its_first_pass():
    assert shifts.instant(date(2026, 3, 29), 150, AMSTERDAM) == us(2026, 3, 29, 1)
    assert shifts.instant(date(2026, 10, 25), 150, AMSTERDAM) == us(2026, 10, 25, 0, 30)
    assert shifts.clock(7 * 60 + 5) == "07:05"


def test_a_night_has_whole_hours_of_the_clock():
    half = (Hours("day", 450, 1350), Hours("night", 1350, 450, night=True))  # 22:30 to 07:30
    assert shifts.night_hours(of(half)) == (23, 7)
    assert shifts.night_hours(of(TWO)) == (20, 8)
    assert shifts.night_hours(of(TWO[:1], whole_day=False)) is None
    assert shifts.night_hours(of([Hours("all", 480, 480, night=True)])) is None
    assert shifts.night_hours(None) is None
