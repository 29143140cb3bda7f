"""When a journey closed, by each rule."""

import numpy as np
import pytest

from carepath.analysis.closing import bounds
from carepath.frames.moments import DAY, OPEN, UNKNOWN

J = np.array([0, 0, 1, 2])
REQUESTED = np.array([UNKNOWN, UNKNOWN, UNKNOWN, 7])
STARTED = np.array([0, 20, 5, OPEN])
ENDED = np.array([10, OPEN, 9, OPEN])
ENDS = np.array([True, False, False, False])


def found(rule, now=100, **more):
    return bounds(
        journey=J,
        n_journeys=4,
        requested=REQUESTED,
        started=STARTED,
        ended=ENDED,
        is_end_stage=ENDS,
        rule=rule,
        now=now,
        **more,
    )


def test_bounds_come_from_starts_and_known_ends():
    got = found("last_event")
    assert got.opened.tolist() == [0, 5, 7, OPEN]
    assert got.last.tolist()[:3] == [20, 9, 7]
    assert got.n_spans.tolist() == [2, 1, 1, 0]


def test_last_event_closes_all():
    assert found("last_event").closed.tolist()[:3] == [20, 9, 7]


def test_end_stages_close_those_that_reached_one():
    assert found("end_stages").closed.tolist() == [10, OPEN, OPEN, OPEN]


def test_silence_closes_after_its_days_and_not_before():
    early, late = (
        found("silence", now=DAY, silence_days=1),
        found("silence", now=DAY + 9, silence_days=1),
    )
    assert early.closed.tolist()[:3] == [OPEN, OPEN, OPEN]
    assert late.closed.tolist()[:3] == [OPEN, 9, 7]


def test_an_unknown_rule_is_refused():
    with pytest.raises(ValueError, match="no closing rule"):
        found("whenever")
