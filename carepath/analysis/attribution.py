"""Attribution: one journey's rows in, the segments that fill it out.

Method: stages by the sweep, then declared waits by the same sweep over what no stage covers, then
gaps named after what follows. Reference: docs/algorithms/waits.md.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from carepath.analysis import sweep
from carepath.analysis.segments import (
    AWAY,
    BEFORE,
    BETWEEN,
    CLOSE,
    GAP,
    IN,
    NEXT,
    STAGE,
    UNEXPLAINED,
    WAIT,
    Attribution,
    Cause,
    Outside,
    Segment,
)
from carepath.analysis.tracks import LOCATION
from carepath.frames.moments import OPEN, UNKNOWN
from carepath.frames.spans import AWAY as AWAY_PHASE
from carepath.frames.spans import STAY, Spans


@dataclass(slots=True)
class Rows:
    """One journey's spans as parallel lists; stages are codes into `names` in order of rank."""

    stage: list[int]
    start: list[int]
    end: list[int]
    requested: list[int]
    parent: list[int]
    names: Sequence[str]
    away: Sequence[bool]
    cause: Sequence[Cause] | None = None


Coded = tuple[list[int], list[str], list[bool]]


def coded(spans: Spans) -> Coded:
    """Return (rank of each stage code by name, names by rank, whether away by rank)."""
    by_name = sorted(range(len(spans.stages)), key=lambda code: spans.stages[code])
    rank = [0] * len(by_name)
    for place, code in enumerate(by_name):
        rank[code] = place
    phases = spans.phases or ("",) * len(by_name)
    names = [spans.stages[code] for code in by_name]
    return rank, names, [phases[code] == AWAY_PHASE for code in by_name]


def rows_of(
    spans: Spans, position: int, lens: str, causes: Mapping[int, Cause] | None, coding: Coded
) -> Rows:
    """Return one journey's rows of one lens; a parent on the other track is passed over."""
    rank, names, away = coding
    where = spans.rows(position)
    kinds, parents = spans.kind[where].tolist(), spans.parent[where].tolist()
    keep = [row for row, kind in enumerate(kinds) if (kind == STAY) == (lens == LOCATION)]
    stage, start = spans.stage[where].tolist(), spans.start[where].tolist()
    end, requested = spans.end[where].tolist(), spans.requested[where].tolist()
    if len(keep) < len(kinds):
        parents = _rehung(parents, keep)
    causes = causes or {}
    unexplained = Cause(UNEXPLAINED)
    return Rows(
        stage=[rank[stage[row]] for row in keep],
        start=[start[row] for row in keep],
        end=[end[row] for row in keep],
        requested=[requested[row] for row in keep],
        parent=parents,
        names=names,
        away=away,
        cause=[causes.get(row, unexplained) for row in keep] if causes else None,
    )


def _rehung(parents: Sequence[int], keep: Sequence[int]) -> list[int]:
    place = {row: index for index, row in enumerate(keep)}
    parents, rehung = sweep.acyclic(parents), []
    for row in keep:
        above = parents[row]
        while above != -1 and above not in place:
            above = parents[above]
        rehung.append(place.get(above, -1))
    return rehung


def bounds(rows: Rows, opened: int, closed: int, now: int) -> tuple[int, int, bool]:
    """Return (opened, until, whether open at now); recorded bounds win over those of the rows."""
    starts = [start for start in rows.start if start != OPEN]
    if opened == UNKNOWN:
        requests = [at for at in rows.requested if at != UNKNOWN]
        opened = min(starts or requests or [min(closed, now)])
    if closed == UNKNOWN:
        ended = [end for end in rows.end if end != OPEN]
        closed = max([opened, *starts, *ended])
    until = min(closed, now)
    return opened, max(opened, until), closed > now


def fill(rows: Rows, opened: int, closed: int, now: int, intervals: bool) -> Attribution:
    if closed == OPEN and now == OPEN:
        raise ValueError("The attribution of an open journey needs `now`.")
    lo, hi, live = bounds(rows, opened, closed, now)
    rows.parent = sweep.acyclic(rows.parent)
    # Conditions, not min and max: with 100,000 spans the calls alone would take a fifth.
    spans = [
        (start, end if start <= end <= now else max(start, min(end, now)), stage)
        for start, end, stage in zip(rows.start, rows.end, rows.stage, strict=True)
    ]
    inside = [
        piece if lo <= piece[0] and piece[1] <= hi else _clipped(piece, lo, hi) for piece in spans
    ]
    served = sweep.allot(lo, hi, inside, rows.parent, rows.away, live=live)
    segments = _cared(rows, served) + _uncared(rows, served, spans, now, hi, live, intervals)
    segments.sort(key=_start)
    outside = _outside(rows, spans, lo, now if live else hi, now)
    return Attribution(tuple(segments), tuple(outside), lo, hi, None if live else hi)


def _clipped(piece: sweep.Piece, lo: int, hi: int) -> sweep.Piece:
    start, end, stage = piece
    return max(start, lo), min(end, hi), stage


def _cared(rows: Rows, served: Iterable[sweep.Credit]) -> list[Segment]:
    names = rows.names
    return [
        Segment(
            start,
            end,
            AWAY if place.away else STAGE,
            names[place.stage],
            IN,
            "",
            False,
            unsure,
            place,
            names,
        )
        for start, end, place, unsure in served
        if place.stage != sweep.ROOT
    ]


