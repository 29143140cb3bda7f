import numpy as np
import pytest

from carepath.analysis import stay_hazards

NOW = 60 * 168


def leaving(chance, people=6000, seed=1, until=NOW):
    """Stays drawn hour by hour from a chance of (hours in, hour on the clock)."""
    rng = np.random.default_rng(seed)
    entered = rng.integers(0, until, people)
    left = np.full(people, 10**9)
    there = np.ones(people, bool)
    for age in range(1200):
        goes = there & (rng.random(people) < chance(age, entered + age))
        left[goes], there = entered[goes] + age, there & ~goes
    return entered, left


def test_an_exponential_stay_forgets_how_long_it_lasted():
    entered, left = leaving(lambda age, clock: np.full(len(clock), 1 - np.exp(-1 / 100)))
    hazard = stay_hazards.fit(entered, left, NOW)
    found = stay_hazards.staying(hazard, np.array([NOW - 1, NOW - 50, NOW - 190]), NOW, 24)
    assert found[:, -1] == pytest.approx(0.786628, abs=0.02)
    assert (np.diff(found, axis=1) <= 0).all()


def test_nobody_leaves_at_night():
    day = leaving(lambda age, clock: np.where((clock % 24 >= 9) & (clock % 24 < 18), 0.03, 0))
    hazard = stay_hazards.fit(*day, NOW)
    assert hazard.hour[:9].max() < 0.1 < hazard.hour[9:18].min()
    people = np.full(1, NOW - 30)
    night = stay_hazards.staying(hazard, people, NOW, 9)[0, -1]
    assert night > 0.98
    assert stay_hazards.staying(hazard, people, NOW + 9, 9)[0, -1] == pytest.approx(0.76, abs=0.04)


def test_weekends_and_time_in_count_by_themselves():
    def chance(age, clock):
        slow = np.where(clock % 168 >= 120, 0.4, 1.0)
        return np.where(age < 24, 0.002, 0.02) * slow

    hazard = stay_hazards.fit(*leaving(chance, 20_000), NOW)
    assert hazard.day[5:].mean() / hazard.day[:5].mean() == pytest.approx(0.4, abs=0.06)
    early, late = hazard.chance(np.array([5, 100]), np.array([10, 10]))
    assert late / early == pytest.approx(10, rel=0.35)


def test_only_what_was_known_by_then_counts():
    entered, left = leaving(lambda age, clock: np.full(len(clock), 0.01))
    then = NOW // 2
    other = np.where(left >= then, left + 500, left)
    one, two = (stay_hazards.fit(entered, ends, then) for ends in (left, other))
    assert one.age.tobytes() == two.age.tobytes()
    assert one.departures == np.count_nonzero(left < then)


def test_a_small_unit_has_chances_between_0_and_1():
    hazard = stay_hazards.fit(np.array([0, 5]), np.array([30, 10**9]), 100)
    chance = hazard.chance(np.arange(400), np.arange(400))
    assert (chance > 0).all()
    assert (chance <= stay_hazards.HIGHEST).all()
    with pytest.raises(ValueError, match="Nobody"):
        stay_hazards.fit(np.array([200]), np.array([300]), 100)


def test_those_to_come_are_there_from_their_hour_on():
    hazard = stay_hazards.fit(*leaving(lambda age, clock: np.full(len(clock), 0.02)), NOW)
    found = stay_hazards.settling(hazard, NOW, 30)
    assert (np.tril(found, -1) == 0).all()
    assert (np.diagonal(found) > 0.9).all()
    as_new = stay_hazards.staying(hazard, np.array([NOW + 3]), NOW + 3, 27)
    assert found[3, 3:] == pytest.approx(as_new[0])


def test_who_came_before_anybody_was_recorded_counts_from_then_on():
    """Of hours before `since` nothing is at risk: who left in them was never seen."""
    rng, since = np.random.default_rng(5), NOW - 600
    entered = np.sort(rng.integers(NOW - 2_000, NOW, 4_000))
    left = entered + rng.geometric(0.02, 4_000)
    seen = left >= since
    whole = stay_hazards.fit(entered, left, NOW, since)
    part = stay_hazards.fit(entered[seen], left[seen], NOW, since)
    assert whole.age == pytest.approx(part.age) and whole.departures == part.departures
    assert np.average(whole.age[:10]) == pytest.approx(0.02, rel=0.2)
    biased = stay_hazards.fit(entered[seen], left[seen], NOW)
    assert np.average(biased.age[:10]) < np.average(whole.age[:10])
