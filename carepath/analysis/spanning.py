"""Columns of rows to columns of spans: intervals, points, pairs, and doubts about their times."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from carepath.analysis import pairs
from carepath.frames.columns import FLAGS
from carepath.frames.lifecycle import START, WITHDRAW
from carepath.frames.moments import OPEN, UNKNOWN
from carepath.frames.spans import POINT, SERVICE

Table = dict[str, NDArray]
"""Columns by row in file order: case, stage, seq, precision, flags, requested, start, time, and
word where the file has lifecycles; a moment that is not given is UNKNOWN."""


@dataclass(slots=True)
class Spanned:
    """One entry a span. Times are microseconds UTC, `moments.UNKNOWN` and OPEN where there is none;
    `rows` (k, n) are the positions of its rows in the file, -1 where it has fewer than k."""

    case: NDArray[np.int32]
    stage: NDArray[np.int32]
    kind: NDArray[np.uint8]
    requested: NDArray[np.int64]
    started: NDArray[np.int64]
    ended: NDArray[np.int64]
    seq: NDArray[np.int32]
    precision: NDArray[np.uint8]
    flags: NDArray[np.int16]
    rows: NDArray[np.int32]

    @property
    def begin(self) -> NDArray[np.int64]:
        """Return when each span begins to matter: its start, else its request."""
        return np.where(self.started == UNKNOWN, self.requested, self.started)

    def sort(self) -> None:
        """Put the spans of a case together, ordered by (start, end with open last, seq)."""
        order = np.lexsort((self.seq, self.ended, self.begin, self.case))
        for name in self.__slots__:
            setattr(self, name, getattr(self, name)[..., order])


def of_intervals(table: Table, has_starts: bool) -> Spanned:
    """Return one span a row: an interval where it has a start, else a point, else a request."""
    n = len(table["case"])
    start, end, asked = table["start"], table["time"], table["requested"]
    kind = np.where((start == UNKNOWN) & (end != UNKNOWN), POINT, SERVICE).astype(np.uint8)
    started = np.where(kind == POINT, end, start)
    ended = np.where(end == UNKNOWN, OPEN, end)
    flags = table["flags"].copy()
    if has_starts:
        flags[kind == POINT] |= FLAGS["unpaired"]
    spans = Spanned(
        table["case"],
        table["stage"],
        kind,
        asked,
        started,
        ended,
        table["seq"],
        table["precision"],
        flags,
        np.arange(n, dtype=np.int32)[None, :],
    )
    return clean(spans)


def of_lifecycle(table: Table, instance: pl.Series | None) -> tuple[Spanned, pairs.Pairs]:
    """Return one span a pair of rows, and how the rows were paired."""
    found = pairs.pair(table["word"], _groups(table, instance), table["time"], instance is not None)
    request, start, end = found.request, found.start, found.end
    withdrawn = (start < 0) & (request >= 0) & (end >= 0)
    withdrawn &= table["word"][end] == WITHDRAW
    kind = np.where((start < 0) & (end >= 0) & ~withdrawn, POINT, SERVICE).astype(np.uint8)
    first = np.where(start >= 0, start, np.where(end >= 0, end, request))
    first = np.where(withdrawn, request, first)
    requested = _moment(table["time"], request)
    requested = np.where(request < 0, table["requested"][first], requested)
    started = _moment(table["time"], np.where(kind == POINT, end, start))
    ended = np.where(end < 0, OPEN, _moment(table["time"], end))
    flags = np.zeros(len(first), np.int16)
    precision = table["precision"][first]
    for rows in (request, start, end):
        precision = np.maximum(precision, np.where(rows < 0, 0, table["precision"][rows]))
        flags |= np.where(rows < 0, 0, table["flags"][rows]).astype(np.int16)
    flags[_unpaired(table, start, end, first, withdrawn)] |= FLAGS["unpaired"]
    spans = Spanned(
        table["case"][first],
        table["stage"][first],
        kind,
        requested,
        started,
        ended,
        table["seq"][first],
        precision,
        flags,
        np.stack(
            (first, np.where(end == first, -1, end), np.where(request == first, -1, request))
        ).astype(np.int32),
    )
    return clean(spans), found


def clean(spans: Spanned) -> Spanned:
    """Apply the rules for impossible times: zero length at the start, a wait of zero."""
    backwards = (spans.started != UNKNOWN) & (spans.ended < spans.started)
    spans.ended = np.where(backwards, spans.started, spans.ended)
    spans.flags[backwards] |= FLAGS["end_before_start"]
    early = (spans.started == UNKNOWN) & (spans.ended < spans.requested)  # withdrawn before asked
    spans.ended = np.where(early, spans.requested, spans.ended)
    spans.flags[early] |= FLAGS["end_before_start"]
    late = (spans.started != UNKNOWN) & (spans.requested > spans.started)
    spans.requested = np.where(late, spans.started, spans.requested)
    spans.flags[late] |= FLAGS["requested_late"]
    return spans


def _groups(table: Table, instance: pl.Series | None) -> NDArray[np.int64]:
    group = table["case"].astype(np.int64) * (int(table["stage"].max(initial=0)) + 1)
    group += table["stage"]
    if instance is None:
        return group
    frame = pl.DataFrame({"group": group, "instance": instance})
    return frame.select(pl.struct("group", "instance").rank("dense")).to_series().to_numpy()


def _moment(us: NDArray[np.int64], rows: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.where(rows < 0, UNKNOWN, us[rows])


def _unpaired(
    table: Table, start: NDArray, end: NDArray, first: NDArray, withdrawn: NDArray
) -> NDArray[np.bool_]:
    """Return which spans lack a half that others of their stage have."""
    starting = np.zeros(int(table["stage"].max(initial=0)) + 1, bool)
    starting[table["stage"][table["word"] == START]] = True
    alone = (start < 0) & (end >= 0) & ~withdrawn & starting[table["stage"][first]]
    return alone | ((start >= 0) & (end < 0))
