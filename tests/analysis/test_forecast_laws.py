import numpy as np
import pytest

from carepath.analysis.forecast_laws import Counts, MeanCounts, PastErrors


def test_the_point_of_counts_is_their_median():
    law = Counts(np.array([6.7, 0.3]), np.array([0.05, 0.05]))
    assert law.point.tolist() == [6, 0]
    assert law.quantiles((0.1, 0.9)).tolist() == [[3, 11], [0, 1]]
    assert law.cdf(np.array([-1.0, 0])) == pytest.approx([0, 0.742], abs=1e-3)
    assert MeanCounts(np.array([6.7]), 0.05).point.tolist() == [6.7]


def test_past_errors_stand_around_the_point_and_never_below_nothing():
    law = PastErrors(np.array([1.0, 10]), np.arange(-4.0, 5)[None])
    assert law.quantiles((0.0, 0.5, 1.0)).tolist() == [[0, 1, 5], [6, 10, 14]]
    assert law.cdf(np.array([0.0, 10])).tolist() == [4 / 9, 5 / 9]
    assert law.cdf(np.array([-1.0, -1])).tolist() == [0, 0]
    assert (law.mean == law.point).all()
