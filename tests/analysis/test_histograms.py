import numpy as np

from carepath.analysis import histograms
from carepath.frames.moments import DAY, HOUR, MINUTE


def test_a_duration_at_a_limit_begins_the_next_step():
    found = histograms.steps(np.array([0, MINUTE - 1, MINUTE, 5 * MINUTE]))
    assert [step.count for step in found] == [2, 1, 1]
    assert (found[0].low, found[0].high) == (0, MINUTE)


def test_only_steps_between_the_first_and_the_last_are_listed():
    found = histograms.steps(np.array([HOUR, 3 * HOUR, 3 * HOUR]))
    assert [(step.low, step.count) for step in found] == [(HOUR, 1), (2 * HOUR, 2)]


def test_the_last_step_has_no_end():
    found = histograms.steps(np.array([1000 * DAY]))
    assert found == [(364 * DAY, None, 1)]


def test_overlaps_count_as_none():
    assert histograms.steps(np.array([-HOUR]))[0].count == 1


def test_nothing_has_no_steps():
    assert histograms.steps(np.array([], np.int64)) == []


def test_every_duration_is_counted_once():
    rng = np.random.default_rng(7)
    durations = rng.integers(0, 500 * DAY, 10_000)
    assert sum(step.count for step in histograms.steps(durations)) == 10_000
