import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carepath.simulator import flow
from carepath.simulator.flow.changes import Change
from tests.simulator.flow import made


def erlang_c(load, servers):
    """Share that waits, from the textbook sum (no recursion)."""
    terms = [load**k / math.factorial(k) for k in range(servers)]
    top = load**servers / math.factorial(servers) * servers / (servers - load)
    return top / (sum(terms) + top)


@pytest.mark.parametrize(("load", "beds"), [(4.0, 5), (8.0, 10)])
def test_waits_of_one_unit_are_those_of_erlang(load, beds):
    model = made.model(rate=load / 4, beds=(beds,), lengths=made.exponential(4))
    runs = [flow.outcomes_of(flow.run(model, seed=seed, weeks=8)) for seed in range(10)]
    waits = np.array([run["bed_wait_mean"] for run in runs])
    expected = erlang_c(load, beds) * 4 / (beds - load)
    error = waits.std(ddof=1) / len(waits) ** 0.5
    assert abs(waits.mean() - expected) < 4 * error
    assert error < 0.15 * expected
    full = np.mean([run["occupancy_mean:U0"] for run in runs])
    assert full == pytest.approx(load / beds, rel=0.03)


lengths = st.lists(st.floats(1, 60), min_size=1, max_size=8)


@settings(max_examples=12, deadline=None)
@given(lengths, st.integers(2, 12), st.integers(1, 5), st.integers(0, 99))
def test_a_bed_more_lets_nobody_wait_longer(lengths, beds, more, seed):
    model = made.model(rate=0.3, beds=(beds,), lengths=lengths, turnaround=0.5)
    few = flow.run(model, seed=seed, weeks=1).stays
    many = flow.run(model, [Change("beds", "U0", more)], seed=seed, weeks=1).stays
    one, two = entered(few), entered(many)
    assert one.keys() == two.keys()
    assert all(two[case] <= one[case] + 1e-9 for case in one)


def entered(stays):
    found = np.nan_to_num(stays.entered, nan=1e9).tolist()
    return dict(zip(stays.case.tolist(), found, strict=True))


@settings(max_examples=12, deadline=None)
@given(lengths, st.integers(2, 12), st.booleans(), st.integers(0, 99))
def test_never_more_in_beds_than_beds_and_first_come_first_served(lengths, beds, by_day, seed):
    model = made.model(rate=0.4, beds=(beds,), lengths=lengths, by_day=by_day)
    stays = flow.run(model, seed=seed, weeks=1).stays
    inside = ~np.isnan(stays.entered)
    moments = np.concatenate([stays.entered[inside], stays.left[~np.isnan(stays.left)]])
    steps = np.repeat([1, -1], [inside.sum(), (~np.isnan(stays.left)).sum()])
    there = np.cumsum(steps[np.lexsort((steps, moments))])
    assert there.max() <= beds
    order = np.argsort(stays.requested, kind="stable")
    assert (np.diff(np.nan_to_num(stays.entered[order], nan=1e9)) >= -1e-9).all()


def test_nobody_is_lost():
    model = made.model(rate=1.0, beds=(6, 8), lengths=(5.0, 9.0), nexts=-1, groups=((0, 1),))
    found = flow.run(model, seed=3)
    came = found.visits.case[found.visits.decided < found.until]
    assert set(came.tolist()) == set(found.stays.case.tolist())
    assert len(set(found.stays.case.tolist())) == len(found.stays.case)
    waits = np.isnan(found.stays.entered)
    assert np.isnan(found.stays.left[waits]).all()
    assert (found.stays.left >= found.stays.entered)[~np.isnan(found.stays.left)].all()


def test_who_waits_for_the_next_bed_stays_in_the_present_one():
    model = made.model(rate=0.2, beds=(4, 1), lengths=(10.0,))
    object.__setattr__(model, "stay_next", np.where(model.stay_unit == 0, 1, -1))
    stays = flow.run(model, seed=1, weeks=2).stays
    first, second = stays.unit == 0, stays.unit == 1
    following = dict(zip(stays.case[second].tolist(), stays.entered[second].tolist(), strict=True))
    left = dict(zip(stays.case[first].tolist(), stays.left[first].tolist(), strict=True))
    moved = [case for case, at in following.items() if at == at]
    assert len(moved) > 20
    assert all(left[case] == following[case] for case in moved)
    blocked = stays.left[first] - stays.entered[first]
    assert np.nanmax(blocked) > 11 and np.nanmin(blocked) == pytest.approx(10)


def test_a_unit_that_is_full_is_stood_in_for():
    apart = made.model(rate=1.0, beds=(6, 6), lengths=made.exponential(8, 200))
    together = made.model(rate=1.0, beds=(6, 6), lengths=made.exponential(8, 200), groups=((0, 1),))
    assert set(flow.run(apart, seed=1).stays.unit.tolist()) == {0}
    found = flow.run(together, seed=1).stays.unit
    assert 0 < (found == 1).mean() < (found == 0).mean()


def test_people_leave_by_day_and_earlier_when_discharges_are_earlier():
    """Whoever is recorded as leaving at 16:00 leaves then, whatever the hour they came."""
    model = made.model(rate=1.0, beds=(200,), lengths=(1.0,) * 24, by_day=True)
    hour = np.arange(24) * 7.0
    object.__setattr__(model, "stay_length", 40.0 - hour % 24)
    plain = flow.run(model, seed=1, weeks=2)
    sooner = flow.run(model, [Change("discharges", value=2)], seed=1, weeks=2)
    left = plain.stays.left[plain.stays.left > 24]
    assert np.unique(np.round(left % 24, 6)).tolist() == [16.0]
    left = sooner.stays.left[sooner.stays.left > 48]
    assert np.unique(np.round(left % 24, 6)).tolist() == [14.0]


def test_beds_that_open_in_the_morning_are_used_then():
    model = made.model(rate=0.5, beds=(0,), lengths=(5.0,))
    model.beds[0][np.arange(168) % 24 == 8] = 3
    stays = flow.run(model, seed=1, weeks=1).stays
    inside = stays.entered[~np.isnan(stays.entered)]
    assert len(inside) > 20
    assert set((inside % 24 // 1).tolist()) == {8.0}


def test_stays_of_no_length_are_no_fault():
    model = made.model(rate=0.5, beds=(3,), lengths=(0.0, 0.0))
    object.__setattr__(model, "occupied", np.array([2.0]))
    stays = flow.run(model, seed=1, weeks=1).stays
    assert (stays.left == stays.entered)[~np.isnan(stays.left)].all()
