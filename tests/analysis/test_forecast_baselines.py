import numpy as np
import pytest

from carepath.analysis import forecast_baselines
from tests.analysis import rhythms


def told(baseline, counts, horizon=168):
    return baseline(counts, *rhythms.parted(len(counts), horizon))


def test_as_a_week_ago():
    counts = rhythms.drawn(rhythms.means(10))[0]
    law = told(forecast_baselines.seasonal_naive, counts, 200)
    assert law.point[:168].tolist() == counts[-168:].tolist()
    assert law.point[168:].tolist() == counts[-168:-136].tolist()
    apart = counts[168:] - counts[:-168]
    assert law.quantiles((0.5,))[0, 0] == max(law.point[0] + np.median(apart), 0)


def test_what_was_not_known_a_week_ago_is_taken_from_the_week_before():
    counts = rhythms.drawn(rhythms.means(10))[0]
    before = counts[-300]
    counts[-300 + 168] = np.nan
    assert told(forecast_baselines.seasonal_naive, counts).point[168 - 132] == before


def test_the_usual_of_the_hour_of_the_week():
    counts = rhythms.drawn(rhythms.means(10))[0]
    law = told(forecast_baselines.hour_of_week_mean, counts)
    assert law.point == pytest.approx(counts[-8 * 168 :].reshape(8, 168).mean(0))
    counts[-168 + 5] = np.nan
    seven = counts[-8 * 168 + 5 : -168 : 168].mean()
    assert told(forecast_baselines.hour_of_week_mean, counts).point[5] == pytest.approx(seven)


def test_as_now_is_less_sure_the_further_ahead():
    walk = np.abs(100 + np.cumsum(np.random.default_rng(3).normal(size=3000)))
    law = told(forecast_baselines.persistence, walk)
    assert set(law.point) == {walk[-1]}
    width = np.diff(law.quantiles((0.1, 0.9)), axis=1)[:, 0]
    assert width[0] < width[40] < width[160]
    walk[-2:] = np.nan
    assert told(forecast_baselines.persistence, walk).point[0] == walk[-3]
