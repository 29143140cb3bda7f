"""Promised against happened, counted by hand, and whether chances that are right look right."""

import numpy as np
import pytest

from carepath.analysis import promises
from carepath.analysis.promises import Kept


def test_a_shortage_is_counted_by_hand():
    found = promises.short(np.array([9, 11, 13, 12, 10]), np.array([10, 10, 10, 13, 8]))
    assert (found.largest, found.hour, found.hours, found.bed_hours) == (3, 2, 3, 6)
    calm = promises.short(np.array([3, 4]), np.array([4, 4]))
    assert (calm.largest, calm.hours, calm.bed_hours) == (0, 0, 0)


def test_more_beds_never_make_it_worse():
    rng = np.random.default_rng(3)
    for _ in range(100):
        needed, staffed = rng.integers(0, 20, 24), rng.integers(0, 20, 24)
        less, more = promises.short(needed, staffed), promises.short(needed, staffed + 2)
        assert more.largest <= less.largest and more.hours <= less.hours
        assert less.bed_hours - 2 * less.hours <= more.bed_hours <= less.bed_hours


def test_promises_are_counted_together():
    found = promises.calibration(
        [
            Kept(0.05, False, False, 1.0, 0),
            Kept(0.08, False, True, 2.0, 3),  # calm in its hour, short in another
            Kept(0.50, True, True, 6.0, 9),
            Kept(0.02, None, False, 0.5, 0),  # its hour was over when it was decided
        ]
    )
    assert found.n == 4 and found.chance == pytest.approx(0.21)
    assert found.fell_short[:2] == (1, 3) and found.calm[:2] == (2, 3)
    assert (found.told, found.missed) == (9.5, 12)
    nothing = promises.calibration([])
    assert (nothing.n, nothing.chance, nothing.calm.share, nothing.is_off) == (0, None, None, False)


def test_chances_that_are_right_are_rarely_called_off_and_wrong_ones_are():
    rng = np.random.default_rng(11)

    def off(true):
        told = rng.uniform(0.05, 0.5, 200)
        came = rng.random(200) < true(told)
        return promises.calibration(
            Kept(chance, bool(short), bool(short), 0, 0)
            for chance, short in zip(told, came, strict=True)
        ).is_off

    assert sum(off(lambda told: told) for _ in range(200)) <= 20  # 5 % in the long run
    assert all(off(lambda told: told / 3) for _ in range(50))


def test_a_range_is_wide_without_others_and_narrows_with_them():
    none = np.array([]), np.array([], bool)
    low, high, n = promises.alike(*none, 0.3)
    assert n == 0 and low < 0.12 and high > 0.5
    told = np.array([0.3] * 60 + [0.9] * 40 + [0.01] * 40)
    came = np.array([True, False, False] * 20 + [True] * 40 + [False] * 40)
    low, high, n = promises.alike(told, came, 0.3)
    assert n == 60 and 0.24 < low < 1 / 3 < high < 0.42
    assert promises.alike(told, came, 0.0)[0] >= 0 and promises.alike(told, came, 1.0)[1] <= 1


def test_ranges_hold_the_true_chance_eight_times_in_ten():
    """Even where what is told is half as likely as it says: the nights say so."""
    rng = np.random.default_rng(5)
    for true in (lambda told: told, lambda told: told / 2):
        held = 0
        for _ in range(300):
            told = rng.uniform(0.2, 0.4, 150)
            came = rng.random(150) < true(told)
            low, high, _n = promises.alike(told, came, 0.3)
            held += low <= true(0.3) <= high
        assert 0.70 <= held / 300 <= 0.92


def test_quantiles_of_the_beta_law_are_those_of_drawn_numbers():
    drawn = np.sort(np.random.default_rng(2).beta(3, 9, 400_000))
    nobody = np.array([0.25] * 8), np.array([True] * 2 + [False] * 6)
    low, high, n = promises.alike(*nobody, 0.25)  # 4 x 0.25 + 2 and 4 x 0.75 + 6
    assert n == 8
    assert low == pytest.approx(drawn[40_000], abs=0.003)
    assert high == pytest.approx(drawn[360_000], abs=0.003)
