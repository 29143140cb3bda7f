"""What the report of an import says of the file's times, ties and doubts."""

from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from carepath.analysis.spanning import Spanned
from carepath.frames.columns import FLAGS
from carepath.frames.moments import OPEN, UNKNOWN
from carepath.frames.spans import SERVICE


@dataclass(slots=True)
class Notes:
    """What an import report says of a file. Counts are rows unless the name says otherwise."""

    rows: int = 0
    accepted: int = 0
    rejected: int = 0
    reasons: dict[str, int] = field(default_factory=dict)
    duplicates: int = 0  # the source's own event id repeats: the last row wins
    exact_duplicates: int = 0  # same case, activity and times, kept
    cases: int = 0
    events: int = 0  # spans and points
    stages: dict[str, int] = field(default_factory=dict)  # events by activity
    ties: int = 0  # neighbours in a case that begin at the same time
    neighbours: int = 0
    ambiguous: int = 0  # events with a lone time in the repeated hour
    second_pass: int = 0
    missing_hour: int = 0
    end_before_start: int = 0
    requested_late: int = 0
    unpaired_starts: int = 0
    unpaired_ends: int = 0
    open_spans: int = 0
    first: int | None = None  # microseconds UTC
    last: int | None = None
    intervals: bool = False  # the file has start times
    lifecycle_ignored: int = 0
    several_patients: int = 0  # cases

    def as_dict(self) -> dict[str, Any]:
        """Return plain JSON types."""
        return asdict(self)


def describe(spans: Spanned, notes: Notes) -> None:
    """Fill in what the sorted spans tell: counts, ties, doubts, first and last moment."""
    begin, end = spans.begin, spans.ended
    together = spans.case[1:] == spans.case[:-1]
    tied = together & (begin[1:] == begin[:-1])
    flags = spans.flags
    unpaired = (flags & FLAGS["unpaired"]) > 0
    service = spans.kind == SERVICE
    notes.events, notes.cases = len(begin), int((~together).sum()) + (len(begin) > 0)
    notes.neighbours, notes.ties = int(together.sum()), int(tied.sum())
    notes.exact_duplicates = _exact_duplicates(spans, tied)
    notes.unpaired_starts = int((unpaired & service).sum())
    notes.unpaired_ends = int((unpaired & ~service).sum())
    notes.open_spans = int((end == OPEN).sum())
    for name, flag in (
        ("ambiguous", "ambiguous_hour"),
        ("second_pass", "second_pass"),
        ("missing_hour", "missing_hour"),
        ("end_before_start", "end_before_start"),
        ("requested_late", "requested_late"),
    ):
        setattr(notes, name, int(((flags & FLAGS[flag]) > 0).sum()))
    if len(begin):
        notes.first = int(begin.min())
        notes.last = int(max(begin.max(), end.max(where=end != OPEN, initial=UNKNOWN)))


def _exact_duplicates(spans: Spanned, tied: NDArray[np.bool_]) -> int:
    """Count events with the case, stage and times of an earlier one; only ties can be."""
    some = np.flatnonzero(np.r_[tied, False] | np.r_[False, tied])
    names = ("case", "stage", "started", "ended", "requested")
    keys = pl.DataFrame({name: getattr(spans, name)[some] for name in names})
    return len(keys) - keys.n_unique() if len(keys) else 0
