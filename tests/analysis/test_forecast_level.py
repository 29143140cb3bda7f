import numpy as np
import pytest

from carepath.analysis import forecast_level

DAYS = 200


def drawn(level, seed=0, series=30):
    rng = np.random.default_rng(seed)
    usual = np.full((series, DAYS), 100.0)
    return rng.poisson(usual * level).astype(float), usual


def found(count, usual):
    levels = forecast_level.running(count, usual)
    return forecast_level.now(count, usual, forecast_level.mixed(count, usual, levels))


def test_a_running_level_knows_only_older_days():
    count, usual = np.arange(6.0)[None], np.ones((1, 6))
    levels = forecast_level.running(count, usual)
    fade = 0.5 ** (np.arange(3) / 5)
    assert levels[0, 0, 3] == pytest.approx((count[0, 3:] * fade).sum() / fade.sum())
    assert levels[0, 0, 6] == levels[0, 0, 5] == 5
    other = count.copy()
    other[:, :3] = 99
    assert (forecast_level.running(other, usual)[:, :, 3:] == levels[:, :, 3:]).all()


def test_steady_series_look_further_back_than_restless_ones():
    rng = np.random.default_rng(4)
    walk = np.exp(np.cumsum(rng.normal(0, 0.03, (30, DAYS)), axis=1))[:, ::-1]
    far = []
    for level in (np.ones(DAYS), walk):
        count, usual = drawn(level)
        levels = forecast_level.running(count, usual)
        weight = forecast_level.mixed(count, usual, levels)
        assert weight.sum(0) == pytest.approx(1)
        far.append((weight.T @ np.array(forecast_level.HALF_LIVES)).mean())
    assert far[0] > 1.5 * far[1]


def test_too_little_to_tell_mixes_evenly():
    count, usual = drawn(1.0)
    levels = forecast_level.running(count[:, :13], usual[:, :13])
    assert (forecast_level.mixed(count[:, :13], usual[:, :13], levels) == 0.25).all()


@pytest.mark.parametrize("factor", [0.5, 1.6])
def test_a_shift_is_followed_within_a_week(factor):
    count, usual = drawn(np.where(np.arange(DAYS) < 7, factor, 1.0))
    level, ago = found(count, usual)
    assert np.median(ago) == 7
    assert np.median(level) == pytest.approx(factor, rel=0.03)


def test_calm_series_and_single_odd_days_are_no_shift():
    count, usual = drawn(1.0, series=300)
    assert not forecast_level.shifts(count, usual).any()
    count[:, 1] *= 2
    assert not forecast_level.shifts(count, usual).any()


def test_days_that_are_not_known_are_no_shift():
    count, usual = drawn(1.0)
    count[:, :9], usual[:, :9] = 0, 0
    level, ago = found(count, usual)
    assert not ago.any()
    assert level == pytest.approx(np.ones(30), rel=0.1)


def test_nothing_known_at_all_has_level_0():
    level, ago = found(np.zeros((1, 30)), np.zeros((1, 30)))
    assert (level[0], ago[0]) == (0, 0)
