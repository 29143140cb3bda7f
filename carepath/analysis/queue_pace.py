"""Who asks for a stage in each hour of the day, and how many are begun while somebody waits.

Method: whole hours of the last weeks, apart by weekend and hour of the wall clock. What is begun
tells the pace in hours at whose begin and end somebody waited; of an hour of the day with too few
of those all such hours tell it, or what was reached without a queue where that is more. What one
machine begins in an hour is one over the mean time that one takes. Assumption: the weeks to come
are like those. Reference: docs/algorithms/longer_hours.md.
"""

from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from carepath.analysis import civil
from carepath.analysis.longer_hours import Queue
from carepath.frames.moments import DAY, HOUR, OPEN, UNKNOWN
from carepath.frames.spans import POINT, Spans

WEEKS = 4
"""Weeks that are counted."""
FEWEST = 60
"""Patients who must have been begun within them, else nothing is told."""
REACHED = 0.9
"""Share of the hours without a queue in which at most so many were begun."""
BUSY = 5
"""Hours in which somebody waited that tell the pace of an hour of the day."""


def queue(
    spans: Spans, stage: str, now: int, zone: ZoneInfo, hours: int,
    *, machines: int, unit: int | None = None,
) -> Queue | None:  # fmt: skip
    """Return the queue of a stage (in a unit) as known at a whole hour, over so many hours to come.

    None where too few were begun within WEEKS, or nobody ever waited from one hour to the next.
    """
    asked, begun, gone, took = _rows(spans, stage, now, unit)
    known = int(asked.min(initial=now)) // HOUR * HOUR  # before it nothing is known, not nobody
    first = max(now - WEEKS * 7 * DAY, known)
    edges = np.arange(first, now + HOUR, HOUR)
    asks, starts = (np.diff(_by(one, edges)) for one in (asked, begun))
    waits = _by(asked, edges) - _by(gone, edges)
    busy = (waits[:-1] > 0) & (waits[1:] > 0)
    if starts.sum() < FEWEST or not busy.any() or not len(took):
        return None
    past, coming = (_slots(at, zone) for at in (edges[:-1], now + np.arange(hours) * HOUR))
    mean = _means(asks, past, np.ones(len(asks), bool), 1)
    pace = _pace(starts, past, busy)[coming]
    one = HOUR / float(took.mean())
    return Queue(
        waiting=int(waits[-1]),
        asks=mean[coming],
        begins=pace,
        dispersion=_dispersion(asks, mean[past]),
        more=np.clip(machines * one - pace, 0.0, one),
        cases=(
            int(asks[np.isin(past, coming)].sum()),
            int(starts[busy & np.isin(past, coming)].sum()) or int(starts[busy].sum()),
        ),
    )


def moments(
    spans: Spans, stage: str, unit: int | None = None
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return when each asked for a stage (in a unit), was begun, and waited no more; what has not
    come yet lies beyond all time."""
    return _rows(spans, stage, OPEN - 1, unit)[:3]


def _rows(
    spans: Spans, stage: str, now: int, unit: int | None
) -> tuple[NDArray, NDArray, NDArray, NDArray]:
    """Return when each asked, was begun and waited no more, as known then, and how long it took."""
    if stage not in spans.stages:
        return (np.empty(0, np.int64),) * 4
    mine = (spans.stage == spans.stages.index(stage)) & (spans.kind != POINT)
    if unit is not None:
        mine &= spans.unit == unit
    closed = np.repeat(spans.closed, np.diff(spans.offsets))[mine]
    asked, start, end = spans.requested[mine], spans.start[mine], spans.end[mine]
    known = (asked != UNKNOWN) & (asked <= now)
    over = np.minimum(np.minimum(start, end), closed)
    done = (start != UNKNOWN) & (end <= now) & (end > start) & (end != OPEN)
    done &= start > now - WEEKS * 7 * DAY
    return (
        asked[known],
        start[(start <= now) & (start != UNKNOWN)],
        np.maximum(over[known], asked[known]),
        (end - start)[done],
    )


def _by(moments: NDArray[np.int64], edges: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return how many of the moments had come by each edge."""
    return np.searchsorted(np.sort(moments), edges, side="right")


def _slots(at: NDArray[np.int64], zone: ZoneInfo) -> NDArray[np.int64]:
    """Return the place of each hour among 48: those of a working day, then of a weekend."""
    wall = civil.local(at, zone)
    return civil.hour(wall) + 24 * (civil.weekday(wall) >= 5)


def _pace(counts: NDArray, slots: NDArray, busy: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return how many can be begun in each of the 48 hours: the mean of those in which somebody
    waited; where there are too few, that of all such hours, or as many as were begun in one of ten
    hours of this kind without a queue, where that is more."""
    many = np.bincount(slots[busy], minlength=48)
    mean = _means(counts, slots, busy, BUSY)
    reached = np.zeros(48)
    for one in np.unique(slots):
        reached[one] = np.quantile(counts[slots == one], REACHED)
    return np.where(many >= BUSY, mean, np.maximum(mean, reached))


def _means(
    counts: NDArray, slots: NDArray, among: NDArray[np.bool_], fewest: int
) -> NDArray[np.float64]:
    """Return the mean count of each of the 48 hours among some; of all where there are too few."""
    many = np.bincount(slots[among], minlength=48)
    sums = np.bincount(slots[among], counts[among], minlength=48)
    every = float(counts[among].mean())
    return np.where(many >= fewest, sums / np.maximum(many, 1), every)


def _dispersion(counts: NDArray, mean: NDArray[np.float64]) -> float:
    """Return by how much counts scatter more than Poisson ones, 0 where they do not."""
    squares = float((mean**2).sum())
    extra = float(((counts - mean) ** 2 - mean).sum())
    return max(extra / squares, 0.0) if squares > 0 else 0.0
