import numpy as np
import pytest

from carepath.analysis import forecast_scores
from carepath.analysis.forecast_scores import Told

SHARES = (0.1, 0.5, 0.9)
ACTUAL, POINT = np.array([2.0, 4, 6]), np.array([3.0, 4, 4])
QUANTILES = np.array([[1.0, 3, 6], [2, 4, 7], [2, 4, 8]])


def told(actual=ACTUAL, pit=(0.05, 0.5, 0.98)):
    return Told(actual, POINT, POINT, QUANTILES, np.array(pit))


def test_published_vectors():
    found = forecast_scores.scores(told(), SHARES, scale=2)
    assert found.mase == 0.5
    assert forecast_scores.pinball(ACTUAL, QUANTILES, SHARES) == pytest.approx(3.1)
    assert found.wql == pytest.approx(0.172222, abs=1e-6)
    assert found.n == 3
    assert found.bias == pytest.approx(-1 / 3)
    assert found.width_80 == pytest.approx(16 / 3)
    assert (found.coverage_80, found.coverage_95) == (pytest.approx(1 / 3), pytest.approx(2 / 3))


def test_what_is_not_known_is_not_scored():
    found = forecast_scores.scores(told(np.array([2.0, np.nan, 6])), SHARES, scale=2)
    assert (found.n, found.mase) == (2, 0.75)
    with pytest.raises(ValueError, match="nothing to score"):
        forecast_scores.scores(told(np.full(3, np.nan)), SHARES, scale=2)


def test_there_is_no_ratio_to_nothing():
    found = forecast_scores.scores(told(np.zeros(3)), SHARES, scale=0)
    assert (found.mase, found.wql) == (None, None)


def test_the_scale_is_the_mean_change_from_week_to_week():
    counts = np.arange(400.0)
    counts[300] = np.nan
    assert forecast_scores.mase_scale(counts) == 168
    assert forecast_scores.mase_scale(np.arange(100.0)) == 0


def test_the_random_part_is_the_same_for_the_same_seed():
    below, at = np.full(1000, 0.238103), np.full(1000, 0.433470)
    first, again = (forecast_scores.randomised_pit(below, at, (1, 5)) for _ in range(2))
    assert (first == again).all()
    assert (first >= below).all()
    assert (first <= at).all()
    assert first.std() > 0.05
    assert (forecast_scores.randomised_pit(below, at, (1, 6)) != first).any()


def test_a_uniform_pit_covers_what_it_says():
    pit = (np.arange(1000) + 0.5) / 1000
    assert forecast_scores.coverage(pit, 0.8) == pytest.approx(0.8)
    assert forecast_scores.coverage(pit, 0.95) == pytest.approx(0.95)
