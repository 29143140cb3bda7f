"""When huddles are due, by a clock on the wall, and what changed between two."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carepath.analysis import huddles
from carepath.frames.huddles import COUNTS, Picture, UnitLine
from carepath.frames.moments import HOUR, MINUTE, to_us

ZONES = ("UTC", "Europe/Amsterdam", "America/New_York")


def at(text, zone="UTC"):
    return to_us(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)))


@pytest.mark.parametrize("zone", ZONES)
def test_the_last_and_the_next_of_a_day(zone):
    minutes = [7 * 60 + 30, 14 * 60 + 30]
    now = at("2026-06-03 12:00", zone)
    assert huddles.latest_due(minutes, ZoneInfo(zone), now) == at("2026-06-03 07:30", zone)
    assert huddles.next_due(minutes, ZoneInfo(zone), now) == at("2026-06-03 14:30", zone)
    early = at("2026-06-03 07:29", zone)
    assert huddles.latest_due(minutes, ZoneInfo(zone), early) == at("2026-06-02 14:30", zone)
    late = at("2026-06-03 14:30", zone)
    assert huddles.latest_due(minutes, ZoneInfo(zone), late) == late
    assert huddles.next_due(minutes, ZoneInfo(zone), late) == at("2026-06-04 07:30", zone)
    assert huddles.latest_due([], ZoneInfo(zone), now) is None
    assert huddles.next_due([], ZoneInfo(zone), now) is None


def test_an_hour_that_spring_skips_is_held_once():
    zone = ZoneInfo("Europe/Amsterdam")  # 2026-03-29 02:00 -> 03:00
    due = {
        huddles.latest_due([2 * 60 + 30], zone, at("2026-03-28 22:00") + n * MINUTE)
        for n in range(24 * 60)
    }
    assert due == {at("2026-03-28 01:30"), at("2026-03-29 01:00")}


@given(
    st.lists(st.integers(0, 1439), min_size=1, max_size=4, unique=True),
    st.sampled_from(ZONES),
    st.integers(at("2026-01-01"), at("2026-12-31")),
)
def test_now_lies_between_the_last_and_the_next(minutes, zone, now):
    last = huddles.latest_due(minutes, ZoneInfo(zone), now)
    following = huddles.next_due(minutes, ZoneInfo(zone), now)
    assert now - 25 * HOUR <= last <= now < following <= now + 25 * HOUR
    assert huddles.latest_due(minutes, ZoneInfo(zone), following - 1) == last


NUMBERS = st.tuples(*[st.integers(0, 40)] * 4)


@given(st.dictionaries(st.sampled_from("ABCD"), st.tuples(NUMBERS, NUMBERS), min_size=1))
def test_changes_of_units_add_up_to_that_of_all(numbers):
    before, now = (
        Picture(n, tuple(UnitLine(code, code, *both[n]) for code, both in numbers.items()))
        for n in (0, 1)
    )
    each = [change for _unit, change in huddles.changes(now, before)]
    whole = huddles.total_change(now, before)
    assert whole == {name: sum(change[name] for change in each) for name in COUNTS}


def test_a_new_unit_and_the_first_huddle_have_no_change():
    old, new = UnitLine("W", "Ward", 1, 2, 1, 0), UnitLine("N", "New", 1, 2, 1, 0)
    found = huddles.changes(Picture(1, (old, new)), Picture(0, (old,)))
    nothing = dict.fromkeys(COUNTS)
    assert found == [(old, dict.fromkeys(COUNTS, 0)), (new, nothing)]
    assert huddles.changes(Picture(1, (old,)), None) == [(old, nothing)]
    assert huddles.total_change(Picture(1, (old,)), None) == nothing
