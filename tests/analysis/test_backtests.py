import csv
import gzip
import json

import numpy as np
import pytest

from carepath.analysis import backtests
from carepath.analysis.backtests import BacktestError, backtest, origins
from carepath.analysis.forecast_baselines import BASELINES
from tests.analysis import rhythms


@pytest.fixture
def counts():
    return rhythms.drawn(rhythms.means(20))[0]


def test_origins_are_where_they_were_asked_for():
    assert list(origins(400, 192, 3, 168, 960)) == [400, 592, 784]


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ((335, 192, 1, 168, 2000), "335 hours lie before the first origin, 336 are needed"),
        ((400, 192, 4, 168, 960), "3 of 4 origins"),
        ((400, 192, 1, 168, 500), "0 of 1 origins"),
        ((400, 0, 1, 168, 2000), "from 1 on"),
        ((400, 1, 0, 168, 2000), "from 1 on"),
    ],
)
def test_origins_that_do_not_fit_are_refused(asked, why):
    with pytest.raises(BacktestError, match=why):
        origins(*asked)


@pytest.mark.parametrize("name", ["model", *BASELINES])
def test_nobody_sees_what_is_to_come(counts, name):
    forecaster = BASELINES.get(name, backtests.model)
    hours, places = rhythms.hours(len(counts)), range(2000, 2600, 200)
    other = counts.copy()
    other[places[-1] :] = 99
    one, two = (backtests.told(forecaster, c, hours, places, 168) for c in (counts, other))
    for part in ("point", "mean", "quantiles"):
        said, again = getattr(one, part), getattr(two, part)
        assert said[-1].tobytes() == again[-1].tobytes()
    assert (one.actual[-1] != two.actual[-1]).all()


def test_a_rhythm_is_foretold_better_than_by_any_baseline(counts):
    found = backtest(
        counts, rhythms.hours(len(counts)), origins(2000, 192, 4, 168, len(counts)), 168
    )
    assert found.skill
    assert found.hourly.n == 4 * 168
    assert (found.daily.n, len(found.by_day)) == (28, 7)
    assert set(found.baselines) == set(BASELINES)


def test_noise_around_nothing_has_no_skill():
    rng = np.random.default_rng(1)
    walk = np.round(np.abs(500 + np.cumsum(rng.normal(0, 40, 3000))))
    found = backtest(walk, rhythms.hours(3000), origins(2000, 100, 5, 2, 3000), 2)
    assert not found.skill
    assert found.daily is None
    assert found.by_day == ()


def test_equal_seeds_give_equal_scores(counts):
    hours, places = rhythms.hours(len(counts)), range(2500, 2900, 200)
    assert backtest(counts, hours, places, 48) == backtest(counts, hours, places, 48)
    assert backtest(counts, hours, places, 48, seed=1) != backtest(counts, hours, places, 48)


def test_hours_that_nobody_knows_are_not_scored(counts):
    counts[2500:2512] = np.nan
    found = backtest(counts, rhythms.hours(len(counts)), range(2450, 2460, 20), 168)
    assert found.hourly.n == 156
    assert found.daily.n == 6
    counts[2400:] = np.nan
    with pytest.raises(BacktestError, match="nothing to score"):
        backtest(counts, rhythms.hours(len(counts)), range(2450, 2460, 20), 168)


@pytest.fixture(scope="module")
def arrivals(shared):
    folder = shared / "data/ed-arrivals-hourly"
    with gzip.open(folder / "ed_arrivals_hourly.csv.gz", "rt", encoding="utf-8") as file:
        counts = np.array([float(row["Arrivals"]) for row in csv.DictReader(file)])
    return counts, json.loads((folder / "baselines.json").read_text())


@pytest.mark.slow
def test_real_arrivals_by_the_published_protocol(arrivals):
    counts, published = arrivals
    reference, n = published["results"], len(counts)
    places = origins(n - 168 - 192 * 44, 192, 44, 168, n)
    found = backtest(counts, rhythms.hours(n), places, 168)
    assert found.scale == pytest.approx(published["protocol"]["mase_scale"], abs=1e-6)
    naive, mean = found.baselines["seasonal_naive_168"], found.baselines["hour_of_week_mean_8w"]
    for ours, theirs in (
        (naive, reference["seasonal_naive_168"]),
        (mean, reference["hour_of_week_mean_8w_poisson"]),
    ):
        assert ours.mase == pytest.approx(theirs["MASE"], abs=5e-5)
        assert ours.wql == pytest.approx(theirs["WQL"], abs=5e-5)
        assert ours.width_80 == pytest.approx(theirs["width80"], abs=5e-5)
    best = reference["profile_x_level_negbin"]
    assert found.hourly.mase <= best["MASE"]
    assert found.hourly.wql <= best["WQL"]
    assert found.hourly.coverage_80 == pytest.approx(0.8, abs=0.02)
    assert found.hourly.coverage_95 == pytest.approx(0.95, abs=0.015)
    assert found.daily.coverage_80 == pytest.approx(0.8, abs=0.04)
    assert found.skill
