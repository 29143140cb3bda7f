"""Distinct: each value once, and where rows change."""

import numpy as np
import pytest

from carepath.analysis.distinct import distinct, order, runs, starts


@pytest.mark.parametrize("values", [[], [7], [3, 1, 3, 3, 2, 1], [-5, 2**62, -5]])
def test_each_value_once_ascending(values):
    assert distinct(np.array(values, np.int64)).tolist() == sorted(set(values))


def test_the_given_column_stays_as_it_was_and_keeps_its_type():
    values = np.array([2, 1, 2], np.int32)
    assert distinct(values).dtype == np.int32
    assert values.tolist() == [2, 1, 2]


def test_starts_are_where_any_column_changes():
    one, other = np.array([1, 1, 1, 2]), np.array([5, 5, 6, 6])
    assert starts(one, other).tolist() == [True, False, True, True]
    assert starts(np.empty(0)).tolist() == []


def test_codes_are_ordered_alike_whether_they_fit_16_bits_or_not():
    codes = np.random.default_rng(3).integers(0, 500, 4_000)
    kept = order(codes, 500)
    assert kept.tolist() == order(codes, 2**16 + 1).tolist()
    assert kept.tolist() == sorted(range(len(codes)), key=lambda row: (codes[row], row))


def test_runs_are_the_rows_of_each_value():
    found = list(runs(np.array([2, 2, 5, 9, 9, 9])))
    assert found == [(2, slice(0, 2)), (5, slice(2, 3)), (9, slice(3, 6))]
    assert list(runs(np.array([], int))) == []
