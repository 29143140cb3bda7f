"""Laws until the day ends beside the beds that were needed, counted by hand."""

from dataclasses import asdict
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from carepath.analysis import today_backtests
from carepath.analysis.sooner_discharges import Present
from carepath.analysis.unit_demand import Stays
from carepath.frames.moments import DAY, HOUR, OPEN

ZONE = ZoneInfo("UTC")
NINE = 20_000 * DAY + 9 * HOUR
MIDNIGHT = NINE + 15 * HOUR


def stays(*ended, began=NINE - DAY):
    n = len(ended)
    return Stays(np.arange(n), np.full(n, began), np.array(ended, np.int64))


def sure(*hours, coming=0.0):
    """Everybody stays exactly so many hours."""
    ends = np.arange(15) + 1
    chances = np.array([(ends < each).astype(float) for each in hours])
    return Present(chances, np.full(15, coming), 0.0)


def judged(present, found, *, staffed=1, now=MIDNIGHT):
    return today_backtests.judged({NINE: present}, found, staffed=staffed, now=now, zone=ZONE)


def test_who_knew_it_is_off_by_nothing_and_simple_rules_are_not():
    found = judged(sure(4, 8, 99), stays(NINE + 4 * HOUR, NINE + 8 * HOUR, OPEN))
    assert (found.n, found.days) == (14, 1)
    assert found.rps == pytest.approx(0)
    # three are there at nine; after four hours two, after eight one, and so until midnight
    assert found.baselines["persistence"] == pytest.approx((4 * 1 + 8 * 2) / 14)
    assert found.baselines["climatology"] == pytest.approx(0)  # of one day it knows everything
    assert not found.skill and found.few_days
    assert (found.counts, found.held) == (1, 1)  # two leave late enough to be brought forward
    assert found.short.came == 6 and found.short.told == pytest.approx(6 / 14)


def test_who_is_wrong_is_off_by_as_many_beds_and_counts_on_too_many():
    found = judged(sure(4, 8, 99), stays(OPEN, OPEN, OPEN))
    assert found.rps == pytest.approx((4 * 1 + 8 * 2) / 14)
    assert found.baselines["persistence"] == 0
    assert (found.counts, found.held) == (1, 0) and not found.skill


def test_days_that_are_not_over_are_not_judged():
    assert judged(sure(4), stays(NINE + 4 * HOUR), now=MIDNIGHT - 1) is None
    assert today_backtests.judged({}, stays(OPEN), staffed=1, now=MIDNIGHT, zone=ZONE) is None


def test_the_chance_to_be_short_counts_where_some_hours_were_short():
    days = range(20)
    rng = np.random.default_rng(3)
    lengths = {day: rng.integers(3, 14, 3) for day in days}
    every = stays(*(NINE + day * DAY + int(each) * HOUR for day in days for each in lengths[day]))
    began = np.repeat(np.array([NINE + day * DAY - HOUR for day in days]), 3)
    every = Stays(every.visit, began, every.ended)
    told = {NINE + day * DAY: sure(*lengths[day]) for day in days}
    good = today_backtests.judged(told, every, staffed=1, now=NINE + 30 * DAY, zone=ZONE)
    assert good.skill and not good.few_days and good.short.skill
    off = {at: sure(*(17 - lengths[(at - NINE) // DAY])) for at in told}
    bad = today_backtests.judged(off, every, staffed=1, now=NINE + 30 * DAY, zone=ZONE)
    assert not bad.skill and not bad.short.skill
    assert today_backtests.read(asdict(good) | {"told_then": 3}) == good
    assert today_backtests.read(None) is None


def test_mornings_are_hours_of_the_wall_and_tell_until_the_day_ends():
    london = ZoneInfo("Europe/London")
    start = 20_540 * DAY  # 2026-03-28: the day before clocks are set
    found = list(today_backtests.mornings(start, start + 3 * DAY, (9,), london))
    assert [(at - start) / HOUR for at in found] == [9, 24 + 8, 48 + 8]
    rng = np.random.default_rng(1)
    began = NINE - rng.integers(0, 20 * 24, 300) * HOUR
    ended = began + rng.integers(5, 90, 300) * HOUR
    every = Stays(np.arange(300), began, ended)
    present = today_backtests.present_at(every, NINE, ZONE, NINE - 20 * DAY)
    assert present.hours == 15 and len(present.chances) == int(every.present(NINE).sum())
    changed = Stays(every.visit, began, np.where(ended > NINE, ended + DAY, ended))
    again = today_backtests.present_at(changed, NINE, ZONE, NINE - 20 * DAY)
    assert again.chances == pytest.approx(present.chances)  # nothing later is seen
    assert today_backtests.present_at(every, MIDNIGHT - 2 * HOUR, ZONE, NINE - 20 * DAY) is None
