"""Cohorts: the positions of journeys that share something, for `Spans.take`.

Reference: docs/algorithms/flow.md.
"""

import numpy as np
from numpy.typing import NDArray

from carepath.analysis import flow, tracks
from carepath.analysis.distinct import distinct
from carepath.frames.moments import OPEN
from carepath.frames.spans import Spans


def with_edge(
    spans: Spans,
    source: str,
    target: str,
    *,
    longer_than_us: int | None = None,
    up_to_us: int | None = None,
    now: int | None = None,
    lens: str = tracks.ACTIVITY,
) -> NDArray[np.int64]:
    """Return the journeys in which `target` directly follows `source`, ascending.

    With limits, those with at least one such hand-over longer than the one and not longer than the
    other. An unknown stage gives none.
    """
    if source not in spans.stages or target not in spans.stages:
        return np.empty(0, np.int64)
    found = flow.edge_times(spans, source, target, now, lens)
    fits = found.us > (-OPEN if longer_than_us is None else longer_than_us)
    fits &= found.us <= (OPEN if up_to_us is None else up_to_us)
    return distinct(found.journey[fits]).astype(np.int64)


def with_stage(
    spans: Spans, stage: str, now: int | None = None, lens: str = tracks.ACTIVITY
) -> NDArray[np.int64]:
    """Return the journeys in which the stage occurs, ascending."""
    if stage not in spans.stages:
        return np.empty(0, np.int64)
    track = tracks.track(spans, lens, now)
    rows = np.flatnonzero(track.stage == spans.stages.index(stage))
    return distinct(np.searchsorted(track.offsets, rows, side="right") - 1)


def longer_than(spans: Spans, limit_us: int, now: int) -> NDArray[np.int64]:
    """Return the journeys that took, or so far take, longer than the limit, ascending."""
    return np.flatnonzero(np.minimum(spans.closed, now) - spans.opened > limit_us)


def examples(values: NDArray, positions: NDArray, middle: int = 5, tail: int = 5) -> NDArray:
    """Return up to `middle` positions around the median and `tail` with the largest values.

    Ascending by value, none twice: the example journeys that a number opens to.
    """
    order = np.argsort(values, kind="stable")
    half = max(0, len(order) // 2 - middle // 2)
    picked = np.union1d(
        np.arange(half, min(half + middle, len(order))),
        np.arange(max(0, len(order) - tail), len(order)),
    )
    return positions[order[picked]]
