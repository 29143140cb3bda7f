"""Who leaves within a window: against every way to leave, and against what the census says."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carepath.analysis import bed_demand, departures_ahead, stay_hazards

NOBODY = np.zeros(48)


def hazard(share, seed):
    """A chance to leave that differs by time in so far, hour and weekday."""
    chance = np.random.default_rng(seed)
    return stay_hazards.Hazard(
        share * chance.uniform(0.2, 2, len(stay_hazards.AGES)),
        chance.uniform(0, 2, 24),
        chance.uniform(0.5, 1.5, 7),
        99,
    )


def world(people, rate, share, seed, hours=48):
    """(chances to stay, arrivals by hour, those of them still there) of an invented unit."""
    chance, law = np.random.default_rng(seed), hazard(share, seed)
    staying = stay_hazards.staying(law, 500 - chance.integers(0, 300, people), 500, hours)
    hourly = chance.uniform(0, 2 * rate, hours)
    coming = bed_demand.to_come(hourly, stay_hazards.settling(law, 500, hours))
    return staying, hourly, coming


WORLDS = st.tuples(
    st.integers(0, 40), st.floats(0, 3), st.floats(0, 0.2), st.integers(0, 99), st.integers(4, 72)
)


@settings(max_examples=40, deadline=None)
@given(WORLDS, st.floats(0, 0.3))
def test_who_leaves_is_who_was_there_and_came_less_who_is_there_then(drawn, dispersion):
    staying, hourly, coming = world(*drawn)
    found = departures_ahead.departures(staying, hourly, coming, dispersion)
    assert found.law.pmf.sum(1) == pytest.approx(np.ones(len(found.ends)), abs=1e-9)
    assert found.law.pmf.min() >= 0
    there = np.concatenate(([len(staying)], staying.sum(0) + coming))
    for begins, ends, mean in zip(found.begins, found.ends, found.law.mean, strict=True):
        came = hourly[begins:ends].sum()
        assert mean == pytest.approx(there[begins] + came - there[ends], abs=1e-9)


@settings(max_examples=30, deadline=None)
@given(WORLDS)
def test_windows_add_up_in_mean(drawn):
    found = departures_ahead.departures(*world(*drawn), 0.1)
    four, eight, twelve = (found.of_width(width) for width in (4, 8, 12))
    for wide, parts in ((eight, 2), (twelve, 3)):
        n = len(wide.ends)
        sums = four.law.mean[: n * parts].reshape(n, parts).sum(1)
        assert wide.law.mean == pytest.approx(sums, abs=1e-9)
        assert wide.begins.tolist() == four.begins[: n * parts : parts].tolist()
    assert found.ends.max() <= 48 and (found.ends > found.begins).all()


def test_the_law_is_that_of_every_way_to_leave():
    """Four people, each window by hand: nobody comes."""
    staying = np.cumprod(np.random.default_rng(5).uniform(0.8, 1, (4, 8)), axis=1)
    found = departures_ahead.departures(staying, NOBODY[:8], NOBODY[:8], 0.0)
    assert list(zip(found.begins, found.ends, strict=True)) == [(0, 4), (4, 8), (0, 8)]
    for begins, ends, pmf in zip(found.begins, found.ends, found.law.pmf, strict=True):
        expected = np.zeros(5)
        leaves = [(one[begins - 1] if begins else 1) - one[ends - 1] for one in staying]
        for ways in product((0, 1), repeat=4):
            expected[sum(ways)] += np.prod(
                [p if way else 1 - p for p, way in zip(leaves, ways, strict=True)]
            )
        assert pmf == pytest.approx(expected, abs=1e-12)


def test_it_holds_what_was_drawn_patient_by_patient():
    """Newcomers by Poisson, each with a walk through the hours of their own."""
    law, hours, start = hazard(0.08, 2), 12, 500
    hourly = np.full(hours, 1.5)
    entered = start - np.array([1, 5, 30, 90, 200])
    staying = stay_hazards.staying(law, entered, start, hours)
    coming = bed_demand.to_come(hourly, stay_hazards.settling(law, start, hours))
    told = departures_ahead.departures(staying, hourly, coming, 0.0).of_width(4)
    chance, draws, left = np.random.default_rng(8), 4000, np.zeros((4000, 3), int)
    for hour in range(hours):
        came = np.repeat(np.arange(draws), chance.poisson(hourly[hour], draws))
        if not hour:
            who = np.repeat(np.arange(draws), len(entered))
            since = np.tile(entered, draws)
        who, since = np.append(who, came), np.append(since, np.full(len(came), start + hour))
        clock = np.full(len(who), start + hour)
        gone = chance.random(len(who)) < law.chance(clock - since, clock)
        np.add.at(left, (who[gone], hour // 4), 1)
        who, since = who[~gone], since[~gone]
    for place in range(3):
        seen = np.bincount(left[:, place], minlength=told.law.pmf.shape[1]) / draws
        # The error of a share of 4,000 draws is 0.008 at most.
        assert abs(seen[:30] - told.law.pmf[place, :30]).max() < 0.03


def test_too_few_hours_hold_no_window():
    with pytest.raises(ValueError, match="so few hours"):
        departures_ahead.departures(np.ones((2, 3)), NOBODY[:3], NOBODY[:3], 0.0)
