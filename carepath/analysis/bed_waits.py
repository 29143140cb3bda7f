"""Who waits for a bed at a moment, from where and since when.

Method: a stay in a unit that is asked for and neither begun nor withdrawn, in a journey that goes
on. A patient is where the latest stay goes on that has begun. Reference:
docs/algorithms/attendances.md.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from carepath.frames.moments import UNKNOWN
from carepath.frames.spans import STAY, Spans


@dataclass(frozen=True, slots=True)
class BedWaits:
    """One row a request: position of its journey and of its span, the unit asked for, the unit the
    patient is in (-1 = none), since when it is asked for (microseconds)."""

    journey: NDArray[np.int64]
    row: NDArray[np.int64]
    wanted: NDArray[np.int64]
    source: NDArray[np.int64]
    asked: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.journey)

    def only(self, mask: NDArray) -> "BedWaits":
        """Return those at these rows, or where the mask is true."""
        return BedWaits(*(getattr(self, name)[mask] for name in self.__slots__))


def waiting(spans: Spans, at: int) -> BedWaits:
    """Return who waits for a bed at a moment, in the order of the journeys."""
    stays = np.flatnonzero((spans.kind == STAY) & (spans.unit >= 0))
    of = np.searchsorted(spans.offsets, stays, side="right") - 1
    ends = np.minimum(spans.end[stays], spans.closed[of])
    lies = (spans.start[stays] <= at) & (ends > at)
    place = np.full(spans.n_journeys, -1, np.int64)
    place[of[lies]] = spans.unit[stays[lies]]  # rows stand by start: the last one stays
    asked = spans.requested[stays]
    waits = (asked != UNKNOWN) & (asked <= at) & (spans.start[stays] > at) & (ends > at)
    rows, owner = stays[waits], of[waits]
    wanted = spans.unit[rows].astype(np.int64)
    return BedWaits(owner, rows, wanted, place[owner], spans.requested[rows])
