"""Arrivals: how many journeys opened in each hour of the week, by the clock on the wall.

Assumption: openings known to the day only say nothing about the hour and are left out.
Reference: docs/algorithms/flow.md.
"""

from typing import NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from carepath.analysis import civil
from carepath.frames.moments import UNKNOWN
from carepath.frames.spans import PRECISIONS, Spans

DAY_PRECISION = PRECISIONS.index("day")


class Week(NamedTuple):
    """Counts by weekday (row, 0 = Monday) and hour (column), and how many were left out."""

    counts: NDArray[np.int64]
    left_out: int


def by_weekday_hour(spans: Spans, zone: ZoneInfo) -> Week:
    """Return the openings per hour of the week, as shape (7, 24)."""
    known = spans.opened != UNKNOWN
    filled = np.flatnonzero(np.diff(spans.offsets) > 0)
    first = spans.precision[spans.offsets[filled]]
    known[filled[first == DAY_PRECISION]] = False
    wall = civil.local(spans.opened[known], zone)
    slot = civil.weekday(wall) * 24 + civil.hour(wall)
    counts = np.bincount(slot, minlength=7 * 24).reshape(7, 24)
    return Week(counts, int(spans.n_journeys - known.sum()))
