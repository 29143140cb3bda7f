import json

import numpy as np
import pytest

from carepath.analysis import tails


def test_students_t_equals_the_classic_tests(shared):
    known = json.loads((shared / "refs/tests_and_multiplicity.json").read_text())["tests"]
    for name in ("welch_sleep", "paired_sleep"):
        row = known[name]
        p = 2 * tails.t_tail(abs(row["t"]), row["df"])
        assert p == pytest.approx(row["p"], rel=1e-9)
    row = known["welch_sleep"]
    half = (row["ci"][1] - row["ci"][0]) / 2
    middle = sum(row["ci"]) / 2
    assert tails.t_limit(row["df"]) == pytest.approx(half / (middle / row["t"]), rel=1e-9)


def test_the_far_tail_keeps_its_digits():
    assert tails.t_tail(10, 1) == pytest.approx(0.03172551743055356)
    assert tails.t_tail(20, 50) == pytest.approx(1.9e-25, rel=0.1)
    assert tails.t_tail(-1, 3) == pytest.approx(1 - tails.t_tail(1, 3))
    assert tails.normal_tail(1.959963984540054) == pytest.approx(0.025)


def test_a_t_of_many_degrees_of_freedom_is_a_normal():
    assert tails.as_normal(2.5, 1e6) == pytest.approx(2.5, abs=1e-4)
    assert tails.as_normal(4, 10) == pytest.approx(3.0, abs=0.1)


def test_the_largest_of_a_scan_is_counted_or_follows_gumbel():
    rng = np.random.default_rng(7)
    sample = rng.gumbel(3, 0.5, 199)
    assert tails.largest_tail(float(np.median(sample)), sample) == pytest.approx(0.5, abs=0.02)
    exact = 1 - np.exp(-np.exp(-(7 - 3) / 0.5))
    assert tails.largest_tail(7, sample) == pytest.approx(exact, rel=0.8)
    assert tails.largest_tail(1, np.ones(9)) == 1


def test_any_of_many_looks():
    assert tails.any_of(0.01, 10) == pytest.approx(1 - 0.99**10)
    assert tails.any_of(1e-20, 100) == pytest.approx(1e-18)
    assert tails.any_of(1.0, 5) == 1


def test_the_limit_of_t_is_where_its_tail_is_as_rare():
    for df in (1, 1.5, 3, 30, 2_000):
        for tail in (0.1, 0.025, 1e-6):
            assert tails.t_tail(tails.t_limit(df, tail), df) == pytest.approx(tail, rel=1e-9)
    assert tails.t_limit(1) == pytest.approx(12.706204736174698)
