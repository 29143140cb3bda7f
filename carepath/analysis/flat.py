"""Flat journeys all at once: the same credits as the sweep where no two spans overlap.

Method: where the spans of a journey stand one after the other, and so do its declared waits, each
stretch between two spans is a gap whose last part, from the request of the next requested span on,
is that span's wait. Journeys that do not fit are named and left to the sweep.
Reference: docs/algorithms/waits.md.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from carepath.analysis.segments import (
    AWAY,
    BEFORE,
    BETWEEN,
    CLOSE,
    GAP,
    IN,
    KINDS,
    NEXT,
    RELATIONS,
    STAGE,
    WAIT,
)
from carepath.analysis.tracks import LOCATION, away
from carepath.frames.moments import OPEN, UNKNOWN
from carepath.frames.spans import STAY, Spans

KIND = {name: code for code, name in enumerate(KINDS)}
RELATION = {name: code for code, name in enumerate(RELATIONS)}


class Columns(NamedTuple):
    """Segments of many journeys: position, stretch, codes of KINDS and RELATIONS, and the stage as
    a code of the spans' dictionary (-1 before the close or the next step)."""

    journey: NDArray[np.int32]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    kind: NDArray[np.uint8]
    relation: NDArray[np.uint8]
    stage: NDArray[np.int32]

    @property
    def us(self) -> NDArray[np.int64]:
        return self.end - self.start

    def where(self, rows: NDArray) -> "Columns":
        """Return these rows alone."""
        return Columns(*(column[rows] for column in self))

    def clip(self, lo: int, hi: int) -> "Columns":
        """Return the parts within [lo, hi)."""
        start, end = np.maximum(self.start, lo), np.minimum(self.end, hi)
        return self._replace(start=start, end=end).where(start < end)


class _Kept(NamedTuple):
    """Rows that fill or cut time: journey, stage, stretch inside the journey, request or OPEN."""

    journey: NDArray[np.int64]
    stage: NDArray[np.int64]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    requested: NDArray[np.int64]


def columns(spans: Spans, now: int, lens: str) -> tuple[Columns, NDArray[np.int64]]:
    """Return the segments of the flat journeys, and the positions of the others."""
    until = np.maximum(np.minimum(spans.closed, now), spans.opened)
    hard = (spans.opened == UNKNOWN) | (spans.closed == UNKNOWN)
    kept, hard = _kept(spans, now, lens, until, hard)
    hard[_overlapping(kept)] = True
    easy = ~hard[kept.journey]
    if not easy.all():
        kept = _Kept(*(column[easy] for column in kept))
    positions = np.flatnonzero(~hard)
    return _segments(spans, kept, positions, until, now), np.flatnonzero(hard)


def _kept(
    spans: Spans, now: int, lens: str, until: NDArray[np.int64], hard: NDArray[np.bool_]
) -> tuple[_Kept, NDArray[np.bool_]]:
    journey = spans.journey
    track = (spans.kind == STAY) == (lens == LOCATION)
    start = spans.start
    end = np.maximum(np.minimum(spans.end, now), start)
    lo, hi = spans.opened[journey], until[journey]
    inner, outer = np.clip(start, lo, hi), np.clip(end, lo, hi)
    mark = track & (start == end) & (start <= now) & (lo <= start) & (start <= hi)
    keep = track & (inner < outer)
    if spans.intervals:
        hard |= _marked_away(spans, journey, keep, mark)
    else:
        keep |= mark
    requested = spans.requested
    began = np.where(start == OPEN, spans.end, start)
    declared = track & (requested != UNKNOWN) & (requested < np.minimum(began, now))
    hard[journey[declared & ~keep]] = True
    asked = np.where(declared, requested, OPEN)
    columns = (journey, spans.stage, inner, outer, asked)
    kept = _Kept(*(column if keep.all() else column[keep] for column in columns))
    hard[_crossing(kept)] = True
    return kept, hard


