"""How many patients were in a stage at once: each of them uses one of what the stage needs.

Method: the step function of the stage's spans; one that goes on is in use up to now. Assumption: a
patient in the stage uses exactly one. Reference: docs/algorithms/utilisation.md.
"""

import numpy as np
from numpy.typing import NDArray

from carepath.analysis import occupancy
from carepath.analysis.occupancy import Steps
from carepath.frames.moments import OPEN
from carepath.frames.spans import STAY, Spans


def in_stage(spans: Spans, stage: str, now: int, *, unit: int | None = None) -> Steps:
    """Return how many were in a stage (in a unit, by its code) over time, up to now."""
    if stage not in spans.stages:
        return occupancy.steps(np.empty(0, np.int64), np.empty(0, np.int64))
    mine = (spans.stage == spans.stages.index(stage)) & (spans.start != OPEN)
    mine &= spans.start < now
    if unit is not None:
        mine &= spans.unit == unit
    return occupancy.steps(spans.start[mine], np.minimum(spans.end[mine], now + 1))


def waiting_for(spans: Spans, stage: str, now: int, *, unit: int | None = None) -> Steps:
    """Return how many had asked for a stage that had not begun, over time, up to now."""
    if stage not in spans.stages:
        return occupancy.steps(np.empty(0, np.int64), np.empty(0, np.int64))
    mine = (spans.stage == spans.stages.index(stage)) & (spans.requested >= 0)
    mine &= spans.requested < now
    if unit is not None:
        mine &= spans.unit == unit
    return _until_begun(spans, mine, now)


def waiting_in(spans: Spans, now: int, *, unit: int, stays: bool = False) -> Steps:
    """Return how many waited for anything in a unit (or only for a stay there), up to now."""
    mine = (spans.unit == unit) & (spans.requested >= 0) & (spans.requested < now)
    if stays:
        mine &= spans.kind == STAY
    return _until_begun(spans, mine, now)


def _until_begun(spans: Spans, mine: NDArray[np.bool_], now: int) -> Steps:
    asked = spans.requested[mine]
    begun = np.minimum(np.minimum(spans.start[mine], spans.end[mine]), now + 1)
    return occupancy.steps(asked, np.maximum(begun, asked))
