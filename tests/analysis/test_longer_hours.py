"""Who waits for a scanner: against hours drawn one by one, and laws that must hold."""

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carepath.analysis import longer_hours
from carepath.analysis.longer_hours import LEAD, Queue


def queue(waiting=3, *, asks=2.0, begins=2.2, hours=12, more=1.5, dispersion=0.0, cases=(400, 400)):
    flat = np.ones(hours)
    return Queue(waiting, asks * flat, begins * flat, dispersion, more * flat, cases)


def drawn(chance, mean):
    """A Poisson count as the arrivals within one hour whose gaps are exponential."""
    count, passed = 0, chance.expovariate(1)
    while passed < mean:
        count, passed = count + 1, passed + chance.expovariate(1)
    return count


def simulated(waiting, asks, begins, runs=6000, seed=3):
    """The number that waits at the end of each hour, (runs, hours), drawn hour by hour."""
    chance, found = random.Random(seed), []
    for _ in range(runs):
        left, row = waiting, []
        for ask, begin in zip(asks, begins, strict=True):
            left += drawn(chance, ask)
            left -= min(left, int(begin + chance.random()))  # the number below or above the pace
            row.append(left)
        found.append(row)
    return np.array(found)


def test_the_law_is_that_of_hours_drawn_one_by_one():
    asks, begins = [1.0, 3.0, 2.0, 4.0, 1.0], [2.0, 1.0, 2.5, 2.5, 2.5]
    one = Queue(4, np.array(asks), np.array(begins), 0.0, np.full(5, 2.0), (99, 99))
    law, seen = longer_hours.law(one), simulated(4, asks, begins)
    for limit in (0, 2, 5, 8):
        share = (seen > limit).mean(0)
        spread = 4 * np.sqrt(np.maximum(share * (1 - share), 1e-3) / len(seen))
        assert (abs(law.beyond([limit] * 5) - share) < spread).all()
    assert law.mean == pytest.approx(seen.mean(0), abs=0.15)
    longer = longer_hours.law(one.with_hours(2))
    other = simulated(4, asks, [2.0, 3.0, 4.5, 2.5, 2.5])
    assert longer.mean == pytest.approx(other.mean(0), abs=0.15)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 15), st.floats(0, 5), st.floats(0, 5), st.floats(0, 0.4), st.integers(0, 6))
def test_nothing_waits_longer_with_more_hours(waiting, asks, begins, dispersion, hours):
    one = queue(waiting, asks=asks, begins=begins, dispersion=dispersion)
    before, after = (longer_hours.law(each) for each in (one, one.with_hours(hours)))
    assert before.pmf.sum(1) == pytest.approx(np.ones(12))
    for limit in (0, 3, 9):
        each = np.full(12, limit)
        assert (after.beyond(each) <= before.beyond(each) + 1e-9).all()
    first = slice(0, LEAD)
    assert after.mean[first] == pytest.approx(before.mean[first])


def test_where_nobody_asks_the_queue_is_worked_off_and_where_nothing_begins_it_stays():
    calm = longer_hours.law(queue(2, asks=0.0, begins=9.0))
    assert calm.mean[-1] == pytest.approx(0, abs=1e-6)
    stuck = longer_hours.law(queue(5, asks=0.0, begins=0.0))
    assert stuck.mean.tolist() == [5.0] * 12


def test_who_is_on_the_way_waits_whatever_can_be_begun_and_joins_the_queue_an_hour_later():
    calm = queue(0, asks=3.0, begins=20.0)
    assert longer_hours.law(calm).mean == pytest.approx(np.zeros(12), abs=1e-6)
    walking = Queue(0, calm.asks, calm.begins, 0.0, calm.more, (9, 9), way=0.25)
    law = longer_hours.law(walking)
    assert law.mean == pytest.approx(np.full(12, 0.75))
    assert law.variance == pytest.approx(np.full(12, 0.75))  # a thinned Poisson count
    full = Queue(0, np.full(12, 3.0), np.zeros(12), 0.0, calm.more, (9, 9), way=0.25)
    assert longer_hours.law(full).mean == pytest.approx(3.0 * (np.arange(12) + 1))  # nobody is lost


def test_how_many_may_wait_is_what_is_begun_within_the_target():
    one = Queue(0, np.ones(3), np.array([1.0, 2.0, 3.5]), 0.0, np.ones(3), (9, 9))
    assert longer_hours.within(one, 1).tolist() == [2, 3, 3]
    assert longer_hours.within(one, 2).tolist() == [5, 7, 7]


def test_as_few_hours_as_are_enough_and_none_that_spares_nothing():
    busy = queue(12, asks=2.0, begins=2.0)
    hours = longer_hours.to_open(busy, target=2, low=0.1, most=6, worth=1.0)
    assert 1 <= hours <= 6
    full = queue(12, more=0.0)
    assert longer_hours.to_open(full, target=2, low=0.1, most=6, worth=0.5) == 0
    calm = queue(0, asks=0.1, begins=5.0)
    assert longer_hours.to_open(calm, target=1, low=0.1, most=6, worth=0.5) == 0
    few = longer_hours.wait(busy.with_hours(hours), 2)
    assert few.chance <= longer_hours.wait(busy, 2).chance and few.waited >= 0


def test_the_range_holds_the_chance_and_narrows_with_cases():
    wide, narrow = (
        longer_hours.ranges(queue(6, cases=(n, n)), longer_hours.within(queue(6), 2))
        for n in (30, 3000)
    )  # fmt: skip
    chance = longer_hours.wait(queue(6), 2).chance
    assert wide[0] <= narrow[0] <= chance <= narrow[1] <= wide[1]
    assert wide[1] - wide[0] > 2 * (narrow[1] - narrow[0])


def test_the_other_way_goes_through_the_same_requests():
    waiting, begun = np.array([4, 5, 3, 0]), np.array([2, 4, 3])  # 3, 2 and 0 asked
    more = np.array([0.0, 1.5, 1.5])
    without = longer_hours.the_other_way(waiting, begun, more, done=True)
    assert without.tolist() == [5, 4, 3]
    with_it = longer_hours.the_other_way(waiting, begun, more, done=False)
    assert with_it.tolist() == [5, 2, 0]