Hole = tuple[int, int, int]
"""Start, end and the stage that follows an uncovered stretch; ROOT before the close or now."""


def _uncared(
    rows: Rows,
    served: Sequence[sweep.Credit],
    spans: Sequence[sweep.Piece],
    now: int,
    hi: int,
    live: bool,
    intervals: bool,
) -> list[Segment]:
    holes = list(_holes(rows, served, _marks(spans, now), intervals))
    away = [hole for hole in holes if hole[2] != sweep.ROOT and rows.away[hole[2]]]
    parts = [_gap(rows, hole, hole[0], hole[1], live, intervals) for hole in away]
    rest = [hole for hole in holes if hole[2] == sweep.ROOT or not rows.away[hole[2]]]
    keys, runs = _declared(rows, now)
    since = sweep.settled(hi, runs) if live else hi
    turn = iter(rest)
    hole = None
    for start, end, run in sweep.sweep([hole[:2] for hole in rest], runs):
        while hole is None or end <= hole[0]:
            hole = next(turn)
        if run is None:
            parts.append(_gap(rows, hole, start, end, live, intervals))
        else:
            unsure = hole[1] == hi and start >= since
            parts.append(_wait(rows, keys[run[1]], start, end, unsure, intervals))
    return parts


def _marks(spans: Sequence[sweep.Piece], now: int) -> list[tuple[int, int]]:
    """Return (time, first stage in order) of the instants at which a zero-length span stands."""
    first: dict[int, int] = {}
    for start, end, stage in spans:
        if start == end and start <= now:
            first.setdefault(start, stage)
    return sorted(first.items())


def _holes(
    rows: Rows,
    served: Sequence[sweep.Credit],
    marks: Sequence[tuple[int, int]],
    intervals: bool,
) -> Iterator[Hole]:
    """Yield the uncovered stretches, last first; points cut those of a log of completions.

    In a log of intervals a point changes nothing, but where the patient is away: there the
    stretch begins at the event before.
    """
    following = sweep.ROOT
    for start, end, place, _ in reversed(served):
        if place.stage != sweep.ROOT:
            following = place.top
            continue
        within = marks[bisect_right(marks, (start, OPEN)) : bisect_right(marks, (end, OPEN))]
        stages = [stage for _, stage in within] + [following]
        if intervals and not any(rows.away[stage] for stage in stages if stage != sweep.ROOT):
            yield start, end, following
            continue
        cuts = [start, *(at for at, _ in within), end]
        for index in reversed(range(len(stages))):
            if cuts[index] < cuts[index + 1]:
                yield cuts[index], cuts[index + 1], stages[index]


def _declared(rows: Rows, now: int) -> tuple[list[tuple[int, Cause]], list[sweep.Run]]:
    """Return the declared waits as runs, and the (stage, cause) that each run's code stands for."""
    unexplained = Cause(UNEXPLAINED)
    causes = rows.cause or [unexplained] * len(rows.stage)
    found = []
    for index, requested in enumerate(rows.requested):
        start = rows.start[index] if rows.start[index] != OPEN else rows.end[index]
        if requested != UNKNOWN and requested < min(start, now):
            found.append((requested, min(start, now), rows.stage[index], causes[index]))
    order = sorted({(stage, cause.name, cause.inferred) for _, _, stage, cause in found})
    code = {key: index for index, key in enumerate(order)}
    kinds = [code[stage, cause.name, cause.inferred] for _, _, stage, cause in found]
    pieces = [(start, end, index) for index, (start, end, _, _) in enumerate(found)]
    keys = [(stage, Cause(name, inferred)) for stage, name, inferred in order]
    return keys, sweep.merge(pieces, kinds)


def _gap(rows: Rows, hole: Hole, start: int, end: int, live: bool, intervals: bool) -> Segment:
    stage = hole[2]
    if stage == sweep.ROOT:
        kind, name, relation = GAP, "", NEXT if live else CLOSE
    else:
        kind, name, relation = AWAY if rows.away[stage] else GAP, rows.names[stage], BEFORE
    if kind == GAP and not intervals:
        kind = BETWEEN
    return Segment(start, end, kind, name, relation, UNEXPLAINED if kind == GAP else "")


def _wait(
    rows: Rows, key: tuple[int, Cause], start: int, end: int, unsure: bool, intervals: bool
) -> Segment:
    """Return the segment of a declared wait; a log of completions cannot tell it from care."""
    stage, cause = key
    kind = AWAY if rows.away[stage] else WAIT if intervals else BETWEEN
    return Segment(start, end, kind, rows.names[stage], BEFORE, cause.name, cause.inferred, unsure)


def _outside(
    rows: Rows, spans: Sequence[sweep.Piece], lo: int, hi: int, now: int
) -> Iterator[Outside]:
    """Yield what happened before the opening or after the close, each instant at top level once."""
    out = [
        i
        for i, (start, end, _) in enumerate(spans)
        if start <= now and not lo <= start <= end <= hi
    ]
    for start, end, index in sorted(sweep.cut(spans, rows.parent, out)[sweep.ROOT]):
        name = rows.names[spans[index][2]]
        for left, right in ((start, min(end, lo)), (max(start, hi), end)):
            if left < right:
                yield Outside(left, right, name)
    for index in out:
        start, end, stage = spans[index]
        if start == end:
            yield Outside(start, end, rows.names[stage])


def _start(segment: Segment) -> int:
    return segment.start
