"""Inpatients who left: when they came in and left, when they were fit to, and who came back.

Method: a stay in hospital is from the first bed outside the emergency department to the end of the
last, of a journey that is closed. A readmission is the next admission of the same patient, in
another journey. Reference: docs/algorithms/attendances.md.
"""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from carepath.frames.carewords import CareWords
from carepath.frames.moments import OPEN
from carepath.frames.spans import STAY, Spans


@dataclass(frozen=True, slots=True)
class HospitalStays:
    """One row a stay in hospital, by position of its journey; moments in microseconds, OPEN = not
    yet or not said: admitted, left, fit to leave; and whether the patient died."""

    journey: NDArray[np.int64]
    admitted: NDArray[np.int64]
    left: NDArray[np.int64]
    fit: NDArray[np.int64]
    died: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.journey)

    def only(self, mask: NDArray) -> "HospitalStays":
        """Return those at these rows, or where the mask is true."""
        return HospitalStays(*(getattr(self, name)[mask] for name in self.__slots__))


def hospital_stays(
    spans: Spans, outside: Collection[int], words: CareWords, at: int
) -> HospitalStays:
    """Return every stay in hospital that began by a moment, as it was then; stays in the units
    `outside` are none."""
    stays = np.flatnonzero((spans.kind == STAY) & (spans.unit >= 0) & (spans.start <= at))
    stays = stays[~np.isin(spans.unit[stays], list(outside))]
    of = _owner(spans, stays)
    admitted, left = np.full(spans.n_journeys, OPEN), np.full(spans.n_journeys, -1, np.int64)
    np.minimum.at(admitted, of, spans.start[stays])
    np.maximum.at(left, of, np.minimum(spans.end[stays], spans.closed[of]))
    left[(left > at) | (spans.closed > at)] = OPEN
    fit = np.full(spans.n_journeys, OPEN)
    rows = _called(spans, words.fit, at)
    rows = rows[spans.start[rows] >= admitted[_owner(spans, rows)]]
    fit[_owner(spans, rows)] = spans.start[rows]  # rows stand by start: the latest stays
    died = np.zeros(spans.n_journeys, bool)
    died[_owner(spans, _called(spans, words.died, at))] = True
    found = np.flatnonzero(admitted != OPEN)
    return HospitalStays(found, admitted[found], left[found], fit[found], died[found])


def left_within(stays: HospitalStays, low: int, high: int) -> HospitalStays:
    """Return who left in [low, high)."""
    return stays.only((stays.left >= low) & (stays.left < high))


def came_back(stays: HospitalStays, patients: NDArray[np.int64], within: int) -> NDArray[np.bool_]:
    """Return which stays the same patient's next one followed within so long (microseconds).

    `patients` holds a number for each row, -1 = not known: of those nothing is known.
    """
    order = np.lexsort((stays.admitted, patients))
    before, after = order[:-1], order[1:]
    gap = stays.admitted[after] - stays.left[before]
    same = (patients[before] == patients[after]) & (patients[before] >= 0)
    found = np.zeros(len(stays), bool)
    known = stays.left[before] != OPEN
    found[before[same & known & (gap >= 0) & (gap <= within)]] = True
    return found


def _called(spans: Spans, names: Collection[str], at: int) -> NDArray[np.int64]:
    codes = [code for code, name in enumerate(spans.stages) if name in names]
    return np.flatnonzero(np.isin(spans.stage, codes) & (spans.start <= at))


def _owner(spans: Spans, rows: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.searchsorted(spans.offsets, rows, side="right") - 1
