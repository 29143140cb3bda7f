import numpy as np
import pytest

from carepath.analysis import silences
from tests.analysis import rhythms


@pytest.fixture
def world():
    mean = rhythms.means(20)
    return rhythms.drawn(mean), mean


def test_a_feed_that_was_down_is_a_silence(world):
    counts, mean = world
    counts[0, 1000:1012] = 0
    found = silences.silent(counts, mean)
    assert np.flatnonzero(found[0])[[0, -1]] == pytest.approx([1000, 1011], abs=1)
    assert found.sum() <= 14


def test_one_that_lasts_until_now_too(world):
    counts, mean = world
    counts[0, -48:] = 0
    assert silences.silent(counts, mean)[0, -48:].all()


def test_calm_nights_are_none():
    mean = rhythms.means(20, level=0.3, series=50)
    assert not silences.silent(rhythms.drawn(mean), mean).any()


def test_a_place_that_is_closed_for_a_week_is_believed(world):
    counts, mean = world
    counts[0, -200:] = 0
    assert not silences.silent(counts, mean)[0, -200:].any()


def test_quiet_times_of_a_place_that_became_small_are_none():
    mean = rhythms.means(20)
    counts = rhythms.drawn(np.where(np.arange(mean.shape[1]) < 1600, mean, 0.05 * mean), seed=3)
    assert not silences.silent(counts, mean).any()


def test_what_is_not_known_does_not_end_a_silence(world):
    counts, mean = world
    counts[0, 1000:1024] = 0
    counts[0, 1010] = np.nan
    assert silences.silent(counts, mean)[0, 1000:1024].all()
    counts[0, 1000:1024] = np.nan
    assert not silences.silent(counts, mean).any()
