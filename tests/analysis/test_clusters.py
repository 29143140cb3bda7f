import numpy as np
import pytest

from carepath.analysis import clusters
from carepath.analysis.series import ranks


def alike(rng, days=60, a_day=30, by_day=1.0):
    """Times of many days; what a day adds is shared by all of its patients."""
    day = np.repeat(np.arange(days), a_day)
    return (rng.normal(size=days * a_day) + by_day * rng.normal(size=days)[day]), day


def test_patients_of_one_day_are_one_piece_of_evidence():
    rng, small = np.random.default_rng(1), 0
    for _ in range(200):
        values, day = alike(rng)
        found = clusters.contrast(ranks(values), day % 2 == 0, day)
        small += found.p < 0.05
    assert small <= 24  # as independent patients it would be about 80


def test_a_difference_within_days_is_found():
    rng = np.random.default_rng(2)
    values, day = alike(rng)
    inside = rng.random(len(day)) < 0.3
    found = clusters.contrast(ranks(values + inside), inside, day)
    assert found.p < 1e-9
    assert found.difference > 5 * found.error
    assert clusters.contrast(ranks(values - inside), inside, day).p == 1


def test_without_anything_to_compare_nothing_is_told():
    rank, day = np.zeros(4), np.arange(4)
    assert clusters.contrast(rank, np.zeros(4, bool), day).p == 1
    assert clusters.contrast(rank, np.array([1, 0, 0, 0], bool), day).p == 1


def test_groups_without_any_spread_count_their_days():
    inside = np.arange(20) % 2 == 0
    found = clusters.contrast(ranks(np.where(inside, 9, 5)), inside, np.arange(20) // 2)
    assert found.p == 0.5**9


def test_neighbouring_days_that_vary_together_widen_the_variance():
    walk = np.repeat(np.random.default_rng(3).normal(size=30), 2)
    walk -= walk.mean()
    found = clusters.long_run(walk)
    assert found.variance > 1.4 * float(walk @ walk)
    assert found.own < 0.7
    assert clusters.long_run(np.array([0.0, 1.0])) == (0, 1)


def test_weeks_of_full_beds_are_little_evidence():
    rng, small = np.random.default_rng(9), 0
    for _ in range(200):
        level = np.zeros(60)
        for day in range(1, 60):
            level[day] = 0.9 * level[day - 1] + rng.normal()
        values, day = alike(rng, by_day=0)
        found = clusters.positive((values + 2 * level[day]) / 9, day)
        small += found < 0.001
    assert small <= 6


def test_the_interval_of_a_median_covers_it():
    rng, covered = np.random.default_rng(4), 0
    for _ in range(200):
        values, day = alike(rng, by_day=0.5)
        found = clusters.median(np.round(values * 1000).astype(np.int64), day)
        covered += found.low <= 0 <= found.high
    assert covered >= 180


def test_the_difference_of_two_medians():
    one, other = clusters.Interval(50.0, 44.0, 58.0), clusters.Interval(20.0, 17.0, 24.0)
    found = clusters.medians_apart(one, other)
    assert found.value == 30
    assert found.low == pytest.approx(30 - np.hypot(6, 4))
    assert found.high == pytest.approx(30 + np.hypot(8, 3))
