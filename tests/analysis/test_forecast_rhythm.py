import numpy as np
import pytest

from carepath.analysis import forecast_rhythm
from carepath.analysis.forecast_rhythm import Known
from tests.analysis import rhythms


def known(counts, share=None):
    n = counts.shape[1]
    share = np.ones_like(counts) if share is None else share
    week = (n - 1 - np.arange(n)) // 168
    return Known(counts * share, share, np.arange(n) % 168, week)


def off(found):
    return np.sqrt(np.mean((found - rhythms.SHAPE) ** 2, axis=1))


def test_the_rhythm_of_means_is_found_whatever_their_level():
    counts = rhythms.means(60) * np.linspace(0.5, 2, 60).repeat(168)
    assert off(forecast_rhythm.rhythm(known(counts))) < 0.01


def test_short_histories_borrow():
    counts = rhythms.drawn(rhythms.means(3, series=40), dispersion=0)
    plain = counts.reshape(40, 3, 168).mean(1)
    plain /= plain.mean(1, keepdims=True)
    assert off(forecast_rhythm.rhythm(known(counts))).mean() < 0.6 * off(plain).mean()


def test_a_sharp_step_stays_sharp():
    shape = np.where(np.arange(168) % 24 == 8, 12.0, 0.5)
    counts = rhythms.drawn(np.tile(shape, (1, 60)), dispersion=0)
    found = forecast_rhythm.rhythm(known(counts))[0]
    assert found[8] / found[7] == pytest.approx(24, rel=0.3)


def test_hours_that_are_not_known_change_nothing_of_the_others():
    counts = rhythms.means(30)
    share = np.ones_like(counts)
    share[:, 900:1500] = 0
    assert off(forecast_rhythm.rhythm(known(counts, share))) < 0.01


def test_a_row_of_two_hours_counts_as_two():
    share = np.ones((1, 30 * 168))
    share[:, 1 :: 24 * 3] = 2
    assert off(forecast_rhythm.rhythm(known(rhythms.means(30), share))) < 0.01


def test_one_day_alone_has_no_days_of_the_week():
    found = forecast_rhythm.rhythm(known(rhythms.means(1)[:, :24]))
    assert found[0, :24] == pytest.approx(found[0, 144:], rel=0.05)
    assert found.mean() == pytest.approx(1)


def test_no_arrivals_have_a_flat_rhythm():
    assert (forecast_rhythm.rhythm(known(np.zeros((1, 400)))) == 1).all()


def test_levels_of_weeks_and_of_weeks_that_are_not_known():
    counts = rhythms.means(3) * np.array([1.0, 2.0, 3.0]).repeat(168)
    share = np.ones_like(counts)
    share[:, 168:336] = 0
    found = forecast_rhythm.levels(known(counts, share), rhythms.SHAPE[None])
    assert found[0] == pytest.approx([18, 12, 6])


def test_the_crude_rhythm_is_the_mean_of_each_hour_of_the_week():
    assert forecast_rhythm.crude(known(rhythms.means(4)))[0] == pytest.approx(rhythms.SHAPE)
