"""How many will leave a unit within windows of some hours: the whole law of a count.

Method: who is present leaves within a window with the chance to be there when it begins less that
to be there when it ends (Poisson-binomial); those who come and leave again are the arrivals less
those expected to be there, a count with the dispersion of the arrivals, which thinning keeps.
Assumption: people leave independently of each other. Reference: docs/algorithms/bed_demand.md.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from carepath.analysis import bed_demand
from carepath.analysis.bed_demand import Demand

WIDTHS = (4, 8, 12)
"""Hours of a window."""
AHEAD = 48
"""Hours that the windows fill."""


@dataclass(frozen=True, slots=True)
class Departures:
    """Windows that begin and end so many whole hours from now, and P(0 leave), P(1 leaves) ... of
    each, (windows, patients + 1): those of 4 hours first, then of 8, then of 12."""

    begins: NDArray[np.int64]
    ends: NDArray[np.int64]
    law: Demand

    def of_width(self, width: int) -> "Departures":
        """Return the windows of so many hours alone, in order of time."""
        return self.only(self.ends - self.begins == width)

    def only(self, kept: NDArray[np.bool_]) -> "Departures":
        """Return these windows alone."""
        return Departures(self.begins[kept], self.ends[kept], Demand(self.law.pmf[kept]))


def departures(
    staying: NDArray[np.float64],
    hourly: NDArray[np.float64],
    coming: NDArray[np.float64],
    dispersion: float,
) -> Departures:
    """Return how many leave within each window that lies in the hours to come.

    `staying` (people, hours) are the chances of those present, `hourly` the arrivals expected in
    each hour, `coming` how many of them are expected to be there at its end (`bed_demand.to_come`).
    ValueError for fewer hours than fill a window.
    """
    begins, ends = _windows(min(len(hourly), AHEAD))
    if not len(ends):
        raise ValueError("No window ends within so few hours.")
    there = np.concatenate((np.ones((len(staying), 1)), staying), axis=1)
    gone = np.concatenate(([0.0], np.cumsum(hourly) - coming))
    parts = (
        bed_demand.of_stayers(there[:, begins] - there[:, ends]),
        bed_demand.of_newcomers(np.maximum(gone[ends] - gone[begins], 0), dispersion),
    )
    return Departures(begins, ends, bed_demand.total(parts))


def _windows(hours: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    ends = [np.arange(width, hours + 1, width) for width in WIDTHS]
    begins = [each - width for each, width in zip(ends, WIDTHS, strict=True)]
    return np.concatenate(begins), np.concatenate(ends)
