"""The right-to-left sweep of many stretches at once: each round moves every cursor one step.

Method: runs stand by group, latest end first. The best run at a cursor is the smallest (start,
stage) of those that end there or later, a prefix of that order, so running minima and one binary
search for every possible cursor are all a round needs. Rounds are as many as the longest chain of
credits. Equal to analysis/sweep.py by test. Reference: docs/algorithms/waits.md.
"""

from typing import NamedTuple

import numpy as np

from carepath.analysis.tables import NONE, Ints


class Runs(NamedTuple):
    """What may be credited: group (any whole numbers from 0), stage, and stretch."""

    group: Ints
    stage: Ints
    start: Ints
    end: Ints


class Steps(NamedTuple):
    """Parts of stretches: which stretch, from, to, the run credited (NONE = uncovered), and the
    run credited next to its right within the stretch (NONE = none)."""

    stretch: Ints
    start: Ints
    end: Ints
    run: Ints
    after: Ints


class _Index(NamedTuple):
    """Runs by group and falling end, and what a cursor has to know about them.

    `first` is where each group begins; `best` the best run of each prefix of a group; `at_start`
    and `at_end` how far the prefix reaches for a cursor at a run's start or end.
    """

    place: Ints
    start: Ints
    end: Ints
    first: Ints
    best: Ints
    at_start: Ints
    at_end: Ints


def merged(rows: Runs) -> tuple[Runs, Ints]:
    """Return the runs and each row's run: rows of one group and stage that touch or overlap.

    Rows of one group must stand in order of start.
    """
    n = len(rows.group)
    if not n:
        return rows, np.empty(0, np.int64)
    key = rows.group * (int(rows.stage.max()) + 1) + rows.stage
    order = np.argsort(key, kind="stable")
    key, start, end = key[order], rows.start[order], rows.end[order]
    kin = np.cumsum(np.concatenate(([0], key[1:] != key[:-1])))
    by_end = np.argsort(end)
    rank = np.empty(n, np.int64)
    rank[by_end] = np.arange(n)
    reached = end[by_end[_running(kin, rank, np.maximum)]]
    opens = np.ones(n, bool)
    opens[1:] = (kin[1:] != kin[:-1]) | (start[1:] > reached[:-1])
    heads = np.flatnonzero(opens)
    tails = np.append(heads[1:], n) - 1
    run_of = np.empty(n, np.int64)
    run_of[order] = np.cumsum(opens) - 1
    head = order[heads]
    return Runs(rows.group[head], rows.stage[head], start[heads], reached[tails]), run_of


def swept(group: Ints, lo: Ints, hi: Ints, runs: Runs) -> Steps:
    """Return the parts of the stretches [lo, hi), each swept over the runs of its group.

    The runs must come from `merged`. At equal starts the smaller stage wins.
    """
    groups = int(max(group.max(initial=-1), runs.group.max(initial=-1))) + 1
    index, reach = _indexed(runs, groups)
    done: list[tuple] = []
    active = np.flatnonzero(lo < hi)
    t, prefix = hi[active], reach(group[active], hi[active])
    after = np.full(len(active), NONE)
    while len(active):
        own, floor = group[active], lo[active]
        best = index.best[np.maximum(prefix - 1, 0)] if len(index.best) else after
        known = prefix > index.first[own]
        known[known] = index.start[best[known]] < t[known]
        begin, prefix, run = floor.copy(), prefix.copy(), np.full(len(active), NONE)
        run[known] = best[known]
        begin[known] = np.maximum(floor[known], index.start[best[known]])
        hole = ~known & (prefix < index.first[own + 1])
        begin[hole] = np.maximum(floor[hole], index.end[prefix[hole]])
        prefix[hole] = index.at_end[prefix[hole]]
        prefix[known] = index.at_start[best[known]]
        done.append((active, begin, t, run, after))
        after = np.where(known, run, after)
        more = begin > floor
        active, t, prefix, after = active[more], begin[more], prefix[more], after[more]
    parts = [np.concatenate(column) for column in zip(*done, strict=True)] if done else [lo[:0]] * 5
    back = np.append(index.place, NONE)
    return Steps(parts[0], parts[1], parts[2], back[parts[3]], back[parts[4]])


def _indexed(runs: Runs, groups: int):
    """Return the index, and a function of groups and cursors to the ends of their prefixes.

    The runs must stand in order of group and stage.
    """
    n = len(runs.group)
    place = np.lexsort((-runs.end, runs.group))
    group, start, end = runs.group[place], runs.start[place], runs.end[place]
    first = np.searchsorted(group, np.arange(groups + 1))
    ends = np.sort(end)
    key = group * (n + 1) + (n - np.searchsorted(ends, end))

    def reach(own: Ints, cursor: Ints) -> Ints:
        later = n - np.searchsorted(ends, cursor)
        return np.searchsorted(key, own * (n + 1) + later, side="right")

    rank = np.empty(n, np.int64)
    by_start = np.argsort(runs.start, kind="stable")
    rank[by_start] = np.arange(n)
    back = np.empty(n, np.int64)
    back[place] = np.arange(n)
    best = back[by_start[_running(groups - group, rank[place], np.minimum)]]
    return _Index(place, start, end, first, best, reach(group, start), reach(group, end)), reach


def _running(kin: Ints, rank: Ints, what: np.ufunc) -> Ints:
    """Return the running maximum (kin ascends) or minimum (kin falls) of ranks within each kin."""
    n = len(rank) + 1
    return what.accumulate(kin * n + rank) - kin * n
