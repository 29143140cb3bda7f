"""Recommendations replayed in invented hospitals, with a small fixed budget; the whole is
`python benchmarks/bench_advice.py`."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks import bench_advice, hospitals, perfect
from benchmarks.hospitals import WEEK

pytestmark = pytest.mark.slow
BOUND = 3


@pytest.fixture(scope="module")
def units():
    return hospitals.hospital(7, 34, 30, units=2)


def test_advice_spares_waiting_at_equal_bed_days():
    found = [bench_advice.replayed(seed, units=2, weeks=8) for seed in (20, 21)]
    for one in found:
        assert one.best <= one.product <= one.nothing
        assert one.best <= one.threshold <= one.nothing
        assert one.staffed > 0 and one.reversals <= 1
    assert sum(one.product for one in found) < sum(one.threshold for one in found)


def test_patients_are_the_same_whatever_is_opened_and_each_seed_has_its_own(units):
    again = hospitals.hospital(7, 34, 30, units=2)
    other = hospitals.hospital(8, 34, 30, units=2)
    assert all((one.demand == two.demand).all() for one, two in zip(units, again, strict=True))
    assert not np.array_equal(units[0].demand, other[0].demand)


def test_nobody_leaves_at_night_or_before_they_came(units):
    for unit in units:
        gone = unit.left < 34 * WEEK
        assert (unit.left > unit.entered).all()
        at_night = np.isin(unit.left[gone] % 24, (2, 3, 4, 5, 6))
        assert at_night.mean() < 0.01
        weekend = unit.left[gone] // 24 % 7 >= 5
        assert weekend.mean() < 2 / 7 - 0.05
        assert np.quantile(unit.left - unit.entered, 0.99) > 20 * 24


def test_demand_is_who_came_and_has_not_left(units):
    for unit in units:
        for hour in (0, 1000, 3000, 5000):
            there = (unit.entered < hour) & (unit.left >= hour)
            assert unit.demand[hour] == np.count_nonzero(there)


def courses(hours, spare):
    """Every course of levels that is bound as a policy is, one by one."""
    for course in itertools.product(range(spare + 1), repeat=hours):
        last, level, allowed = {1: -BOUND, -1: -BOUND}, 0, True
        for hour, wish in enumerate(course):
            way = (wish > level) - (wish < level)
            if way:
                allowed &= hour - last[-way] >= BOUND
                last[way], level = hour, wish
        if allowed:
            yield course


@given(st.lists(st.integers(0, 4), min_size=7, max_size=7), st.floats(0.05, 1.4))
@settings(max_examples=15, deadline=None)
def test_the_best_is_the_best_of_all_courses(needed, price):
    cost = min(
        sum(
            max(need - 1 - level, 0) + price * level
            for need, level in zip(needed, one, strict=True)
        )
        for one in courses(len(needed), 2)
    )
    staffed, waiting = perfect.frontier(np.array(needed), 1, 2, BOUND, (price,))[0]
    assert waiting + price * staffed == pytest.approx(cost)


def test_who_orders_beds_waits_for_them_and_is_bound(units):
    unit = units[0]
    span = slice(30 * WEEK, 31 * WEEK)
    everything = bench_advice.lived(unit, span, lambda _hour, _needed, _level: unit.spare)
    lead = bench_advice.PRICE.lead
    assert everything.staffed == unit.spare * (WEEK - lead)
    restless = bench_advice.lived(unit, span, lambda _hour, _needed, level: 0 if level else 1)
    assert restless.reversals == 1  # however often it wants to turn round
    nothing = bench_advice.lived(unit, span, lambda _hour, _needed, _level: 0)
    assert nothing.staffed == 0 and nothing.waiting >= everything.waiting


def test_a_bed_that_is_to_be_closed_stays_while_somebody_lies_in_it():
    unit = hospitals.Unit(np.empty(0), np.empty(0), np.array([6] * 40 + [5] * 5), 4, 2)
    wish = {hour: 2 for hour in range(25)}
    course = bench_advice.lived(unit, slice(0, 44), lambda hour, _needed, _level: wish.get(hour, 0))
    assert (course.waiting, course.staffed) == (2 * 4, 2 * 36 + 4)