def _marked_away(
    spans: Spans, journey: NDArray, keep: NDArray[np.bool_], mark: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Return the journeys of a log of intervals whose points may cut the time before an away."""
    hard = np.zeros(spans.n_journeys, bool)
    if mark.any():
        hard[journey[(keep | mark) & away(spans)[spans.stage]]] = True
        marked = np.zeros(spans.n_journeys, bool)
        marked[journey[mark]] = True
        hard &= marked
    return hard


def _overlapping(kept: _Kept) -> NDArray:
    """Return the journeys in which a row starts before the one above has ended."""
    hits = (kept.journey[1:] == kept.journey[:-1]) & (kept.start[1:] < kept.end[:-1])
    return kept.journey[1:][hits]


def _crossing(kept: _Kept) -> NDArray:
    """Return the journeys in which a declared wait begins before the one above has ended."""
    rows = np.flatnonzero(kept.requested != OPEN)
    journey = kept.journey[rows]
    hits = journey[1:] == journey[:-1]
    hits &= kept.requested[rows][1:] < kept.start[rows][:-1]
    return journey[1:][hits]


def _segments(
    spans: Spans,
    kept: _Kept,
    positions: NDArray[np.int64],
    until: NDArray[np.int64],
    now: int,
) -> Columns:
    gone = away(spans)
    journey, stage = kept.journey, kept.stage.astype(np.int32)
    fresh = np.ones(len(journey), bool)
    fresh[1:] = journey[1:] != journey[:-1]
    before = np.empty(len(journey), np.int64)
    before[1:] = kept.end[:-1]
    before[fresh] = spans.opened[journey[fresh]]

    empty = np.where(gone, KIND[AWAY], KIND[GAP if spans.intervals else BETWEEN]).astype(np.uint8)
    asked, waiter = _next_request(kept)
    since = np.clip(asked, before, kept.start)
    since[gone[stage]] = kept.start[gone[stage]]
    waits = np.where(gone, KIND[AWAY], KIND[WAIT if spans.intervals else BETWEEN])
    cared = np.where(gone, KIND[AWAY], KIND[STAGE]).astype(np.uint8)
    parts = [
        _part(journey, before, since, empty[stage], BEFORE, stage),
        _part(journey, since, kept.start, waits.astype(np.uint8)[waiter], BEFORE, waiter),
        _part(journey, kept.start, kept.end, cared[stage], IN, stage),
        *_tails(spans, kept, positions, until, now),
    ]
    return Columns(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def _next_request(kept: _Kept) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Return for each row the request and stage of the first requested row at or after it."""
    rows = np.flatnonzero(kept.requested != OPEN)
    if not len(rows):
        return kept.requested, kept.stage.astype(np.int32)
    following = np.searchsorted(rows, np.arange(len(kept.start)))
    row = rows[np.minimum(following, len(rows) - 1)]
    known = (following < len(rows)) & (kept.journey[row] == kept.journey)
    row = np.where(known, row, np.arange(len(kept.start)))
    return kept.requested[row], kept.stage[row].astype(np.int32)


def _tails(
    spans: Spans,
    kept: _Kept,
    positions: NDArray[np.int64],
    until: NDArray[np.int64],
    now: int,
) -> list[Columns]:
    """Return what is left after the last row of each journey, or all of it without any."""
    last = spans.opened.copy()
    last[kept.journey] = kept.end
    kind = np.uint8(KIND[GAP if spans.intervals else BETWEEN])
    live = spans.closed[positions] > now
    parts = []
    for which, relation in ((positions[live], NEXT), (positions[~live], CLOSE)):
        kinds = np.full(len(which), kind)
        none = np.full(len(which), -1, np.int32)
        parts.append(_part(which, last[which], until[which], kinds, relation, none))
    return parts


def _part(
    journey: NDArray,
    start: NDArray[np.int64],
    end: NDArray[np.int64],
    kind: NDArray[np.uint8],
    relation: str,
    stage: NDArray[np.int32],
) -> Columns:
    rows = start < end
    relations = np.full(int(rows.sum()), RELATION[relation], np.uint8)
    picked = (column[rows] for column in (start, end, kind))
    return Columns(journey[rows].astype(np.int32), *picked, relations, stage[rows])
