"""Waits: every microsecond of a journey credited to exactly one stage or exactly one named wait.

Method: a right-to-left sweep over the stages, then the same sweep over declared waits where no
stage ran; what is left is the gap before the next stage. Time in or before an away stage is away,
never waiting. In a log of completions uncovered time is "time between events".
Assumption: spans have been cleaned (frames.Spans); `now` is the instant of the question.
Reference: docs/algorithms/waits.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from carepath.analysis import attribution, bulk
from carepath.analysis.distinct import distinct
from carepath.analysis.segments import (
    AWAY,
    BEFORE,
    BETWEEN,
    CAUSES,
    CLOSE,
    GAP,
    IN,
    KINDS,
    NEXT,
    RELATIONS,
    STAGE,
    WAIT,
    Attribution,
    Cause,
    Line,
    Outside,
    Segment,
    Visit,
)
from carepath.analysis.tables import KIND, RELATION, Columns
from carepath.analysis.tracks import ACTIVITY, LENSES, LOCATION
from carepath.frames.moments import OPEN, UNKNOWN
from carepath.frames.spans import Spans

# fmt: off
__all__ = [
    "ACTIVITY", "AWAY", "BEFORE", "BETWEEN", "CAUSES", "CLOSE", "GAP", "IN", "KINDS", "LENSES",
    "LOCATION", "NEXT", "RELATIONS", "STAGE", "WAIT", "Attribution", "Cause", "Columns", "Line",
    "Outside", "Segment", "Total", "Visit", "attribute", "attribute_visits", "by_journey",
    "columns", "totals",
]
# fmt: on


def attribute(
    spans: Spans,
    position: int,
    now: int,
    *,
    lens: str = ACTIVITY,
    causes: Mapping[int, Cause] | None = None,
) -> Attribution:
    """Return where the time of the journey at this position went, as known at `now`.

    `lens` is "activity" (services and points) or "location" (stays). `causes` gives the recorded or
    inferred reason of the wait of single rows (by position within the journey).
    """
    return _one(spans, position, now, lens, causes, attribution.coded(spans))


def attribute_visits(
    visits: Sequence[Visit],
    *,
    opened: int = UNKNOWN,
    closed: int = OPEN,
    now: int = OPEN,
    intervals: bool = True,
    ranks: Mapping[str, int] | None = None,
) -> Attribution:
    """Return the attribution of one journey in plain form; `ranks` orders stages that tie."""
    ranks = ranks or {}
    names = sorted({v.stage for v in visits}, key=lambda name: (ranks.get(name, 0), name))
    code = {name: index for index, name in enumerate(names)}
    phase = {v.stage: v.phase for v in visits}
    rows = attribution.Rows(
        stage=[code[v.stage] for v in visits],
        start=[v.start for v in visits],
        end=[v.end for v in visits],
        requested=[v.requested for v in visits],
        parent=[v.parent for v in visits],
        names=names,
        away=[phase[name] == AWAY for name in names],
        cause=[v.cause for v in visits],
    )
    return attribution.fill(rows, opened, closed, now, intervals)


@dataclass(frozen=True, slots=True)
class Total:
    """Microseconds credited alike over many journeys; for what is nested, its own time."""

    kind: str
    name: str
    relation: str
    us: int
    journeys: int


def columns(
    spans: Spans, now: int, *, lens: str = ACTIVITY, window: tuple[int, int] | None = None
) -> Columns:
    """Return the segments of all journeys as columns, clipped to the window if given.

    Nearly all journeys are done at once, the others one by one; the order of rows means nothing.
    """
    found, rest = bulk.columns(spans, now, lens)
    if len(rest):
        swept = _swept(spans, rest, now, lens)
        found = Columns(*map(np.concatenate, zip(found, swept, strict=True)))
    return found.clip(*window) if window else found


def by_journey(spans: Spans, now: int, *, lens: str = ACTIVITY) -> NDArray[np.int64]:
    """Return the microseconds of each journey by code of KINDS, shape (m, kinds).

    A row adds up to its journey's length; of a closed journey it is the same whenever it is asked.
    """
    found = columns(spans, now, lens=lens)
    cell = found.journey.astype(np.int64) * len(KINDS) + found.kind
    # Floats hold every sum exactly: 2^53 microseconds are 285 years.
    sums = np.bincount(cell, weights=found.us, minlength=spans.n_journeys * len(KINDS))
    return sums.astype(np.int64).reshape(-1, len(KINDS))


def totals(
    spans: Spans, now: int, *, lens: str = ACTIVITY, window: tuple[int, int] | None = None
) -> list[Total]:
    """Return where the time of all journeys went, most first; clipped to the window if given."""
    found = columns(spans, now, lens=lens, window=window)
    stages = len(spans.stages) + 1
    key = (found.kind.astype(np.uint32) * len(RELATIONS) + found.relation) * stages
    key += (found.stage + 1).astype(np.uint32)
    order = np.argsort(key.astype(np.uint16) if stages < 3_000 else key, kind="stable")
    codes, counts = np.unique_counts(key[order]) if len(key) else (key, key)
    ends = np.cumsum(counts)
    us, journey, totals = found.us[order], found.journey[order], []
    for code, lo, hi in zip(codes.tolist(), ends - counts, ends, strict=True):
        pair, stage = divmod(code, stages)
        kind, relation = divmod(pair, len(RELATIONS))
        name = spans.stages[stage - 1] if stage else ""
        sums = int(us[lo:hi].sum()), _distinct(journey[lo:hi])
        totals.append(Total(KINDS[kind], name, RELATIONS[relation], *sums))
    return sorted(totals, key=lambda total: (-total.us, total.kind, total.name))


def _one(
    spans: Spans,
    position: int,
    now: int,
    lens: str,
    causes: Mapping[int, Cause] | None,
    coding: attribution.Coded,
) -> Attribution:
    rows = attribution.rows_of(spans, position, lens, causes, coding)
    opened, closed = int(spans.opened[position]), int(spans.closed[position])
    return attribution.fill(rows, opened, closed, now, spans.intervals)


def _swept(spans: Spans, positions: NDArray[np.int64], now: int, lens: str) -> Columns:
    coding = attribution.coded(spans)
    code = {name: index for index, name in enumerate(spans.stages)} | {"": -1}
    rows = []
    for position in positions.tolist():
        for part in _one(spans, position, now, lens, None, coding).segments:
            kind, relation = KIND[part.kind], RELATION[part.relation]
            rows.append((position, part.start, part.end, kind, relation, code[part.name]))
    table = np.array(rows, np.int64).reshape(-1, 6).T
    types = (np.int32, np.int64, np.int64, np.uint8, np.uint8, np.int32)
    return Columns(*(row.astype(kind) for row, kind in zip(table, types, strict=True)))


def _distinct(journey: NDArray[np.int32]) -> int:
    """Return how many different journeys there are; quick where they ascend already."""
    steps = np.diff(journey)
    return int(1 + np.count_nonzero(steps)) if (steps >= 0).all() else len(distinct(journey))
