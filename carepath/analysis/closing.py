"""When a journey closed, by its source's rule.

A file has no column for the end of a journey, so the mapping declares a rule; what it infers is
derived anew at each fold and never stored as a recorded fact. Closed journeys get the moment of
their last known event, or of their last end stage; the rest stay open.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from carepath.frames.mapping import END_STAGES, LAST_EVENT, SILENCE
from carepath.frames.moments import DAY, OPEN, UNKNOWN


@dataclass(frozen=True, slots=True)
class Bounds:
    """Per journey, shape (m,): first and last known moment, close (OPEN = open), spans."""

    opened: NDArray[np.int64]
    last: NDArray[np.int64]
    closed: NDArray[np.int64]
    n_spans: NDArray[np.int64]


def bounds(
    *,
    journey: NDArray[np.int64],
    n_journeys: int,
    requested: NDArray[np.int64],
    started: NDArray[np.int64],
    ended: NDArray[np.int64],
    is_end_stage: NDArray[np.bool_],
    rule: str,
    silence_days: int = 0,
    now: int,
) -> Bounds:
    """Return the bounds of journeys 0 .. n_journeys - 1 from their spans, shape (n,) each.

    `started` and `ended` are OPEN where not known, `requested` UNKNOWN. A journey that only has
    requests opens at the first of them.
    """
    first = np.where(started != OPEN, started, requested)
    known_end = np.where(ended != OPEN, ended, first)
    opened = np.full(n_journeys, OPEN, np.int64)
    np.minimum.at(opened, journey, first)
    last = np.full(n_journeys, UNKNOWN, np.int64)
    np.maximum.at(last, journey, known_end)
    closed = _closes(journey, known_end, is_end_stage, last, rule, silence_days * DAY, now)
    return Bounds(opened, last, closed, np.bincount(journey, minlength=n_journeys))


def _closes(journey, known_end, is_end_stage, last, rule, silence, now) -> NDArray[np.int64]:
    if rule == LAST_EVENT:
        return last.copy()
    if rule == SILENCE:
        return np.where(last + silence <= now, last, OPEN)
    if rule != END_STAGES:
        raise ValueError(f"{rule!r} is no closing rule.")
    closed = np.full(len(last), UNKNOWN, np.int64)
    np.maximum.at(closed, journey[is_end_stage], known_end[is_end_stage])
    return np.where(closed == UNKNOWN, OPEN, closed)
