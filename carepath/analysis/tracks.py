"""Tracks: the started spans of one lens in the order of the journey, ready to be paired.

Assumption: rows stand by (start, end with open last, seq) within their journey, as frames.Spans
promises. A span that has only been requested, or starts after `now`, is not yet part of a track.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from carepath.frames.moments import OPEN
from carepath.frames.spans import AWAY, STAY, Spans

ACTIVITY, LOCATION = "activity", "location"
LENSES = (ACTIVITY, LOCATION)
"""Which track is meant: services and points, or stays."""


class Track(NamedTuple):
    """Columns of n started spans; those of journey j are rows offsets[j] to offsets[j + 1]."""

    stage: NDArray[np.uint16]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    offsets: NDArray[np.int64]
    precision: NDArray[np.uint8]

    @property
    def n(self) -> int:
        return len(self.start)

    @property
    def journey(self) -> NDArray[np.int32]:
        """Return the journey position of each row."""
        lengths = np.diff(self.offsets)
        return np.repeat(np.arange(len(lengths), dtype=np.int32), lengths)


def track(spans: Spans, lens: str = ACTIVITY, now: int | None = None) -> Track:
    """Return the track of one lens as known at `now` (None = all that has started)."""
    keep = rows(spans, lens, now)
    if keep is None:
        return Track(spans.stage, spans.start, spans.end, spans.offsets, spans.precision)
    offsets = np.concatenate(([0], np.cumsum(keep)))[spans.offsets]
    columns = (column[keep] for column in (spans.stage, spans.start, spans.end))
    return Track(*columns, offsets, spans.precision[keep])


def rows(spans: Spans, lens: str = ACTIVITY, now: int | None = None) -> NDArray[np.bool_] | None:
    """Return which rows of the spans the track holds, None for all of them."""
    latest = OPEN if now is None else now + 1
    other = spans.kind != STAY if lens == LOCATION else spans.kind == STAY
    late = spans.n_spans > 0 and spans.start.max() >= latest
    return ~other & (spans.start < latest) if late or other.any() else None


def away(spans: Spans) -> NDArray[np.bool_]:
    """Return for each stage whether the patient is away from the hospital during it."""
    phases = spans.phases or ("",) * len(spans.stages)
    return np.array([phase == AWAY for phase in phases], dtype=bool)
