from dataclasses import replace

import numpy as np
import pytest

from carepath.analysis import level_shifts
from carepath.analysis.series import ranks
from carepath.frames.moments import DAY, MINUTE
from tests.analysis import queues
from tests.analysis.troubled import all_series, told


def test_strokes_reach_the_ct_sooner_from_a_day_on():
    (found,) = [
        finding
        for finding in told(level_shifts.looks(all_series(1, planted=True)))
        if finding.kind == "milestone"
    ]
    assert (found.source, found.target) == ("Stroke alert", "CT")
    assert (found.at - queues.START) // DAY in (32, 33, 34)
    assert found.low < -24 < found.high < 0
    assert found.outside_s > found.inside_s


def test_calm_series_are_silent():
    for seed in range(4):
        assert told(level_shifts.looks(all_series(seed)), p=0.003) == []


def test_an_episode_is_no_shift():
    (stroke,) = [one for one in all_series(0) if one.kind == "milestone"]
    episode = (stroke.day >= 30) & (stroke.day < 38)
    longer = stroke.us + np.where(episode, stroke.us.max(), 0)
    looks = level_shifts.looks([_with(stroke, longer)])
    assert told(looks, p=0.05) == []


def test_two_weeks_are_too_few_days():
    series = [one.only(one.day < 13) for one in all_series(1, planted=True)]
    assert told(level_shifts.looks(series), p=1) == []


def test_the_largest_of_a_brownian_bridge():
    rng, n = np.random.default_rng(5), 400
    steps = rng.normal(size=(4000, n))
    walk = np.cumsum(steps - steps.mean(1, keepdims=True), axis=1)[:, :-1] / n**0.5
    share = np.arange(1, n) / n
    inner = (share >= 0.15) & (share <= 0.85)
    largest = np.abs(walk / np.sqrt(share * (1 - share)))[:, inner].max(1)
    for z in (2.9, 3.2):
        expected = (largest >= z).mean()
        assert level_shifts.largest_of_bridge(z, 0.15, 0.85) == pytest.approx(expected, rel=0.4)
    assert level_shifts.largest_of_bridge(1, 0.1, 0.9) == 1


def test_a_slow_walk_of_full_beds_is_no_shift():
    rng, told_of = np.random.default_rng(8), 0
    lab = next(one for one in all_series(0) if one.target == "Lab")
    for _ in range(20):
        level = np.zeros(lab.day.max() + 1)
        for day in range(1, len(level)):
            level[day] = 0.9 * level[day - 1] + rng.normal()
        longer = lab.us + (np.exp(level[lab.day] / 2) * 30 * MINUTE).astype(np.int64)
        told_of += bool(told(level_shifts.looks([_with(lab, longer)]), p=0.005))
    assert told_of <= 2


def _with(series, us):
    return replace(series, us=us, rank=ranks(us))
