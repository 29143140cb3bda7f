"""Spans: what happened to many patients, as integer columns clustered by journey.

One row is one span (or point). Rows of one journey stand together, ordered by
(start, end with open last, seq). Times are integer microseconds in UTC; an end that has not come
is `moments.OPEN`, a request nobody recorded is `moments.UNKNOWN`. A span that was only requested
so far (a patient who waits) has start and end `moments.OPEN`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

SERVICE, STAY, POINT = 0, 1, 2
KINDS = ("service", "stay", "point")
"""Code to name of a span's kind: a piece of work, a stay in a place, an instant."""

PRECISIONS = ("us", "s", "min", "day")
"""Code to name of how finely a time was recorded."""

DEPARTMENT, WARD, AWAY, WITH_PATIENT = "department", "ward", "away", "with_patient"
PHASES = (DEPARTMENT, WARD, AWAY, WITH_PATIENT)
"""Where the patient is during a stage; time in or before an away stage is never waiting. What is
done with the patient (bloods, imaging) is of the department or ward the patient is in then."""


@dataclass(frozen=True, slots=True)
class Spans:
    """An immutable set of journeys: n spans of m journeys over k stages.

    Span columns have shape (n,), journey columns shape (m,), `offsets` shape (m + 1,): the spans of
    journey j are rows offsets[j] to offsets[j + 1]. `parent` is a position within the same journey
    or -1, so that any selection of whole journeys keeps it true.
    """

    stage: NDArray[np.uint16]
    kind: NDArray[np.uint8]
    parent: NDArray[np.int32]
    unit: NDArray[np.int32]
    requested: NDArray[np.int64]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    precision: NDArray[np.uint8]

    offsets: NDArray[np.int64]
    journey_id: NDArray[np.int64]
    source: NDArray[np.int32]
    opened: NDArray[np.int64]
    closed: NDArray[np.int64]

    stages: tuple[str, ...] = ()
    phases: tuple[str, ...] = ()
    limits: tuple[int, ...] = ()
    """Longest plausible length of each stage in microseconds, 0 = none; () = none at all."""
    intervals: bool = False
    """False for a log of completions only: its gaps are time between events, not waits."""

    @property
    def n_spans(self) -> int:
        return len(self.start)

    @property
    def n_journeys(self) -> int:
        return len(self.journey_id)

    @property
    def journey(self) -> NDArray[np.int32]:
        """Return each span's journey position, shape (n,)."""
        return np.repeat(np.arange(self.n_journeys, dtype=np.int32), np.diff(self.offsets))

    def rows(self, position: int) -> slice:
        """Return the rows of the journey at this position."""
        return slice(int(self.offsets[position]), int(self.offsets[position + 1]))

    def between(self, first: int, last: int) -> "Spans":
        """Return the journeys from position `first` up to `last`; shares memory with these."""
        rows = slice(int(self.offsets[first]), int(self.offsets[last]))
        changes = {name: getattr(self, name)[rows] for name in SPAN_COLUMNS}
        changes |= {name: getattr(self, name)[first:last] for name in JOURNEY_COLUMNS}
        offsets = self.offsets[first : last + 1] - rows.start
        return replace(self, offsets=offsets, **changes)

    def take(self, journeys: NDArray) -> "Spans":
        """Return the journeys at these positions (or where this mask is true), in this order."""
        positions = np.flatnonzero(journeys) if journeys.dtype == bool else journeys
        lengths = self.offsets[positions + 1] - self.offsets[positions]
        offsets = np.concatenate(([0], np.cumsum(lengths)))
        rows = np.repeat(self.offsets[positions] - offsets[:-1], lengths) + np.arange(offsets[-1])
        changes = {name: getattr(self, name)[rows] for name in SPAN_COLUMNS}
        changes |= {name: getattr(self, name)[positions] for name in JOURNEY_COLUMNS}
        return replace(self, offsets=offsets, **changes)


SPAN_COLUMNS = {
    "stage": np.uint16,
    "kind": np.uint8,
    "parent": np.int32,
    "unit": np.int32,
    "requested": np.int64,
    "start": np.int64,
    "end": np.int64,
    "precision": np.uint8,
}
JOURNEY_COLUMNS = {
    "journey_id": np.int64,
    "source": np.int32,
    "opened": np.int64,
    "closed": np.int64,
}


def empty(stages: Sequence[str] = (), phases: Sequence[str] = (), intervals: bool = False) -> Spans:
    """Return no journeys over these stages."""
    columns = {name: np.empty(0, dtype) for name, dtype in (SPAN_COLUMNS | JOURNEY_COLUMNS).items()}
    offsets = np.zeros(1, np.int64)
    return Spans(
        offsets=offsets, stages=tuple(stages), phases=tuple(phases), intervals=intervals, **columns
    )
