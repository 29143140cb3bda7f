"""The right-to-left sweep that credits each instant of a stretch to exactly one run.

Method: at cursor t the instant before t belongs to the run that started earliest among those that
had not ended before t; the cursor then jumps to that run's start. Children are swept inside their
parent's credit with an explicit stack. Arithmetic is on integers, intervals are half-open.
Reference: docs/algorithms/waits.md.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

ROOT = -1

Piece = tuple[int, int, int]
"""Start, end and span of a part of a span that hangs from one parent."""
Run = tuple[int, int, int, list[Piece]]
"""Start, stage, end and the pieces merged into it; sorts by start, then stage."""


class Place:
    """A stage within the stages around it; equal paths of one journey are the same object."""

    __slots__ = ("away", "inner", "outer", "stage", "top")

    def __init__(self, stage: int, outer: "Place | None", away: bool = False) -> None:
        self.stage, self.outer, self.away = stage, outer, away
        self.top: int = stage if outer is None or outer.stage == ROOT else outer.top
        self.inner: dict[int, Place] = {}

    def within(self, stage: int, away: bool = False) -> "Place":
        """Return the place of this stage inside this one; all within an away stage is away."""
        if stage not in self.inner:
            self.inner[stage] = Place(stage, self, away or self.away)
        return self.inner[stage]

    def path(self) -> list[int]:
        """Return the stages from the outermost to this one."""
        stages, place = [], self
        while place is not None and place.stage != ROOT:
            stages.append(place.stage)
            place = place.outer
        return stages[::-1]


Credit = tuple[int, int, Place, bool]
"""Start, end, place (the root's = no service) and whether it may still change."""


def allot(
    lo: int,
    hi: int,
    spans: Sequence[Piece],
    parents: Sequence[int],
    away: Sequence[bool],
    *,
    live: bool = False,
) -> list[Credit]:
    """Return who is credited with each part of [lo, hi), by start; adds up to hi - lo exactly.

    `spans` are (start, end, stage); at equal starts the smaller stage wins. `away` tells it of each
    stage. `live` says that hi is now, so that credits may change until a clean cut. What no span
    covers has the place whose stage is ROOT.
    """
    hanging = cut(spans, parents)
    stages = [stage for _, _, stage in spans]
    done: list[Credit] = []
    stack = [(lo, hi, Place(ROOT, None), hanging[ROOT], live, False)]
    while stack:
        lo, hi, place, pieces, live, unsure = stack.pop()
        runs = merge(pieces, stages)
        since = hi if unsure or not live else settled(hi, runs)
        for start, end, run in sweep([(lo, hi)], runs):
            maybe = unsure or (run is not None and start >= since)
            inner = place if run is None else place.within(run[1], away[run[1]])
            below = run and len(hanging) > 1 and children(run, hanging)
            if below:
                stack.append((start, end, inner, below, live and end == hi, maybe))
            else:
                done.append((start, end, inner, maybe))
    done.sort(key=lambda credit: credit[0])
    return done


def cut(
    spans: Sequence[Piece], parents: Sequence[int], which: Iterable[int] | None = None
) -> dict[int, list[Piece]]:
    """Return the pieces (of these spans, or all) by the span they hang from, ROOT for none.

    What sticks out of a parent hangs from the nearest ancestor that covers it.
    """
    top: list[Piece] = []
    hanging = {ROOT: top}
    for index in range(len(spans)) if which is None else which:
        start, end, _ = spans[index]
        above = parents[index]
        if start >= end:
            continue
        if above == ROOT:
            top.append((start, end, index))
            continue
        left = [(start, end)]
        while left and above != ROOT:
            left = _hang(left, spans[above], index, hanging.setdefault(above, []))
            above = parents[above]
        top += [(start, end, index) for start, end in left]
    return hanging


def _hang(left: list[tuple[int, int]], parent: Piece, index: int, hanging: list[Piece]) -> list:
    lo, hi, _ = parent
    outside = []
    for start, end in left:
        if lo <= start and end <= hi:
            hanging.append((start, end, index))
        elif end <= lo or hi <= start or lo >= hi:
            outside.append((start, end))
        else:
            hanging.append((max(start, lo), min(end, hi), index))
            outside += [part for part in ((start, lo), (hi, end)) if part[0] < part[1]]
    return outside


def acyclic(parents: Sequence[int]) -> list[int]:
    """Return the parents with one link of each circle sent to the root, so that all is reached."""
    safe, state = list(parents), bytearray(len(parents))
    for index in range(len(safe)):
        trail, here = [], index
        while here != ROOT and not state[here]:
            state[here] = 1
            trail.append(here)
            here = safe[here]
        if here != ROOT and state[here] == 1:
            safe[trail[-1]] = ROOT
        for passed in trail:
            state[passed] = 2
    return safe


def merge(pieces: Iterable[Piece], stages: Sequence[int]) -> list[Run]:
    """Return the runs: pieces of one stage that touch or overlap become one."""
    runs: list[Run] = []
    last: dict[int, int] = {}
    for piece in sorted(pieces):
        start, end, index = piece
        stage = stages[index]
        place = last.get(stage)
        if place is not None and start <= runs[place][2]:
            began, _, ended, members = runs[place]
            members.append(piece)
            if end > ended:
                runs[place] = (began, stage, end, members)
        else:
            last[stage] = len(runs)
            runs.append((start, stage, end, [piece]))
    return runs


def children(run: Run, hanging: Mapping[int, list[Piece]]) -> list[Piece]:
    """Return what hangs from the run's pieces, clipped to each of them."""
    below = []
    for lo, hi, index in run[3]:
        for start, end, child in hanging.get(index, ()):
            start, end = max(start, lo), min(end, hi)
            if start < end:
                below.append((start, end, child))
    return below


def sweep(
    stretches: Iterable[tuple[int, int]], runs: Iterable[Run]
) -> Iterator[tuple[int, int, Run | None]]:
    """Yield (start, end, run or None) over the stretches, which come last first and apart.

    The best run at t is the smallest (start, stage) of all that end at t or later: as t falls that
    set only grows, so that one pass over the runs is enough, whatever the stretches leave out.
    """
    waiting = sorted(runs, key=_end)
    best: Run | None = None
    for lo, hi in stretches:
        t = hi
        while t > lo:
            while waiting and waiting[-1][2] >= t:
                run = waiting.pop()
                if best is None or run[0] < best[0] or (run[0] == best[0] and run[1] < best[1]):
                    best = run
            if best is not None and best[0] < t:
                begin = best[0] if best[0] > lo else lo
                yield begin, t, best
            else:
                begin = max(lo, waiting[-1][2]) if waiting else lo
                yield begin, t, None
            t = begin


def settled(now: int, runs: Iterable[Run]) -> int:
    """Return the clean cut before now after which credit may still change; now = none may.

    With at most one run in progress the sweep will come to it whatever follows, so that its credit
    is final; with two or more it depends on which ends last.
    """
    by_end = sorted(runs, key=_end, reverse=True)
    if len(by_end) < 2 or by_end[1][2] < now:
        return now
    since = now
    for start, _, end, _ in by_end:
        if end < now and end <= since:
            break
        since = min(since, start)
    return since


def _end(run: Run) -> int:
    return run[2]
