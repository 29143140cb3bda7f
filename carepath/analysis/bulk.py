"""Many journeys at once: the same credits as the sweep of single ones, as columns.

Method: level by level, the children of all credited stretches are swept together
(analysis/chains.py); then the holes are filled (analysis/holes.py). Journeys with a span that
sticks out of its parent, with very many spans or very deep ones are named and left to the single
sweep. Reference: docs/algorithms/waits.md.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from carepath.analysis import chains
from carepath.analysis.chains import Runs
from carepath.analysis.holes import uncared
from carepath.analysis.segments import AWAY, IN, STAGE
from carepath.analysis.tables import (
    KIND,
    NONE,
    Columns,
    Context,
    Holes,
    Ints,
    World,
    joined,
    part,
)
from carepath.analysis.tracks import LOCATION, away
from carepath.frames.moments import OPEN, UNKNOWN
from carepath.frames.spans import STAY, Spans

DEEPEST, LONGEST = 16, 2_000
"""Levels and spans of a journey beyond which the single sweep is the quicker one."""


def columns(spans: Spans, now: int, lens: str) -> tuple[Columns, NDArray[np.int64]]:
    """Return the segments of the journeys that can be done at once, and the others' positions."""
    order = sorted(range(len(spans.stages)), key=lambda code: spans.stages[code])
    by_name, rank = np.array(order, np.int64), np.empty(len(order), np.int64)
    rank[by_name] = np.arange(len(by_name))
    hard = (spans.opened == UNKNOWN) | (spans.closed == UNKNOWN)
    hard |= np.diff(spans.offsets) > LONGEST
    hi = np.maximum(np.minimum(spans.closed, now), spans.opened)
    live, gone = spans.closed > now, away(spans)[by_name]
    context = Context(spans.opened, hi, live, gone, spans.intervals)
    world, hard = _world(spans, now, lens, rank, context, hard)
    easy = np.flatnonzero(~hard)
    cared, holes = _levels(world, context, easy)
    found = joined([*cared, *uncared(world, context, holes)])
    stage = np.append(by_name, NONE).astype(np.int32)[found.stage]
    return found._replace(stage=stage), np.flatnonzero(hard)


def _world(
    spans: Spans,
    now: int,
    lens: str,
    rank: Ints,
    context: Context,
    hard: NDArray[np.bool_],
) -> tuple[World, NDArray[np.bool_]]:
    """Return the rows to work with, and the journeys that have to be left to the single sweep."""
    journey = spans.journey
    track = (spans.kind == STAY) == (lens == LOCATION)
    end = np.maximum(np.minimum(spans.end, now), spans.start)
    lo, hi = context.lo[journey], context.hi[journey]
    inner, outer = np.clip(spans.start, lo, hi), np.clip(end, lo, hi)
    parent = np.where(spans.parent == NONE, NONE, spans.parent + spans.offsets[journey])
    depth, hard = _depths(parent, track, inner, outer, journey, hard)
    mark = track & (spans.start == end) & (spans.start <= now)
    began = np.minimum(np.where(spans.start == OPEN, spans.end, spans.start), now)
    declared = track & (spans.requested != UNKNOWN) & (spans.requested < began)
    keep = ~hard[journey] & track & ((inner < outer) | mark | declared)
    moved = np.cumsum(keep) - 1
    above = parent[keep]
    start = np.where(mark, spans.start, inner)[keep]
    return World(
        journey=journey[keep].astype(np.int64),
        stage=rank[spans.stage[keep]],
        start=start,
        end=np.where(mark, spans.start, outer)[keep],
        parent=np.where(above == NONE, NONE, moved[above]),
        depth=depth[keep],
        mark=mark[keep],
        requested=np.where(declared, spans.requested, OPEN)[keep],
        began=began[keep],
    ), hard


def _depths(
    parent: Ints,
    track: NDArray[np.bool_],
    start: Ints,
    end: Ints,
    journey: NDArray[np.int32],
    hard: NDArray[np.bool_],
) -> tuple[Ints, NDArray[np.bool_]]:
    """Return each row's depth; children out of their parent, on another track or too deep are hard.

    A circle of parents is too deep as well.
    """
    depth = np.zeros(len(parent), np.int64)
    nested = np.flatnonzero((parent != NONE) & track & (start < end))
    if not len(nested):
        return depth, hard
    above = parent[nested]
    out = (start[nested] < start[above]) | (end[nested] > end[above]) | ~track[above]
    hard = hard.copy()
    hard[journey[nested[out]]] = True
    rows, here = nested, above
    for _ in range(DEEPEST):
        depth[rows] += 1
        here = parent[here]
        rows, here = rows[here != NONE], here[here != NONE]
        if not len(rows):
            return depth, hard
    hard[journey[rows]] = True
    return depth, hard


class _Around(NamedTuple):
    """The groups of one level: journey, stage (NONE = the journey itself), whether away."""

    journey: Ints
    stage: Ints
    gone: NDArray[np.bool_]


def _levels(world: World, context: Context, easy: Ints) -> tuple[list[Columns], Holes]:
    """Return the care of every level, and the holes of the first.

    The groups of the first level are journeys, those of the next the runs credited above.
    """
    every = len(context.lo)
    around = _Around(np.arange(every), np.full(every, NONE), np.zeros(every, bool))
    owner, lo, hi = easy, context.lo[easy], context.hi[easy]
    run_of = np.full(len(world.start), NONE)
    parts: list[Columns] = []
    holes: Holes | None = None
    for depth in range(DEEPEST + 1):
        runs = _runs(world, depth, run_of)
        steps = chains.swept(owner, lo, hi, runs)
        gone = around.gone[runs.group] | context.away[runs.stage]
        within = _Around(around.journey[runs.group], runs.stage, gone)
        free = steps.run == NONE
        nested = ~free & _parents(world, depth, run_of, len(runs.group))[steps.run]
        leaf = ~free & ~nested
        parts.append(_care(steps, leaf, within, steps.run))
        if holes is None:
            after = np.append(runs.stage, NONE)[steps.after]
            where = owner[steps.stretch]
            holes = Holes(*(c[free] for c in (where, steps.start, steps.end, after)))
        else:
            parts.append(_care(steps, free, around, owner[steps.stretch]))
        if not nested.any():
            break
        around, owner = within, steps.run[nested]
        lo, hi = steps.start[nested], steps.end[nested]
    return parts, holes


def _runs(world: World, depth: int, run_of: Ints) -> Runs:
    """Return the runs of one level; writes into `run_of` which one each row belongs to."""
    rows = np.flatnonzero((world.depth == depth) & (world.start < world.end))
    group = run_of[world.parent[rows]] if depth else world.journey[rows]
    found = Runs(group, world.stage[rows], world.start[rows], world.end[rows])
    runs, run_of[rows] = chains.merged(found)
    return runs


def _parents(world: World, depth: int, run_of: Ints, runs: int) -> NDArray[np.bool_]:
    """Return for each run of this level, and last for none, whether anything lies within it."""
    below = np.zeros(runs + 1, bool)
    rows = (world.depth == depth + 1) & (world.start < world.end)
    below[run_of[world.parent[rows]]] = True
    return below


def _care(steps: chains.Steps, which: NDArray[np.bool_], around: _Around, group: Ints) -> Columns:
    """Return the chosen steps as time in the stage of their group."""
    group = group[which]
    kind = np.where(around.gone[group], KIND[AWAY], KIND[STAGE])
    stretch = steps.start[which], steps.end[which]
    return part(around.journey[group], *stretch, kind, IN, around.stage[group])
