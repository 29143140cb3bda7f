"""Plausible lengths: visits that last longer than their stage ever should.

Method: service (end - start; of a running visit so far) beyond the limit declared for the stage.
Such a visit stays where it is and is credited like any other; averages leave out what rests on its
end: the hand-over out of it, and the length of its journey. Assumption: a forgotten or mistyped end
is the likely cause, so starts and requests are believed.
Reference: docs/algorithms/flow.md.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from carepath.analysis.tracks import Track
from carepath.frames.moments import OPEN
from carepath.frames.spans import Spans


def too_long(
    rows: Spans | Track, limits: Sequence[int], now: int | None = None
) -> NDArray[np.bool_]:
    """Return which rows last longer than the limit of their stage; running ones only at `now`."""
    if not any(limits):
        return np.zeros(len(rows.start), bool)
    most = np.array([limit or OPEN for limit in limits])[rows.stage]
    began = rows.start < (OPEN if now is None else now)
    end = np.where(rows.end == OPEN, rows.start, rows.end) if now is None else rows.end
    lasted = np.where(began, end if now is None else np.minimum(end, now), rows.start) - rows.start
    return lasted > most


def journeys(spans: Spans, now: int | None = None) -> NDArray[np.bool_]:
    """Return for each journey whether it holds such a visit."""
    found = np.zeros(spans.n_journeys, bool)
    rows = np.flatnonzero(too_long(spans, spans.limits, now))
    found[np.searchsorted(spans.offsets, rows, side="right") - 1] = True
    return found
