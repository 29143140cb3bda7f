"""Inpatients at a moment: since when they are in, and since when they could go.

Method: a patient is in where a stay outside the emergency department goes on; the stay in hospital
began with the first such stay of the journey, whatever units followed. Fit is the latest stage that
says so since then, by its name. Reference: docs/algorithms/attendances.md.
"""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from carepath.frames.moments import DAY, OPEN
from carepath.frames.spans import STAY, Spans

STRANDED, SUPER_STRANDED = 7 * DAY, 21 * DAY
"""From when on a stay is called long: hours, not nights, so that the clock alone decides."""


@dataclass(frozen=True, slots=True)
class Inpatients:
    """One row a patient: position of the journey, the unit they are in, when they came in and were
    found fit to leave (microseconds; OPEN = not)."""

    journey: NDArray[np.int64]
    unit: NDArray[np.int64]
    admitted: NDArray[np.int64]
    fit: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.journey)

    def only(self, mask: NDArray) -> "Inpatients":
        """Return those at these rows, or where the mask is true."""
        return Inpatients(*(getattr(self, name)[mask] for name in self.__slots__))


def inpatients(spans: Spans, outside: Collection[int], fit: Collection[str], at: int) -> Inpatients:
    """Return who is in at a moment; stays in the units `outside` are none of an inpatient."""
    stays = np.flatnonzero((spans.kind == STAY) & (spans.unit >= 0) & (spans.start <= at))
    stays = stays[~np.isin(spans.unit[stays], list(outside))]
    of = _owner(spans, stays)
    admitted = np.full(spans.n_journeys, OPEN)
    np.minimum.at(admitted, of, spans.start[stays])
    lies = np.minimum(spans.end[stays], spans.closed[of]) > at
    unit = np.full(spans.n_journeys, -1, np.int64)
    unit[of[lies]] = spans.unit[stays[lies]]  # rows stand by start: the last one stays
    found = np.flatnonzero(unit >= 0)
    return Inpatients(found, unit[found], admitted[found], _fit(spans, fit, admitted, at)[found])


def _fit(
    spans: Spans, names: Collection[str], admitted: NDArray[np.int64], at: int
) -> NDArray[np.int64]:
    """Return the latest moment since the admission that says so, OPEN where none does."""
    codes = [code for code, name in enumerate(spans.stages) if name in names]
    rows = np.flatnonzero(np.isin(spans.stage, codes) & (spans.start <= at))
    of = _owner(spans, rows)
    rows, of = rows[spans.start[rows] >= admitted[of]], of[spans.start[rows] >= admitted[of]]
    found = np.full(spans.n_journeys, OPEN)
    found[of] = spans.start[rows]  # rows stand by start: the latest stays
    return found


def _owner(spans: Spans, rows: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.searchsorted(spans.offsets, rows, side="right") - 1
