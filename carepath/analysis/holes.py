"""Holes: what fills the stretches of many journeys that no stage covers.

Method: holes are cut at points and named after what they lead to; those before an away stage are
away, the others are swept over the declared waits, and what is left is a gap (or, in a log of
completions, time between events). Reference: docs/algorithms/waits.md.
"""

import numpy as np

from carepath.analysis import chains
from carepath.analysis.chains import Runs
from carepath.analysis.segments import AWAY, BEFORE, BETWEEN, CLOSE, GAP, NEXT, WAIT
from carepath.analysis.tables import (
    KIND,
    NONE,
    RELATION,
    Columns,
    Context,
    Holes,
    Ints,
    World,
    part,
)
from carepath.frames.moments import OPEN


def uncared(world: World, context: Context, holes: Holes) -> list[Columns]:
    """Return what fills the holes: away, declared waits, and gaps or time between events."""
    holes = _cut(world, context, holes)
    gone = np.append(context.away, False)[holes.stage]
    gap = KIND[GAP if context.intervals else BETWEEN]
    parts = [_before(context, Holes(*(column[gone] for column in holes)), KIND[AWAY])]
    rest = Holes(*(column[~gone] for column in holes))
    rows = np.flatnonzero(world.requested != OPEN)
    if not len(rows):
        return [*parts, _before(context, rest, gap)]
    rows = rows[np.lexsort((world.requested[rows], world.journey[rows]))]
    asked = Runs(*(c[rows] for c in (world.journey, world.stage, world.requested, world.began)))
    runs, _ = chains.merged(asked)
    steps = chains.swept(rest.journey, rest.start, rest.end, runs)
    free, own = steps.run == NONE, steps.stretch
    left = Holes(rest.journey[own], steps.start, steps.end, rest.stage[own])
    unasked, waited = (Holes(*(column[rows] for column in left)) for rows in (free, ~free))
    waited = waited._replace(stage=runs.stage[steps.run[~free]])
    wait = KIND[WAIT if context.intervals else BETWEEN]
    kinds = np.where(context.away[waited.stage], KIND[AWAY], wait)
    return [*parts, _before(context, unasked, gap), _before(context, waited, kinds)]


def _before(context: Context, holes: Holes, kind: int | Ints) -> Columns:
    relation = np.where(context.live[holes.journey], RELATION[NEXT], RELATION[CLOSE])
    relation[holes.stage != NONE] = RELATION[BEFORE]
    kinds = np.broadcast_to(kind, relation.shape)
    return part(holes.journey, holes.start, holes.end, kinds, relation, holes.stage)


def _cut(world: World, context: Context, holes: Holes) -> Holes:
    """Return the holes cut at the points within, each piece named after what it leads to.

    In a log of intervals only holes that lead to an away stage, or hold one, are cut.
    """
    order = np.lexsort((holes.end, holes.journey))
    holes = Holes(*(column[order] for column in holes))
    marks = np.flatnonzero(world.mark)
    again = (world.start[marks][1:] == world.start[marks][:-1]) & (
        world.journey[marks][1:] == world.journey[marks][:-1]
    )
    marks = marks[np.append(True, ~again)[: len(marks)]]
    inside, marks = _placed(holes, world.journey[marks], world.start[marks], marks)
    if not context.intervals:
        split = np.ones(len(holes.start), bool)
    else:
        split = np.append(context.away, False)[holes.stage]
        split[inside[context.away[world.stage[marks]]]] = True
    kept = split[inside]
    inside, marks = inside[kept], marks[kept]
    n = len(marks) + len(holes.start)
    counts = np.bincount(inside, minlength=len(holes.start))
    last = np.cumsum(counts + 1) - 1
    at_mark = np.ones(n, bool)
    at_mark[last] = False
    end, stage = np.empty(n, np.int64), np.empty(n, np.int64)
    end[at_mark], stage[at_mark] = world.start[marks], world.stage[marks]
    end[last], stage[last] = holes.end, holes.stage
    start = np.concatenate((end[:1], end[:-1]))
    start[last - counts] = holes.start
    owner = np.repeat(holes.journey, counts + 1)
    wide = start < end
    return Holes(owner[wide], start[wide], end[wide], stage[wide])


def _placed(holes: Holes, journey: Ints, at: Ints, marks: Ints) -> tuple[Ints, Ints]:
    """Return (hole, mark) for each mark after the start of a hole and not after its end."""
    ends = np.sort(holes.end)
    m = len(ends) + 1
    key = holes.journey * m + np.searchsorted(ends, holes.end)
    hole = np.searchsorted(key, journey * m + np.searchsorted(ends, at))
    found = hole < len(key)
    found[found] = holes.journey[hole[found]] == journey[found]
    found[found] = holes.start[hole[found]] < at[found]
    return hole[found], marks[found]
