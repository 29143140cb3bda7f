import math
import statistics

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from carepath.analysis import percentiles


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [
        ([1, 2, 3, 4], 0.5, 2.5),
        ([1, 2, 3, 4], 0.9, 3.7),
        ([15, 20, 35, 40, 50], 0.4, 29),
        ([10, 20, 30, 40, 1000], 0.9, 616),
        ([7], 0.95, 7),
    ],
)
def test_the_vectors(values, share, expected):
    shuffled = np.random.default_rng(1).permutation(np.array(values))
    assert percentiles.percentile(shuffled, share) == pytest.approx(expected)
    assert percentiles.of_sorted(np.sort(shuffled), share) == pytest.approx(expected)


def test_of_nothing_there_is_none():
    assert percentiles.percentile(np.array([], np.int64), 0.5) is None
    assert percentiles.summary(np.array([], np.int64)).median is None


@given(st.lists(st.integers(-(10**12), 10**12), min_size=2, max_size=60))
def test_deciles_equal_the_inclusive_ones_of_the_standard_library(values):
    deciles = statistics.quantiles(values, n=10, method="inclusive")
    found = [percentiles.percentile(np.array(values), p / 10) for p in range(1, 10)]
    assert found == pytest.approx(deciles, rel=1e-12, abs=1e-3)


@pytest.mark.parametrize(("n", "p90", "p95"), [(9, False, False), (10, True, False)])
def test_few_values_hide_high_percentiles(n, p90, p95):
    found = percentiles.summary(np.arange(n))
    assert (found.p90 is not None, found.p95 is not None) == (p90, p95)
    assert found.median == (n - 1) / 2


def test_a_summary_is_in_the_wished_unit_and_keeps_its_values():
    values = np.arange(20) * 1_000_000
    found = percentiles.summary(values, 1_000_000)
    assert found == percentiles.Summary(
        20, 9.5, 9.5, pytest.approx(17.1), pytest.approx(18.05), 0, 19, 190
    )
    assert values.tolist() == [n * 1_000_000 for n in range(20)]


@pytest.mark.parametrize(("n", "ranks"), [(6, (1, 6)), (10, (2, 9)), (20, (6, 15)), (25, (8, 18))])
def test_the_interval_of_a_median_lies_between_the_ranks_of_the_tables(n, ranks):
    """Ranks from 1, as printed in Conover's table of the sign test."""
    values = np.arange(1, n + 1)
    assert percentiles.median_interval(np.random.default_rng(1).permutation(values)) == ranks


def test_too_few_values_have_no_interval():
    assert all(percentiles.median_interval(np.arange(n)) is None for n in range(6))


def test_beyond_the_exact_ranks_the_interval_goes_on_smoothly():
    exact, normal = (percentiles.median_interval(np.arange(n)) for n in (1_000, 1_001))
    assert abs(exact[0] - normal[0]) <= 1 and abs(exact[1] - normal[1]) <= 2


@given(st.integers(6, 60))
def test_it_covers_at_least_95_percent(n):
    low, high = percentiles.median_interval(np.arange(n))
    inside = sum(math.comb(n, k) for k in range(int(low) + 1, int(high) + 1))
    assert inside / 2**n >= 0.95
