"""Arrivals of a site and of its departments, hour by hour, as forecasts take them.

An arrival is the opening of a journey; its department is the unit of the first step that names one.
Openings known to the day only say nothing about the hour and are left out, as in `arrivals`.
Reference: docs/algorithms/forecasts.md.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from carepath.analysis.arrivals import DAY_PRECISION
from carepath.frames.moments import DAY, HOUR, UNKNOWN
from carepath.frames.spans import Spans

RECENT = 28
"""Days over which a department must have had arrivals to have a series of its own."""
BUSY = 2.0
"""Arrivals a day from which a department has one."""


@dataclass(frozen=True, slots=True)
class Openings:
    """When journeys opened (microseconds), where (-1 = no unit was named), and which they are."""

    at: NDArray[np.int64]
    unit: NDArray[np.int32]
    journey: NDArray[np.int64]

    def of(self, unit: int | None) -> "Openings":
        """Return those of one unit; None = all."""
        return self if unit is None else self.where(self.unit == unit)

    def until(self, now: int) -> "Openings":
        """Return those that were known at a moment."""
        return self.where(self.at < now)

    def since(self, since: int) -> "Openings":
        """Return those from a moment on."""
        return self.where(self.at >= since)

    def where(self, kept: NDArray[np.bool_]) -> "Openings":
        """Return those where this is true."""
        return Openings(self.at[kept], self.unit[kept], self.journey[kept])


def openings(spans: Spans) -> Openings:
    """Return when and where each journey opened."""
    filled = np.flatnonzero(np.diff(spans.offsets) > 0)
    if not len(filled):
        return Openings(np.empty(0, np.int64), np.empty(0, np.int32), np.empty(0, np.int64))
    starts = spans.offsets[filled]
    rows = np.where(spans.unit >= 0, np.arange(spans.n_spans), spans.n_spans)
    first = np.minimum.reduceat(rows, starts)
    # A journey that names no unit would show the first one of a journey after it.
    named = first < spans.offsets[filled + 1]
    unit = np.where(named, spans.unit[np.minimum(first, spans.n_spans - 1)], -1)
    known = (spans.opened[filled] != UNKNOWN) & (spans.precision[starts] != DAY_PRECISION)
    which = spans.journey_id[filled][known]
    return Openings(spans.opened[filled][known], unit[known].astype(np.int32), which)


def busy(found: Openings, now: int) -> list[int]:
    """Return the units that have enough arrivals for a series of their own, most first."""
    recent = found.unit[(found.at >= now - RECENT * DAY) & (found.at < now) & (found.unit >= 0)]
    units, counts = np.unique(recent, return_counts=True)
    order = np.lexsort((units, -counts))
    return [int(units[place]) for place in order if counts[place] >= BUSY * RECENT]


def hourly(found: Openings, since: int, now: int) -> NDArray[np.float64]:
    """Return the arrivals of each whole hour that ends by `now`, counted back from it."""
    rows = max((now - since) // HOUR, 0)
    place = (found.at - (now - rows * HOUR)) // HOUR
    return np.bincount(place[(place >= 0) & (place < rows)], minlength=rows).astype(float)
