"""Discharges brought forward: nobody leaves who would stay, and nothing is short that was not."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carepath.analysis import bed_demand, sooner_discharges
from carepath.analysis.sooner_discharges import LEAD, Present


def ward(people, hours, seed, rate=0.3):
    """An invented ward: chances that fall, most of all at midday, and newcomers."""
    chance = np.random.default_rng(seed)
    leaves = chance.uniform(0, 0.25, (people, hours)) * chance.uniform(0, 1.5, hours)
    coming = np.cumsum(chance.uniform(0, 2 * rate, hours))
    return Present(np.cumprod(1 - np.minimum(leaves, 1), axis=1), coming, 0.1)


WARDS = st.builds(ward, st.integers(0, 20), st.integers(1, 24), st.integers(0, 999))


@settings(max_examples=60, deadline=None)
@given(WARDS, st.floats(0, 1), st.integers(0, 8))
def test_as_many_leave_by_the_end_of_the_day_and_none_before_the_lead(present, share, by):
    chances = sooner_discharges.moved(present, share, by)
    there = np.concatenate((np.ones((len(chances), 1)), chances), axis=1)
    mass = -np.diff(there, axis=1)  # of leaving within each hour
    assert (mass > -1e-12).all()
    before = -np.diff(present.there(), axis=1)
    assert mass.sum() == pytest.approx(before.sum())
    np.testing.assert_allclose(mass[:, :LEAD], before[:, :LEAD], atol=1e-12)
    np.testing.assert_allclose(chances[:, -1:], present.chances[:, -1:], atol=1e-12)
    assert (chances <= present.chances + 1e-12).all()


@settings(max_examples=40, deadline=None)
@given(WARDS, st.integers(0, 25), st.integers(1, 6))
def test_no_chance_to_be_short_rises_with_any_further_patient_and_the_day_ends_alike(
    present, beds, by
):
    each = np.full(present.hours, beds)
    steps = [sooner_discharges.step(present, n, by) for n in range(4)]
    for one, more in zip(steps, steps[1:], strict=False):
        assert (more.demand.beyond(each) <= one.demand.beyond(each) + 1e-9).all()
        assert more.freed >= one.freed - 1e-12
        assert more.demand.mean[-1] == pytest.approx(one.demand.mean[-1])
    freed = steps[0].demand.mean - steps[3].demand.mean
    assert freed.sum() == pytest.approx(steps[3].freed, abs=1e-6)


def test_the_law_is_that_of_every_way_in_which_two_people_may_leave():
    """Each hour of leaving of each, and each brought forward or not, written out."""
    chances = np.array([[0.9, 0.7, 0.4, 0.1, 0.1], [1.0, 0.8, 0.8, 0.3, 0.2]])
    present, by = Present(chances, np.zeros(5), 0.0), 2
    expected = float((chances[:, LEAD] - chances[:, -1]).sum())
    share = 1 / expected
    law = np.zeros((5, 3))
    each = [[*-np.diff([1, *row]), row[-1]] for row in chances]  # leaves in hour 1 .. 5, or never
    for hours in product(range(6), repeat=2):
        for sooner in product((True, False), repeat=2):
            weight, ends = 1.0, []
            for person, (hour, early) in enumerate(zip(hours, sooner, strict=True)):
                weight *= each[person][hour] * (share if early else 1 - share)
                late = hour + 1 > LEAD and hour < 5
                ends.append(max(hour - by, LEAD) if early and late else hour)
            for end in range(5):
                law[end, sum(left > end for left in ends)] += weight
    found = sooner_discharges.step(present, 1, by).demand.pmf
    np.testing.assert_allclose(found[:, :3], law, atol=1e-12)


def test_only_as_many_as_are_nearly_sure_to_leave_and_are_worth_it():
    late = np.concatenate((np.ones((6, 5)), np.full((6, 3), 0.02)), axis=1)
    present = Present(late, np.full(8, 2.0), 0.0)
    assert sooner_discharges.most(present) in (5, 6)
    many = sooner_discharges.to_hasten(present, 5, worth=0.5, most_of=9, by=3)
    assert [one.patients for one in many] == [0, 1, 2, 3]  # the next frees beds that few wait for
    calm = sooner_discharges.to_hasten(present, 30, worth=0.5, most_of=9, by=3)
    assert [one.patients for one in calm] == [0]
    assert len(sooner_discharges.to_hasten(present, 0, worth=0.5, most_of=2, by=3)) == 3


def test_where_the_day_is_nearly_over_nobody_is_brought_forward():
    present = ward(9, LEAD + 1, 1)
    assert sooner_discharges.most(present) == 0
    assert sooner_discharges.step(present, 3, 2).freed == 0


def test_today_is_laid_over_the_law_and_later_hours_stay():
    present = ward(9, 6, 3)
    demand = bed_demand.of_newcomers(np.linspace(20, 30, 30), 0.1)
    found = sooner_discharges.step(present, 2, 3)
    laid = sooner_discharges.laid_over(demand, found)
    assert laid.mean[:6] == pytest.approx(found.demand.mean)
    assert laid.mean[6:] == pytest.approx(demand.mean[6:])
    assert laid.pmf.sum(1) == pytest.approx(np.ones(30))


def test_the_other_way_is_counted_on_the_patients_who_left():
    ended, moments = np.array([2, 5, 9, 20]), np.arange(1, 12)
    stayed = sooner_discharges.the_other_way(ended, moments, 1, 10, patients=2, by=3, done=True)
    assert stayed.tolist() == [0, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0]  # until 5, and 5 until 8
    left = sooner_discharges.the_other_way(ended, moments, 1, 10, patients=3, by=3, done=False)
    assert left.tolist() == [-1, -1, -1, -1, 0, -1, -1, -1, 0, 0, 0]
