"""Who asks for a stage in each hour of the day, and how many are begun while somebody waits.

Method: whole hours of the last weeks, apart by weekend and hour of the wall clock. Who asks is not
at the scanner at once: what those took who asked while nobody waited and half of the machines or
more were free is the way there. A queue is there while somebody has waited longer than nearly all
of those did; the pace is what is begun in such time, for each hour of it: what is begun otherwise
tells who asked, not who could have been begun. Of an hour of the day with too little of it all such
time tells, or what was reached without a queue where that is more. What one machine begins in an
hour is one over the mean time that one takes. Assumption: the weeks to come are like those.
Reference: docs/algorithms/longer_hours.md.
"""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from carepath.analysis import civil
from carepath.analysis.longer_hours import Queue
from carepath.frames.moments import DAY, HOUR, MINUTE, OPEN, UNKNOWN
from carepath.frames.spans import POINT, Spans

WEEKS = 4
"""Weeks that are counted."""
FEWEST = 60
"""Patients who must have been begun within them, else nothing is told."""
REACHED = 0.9
"""Share of the hours in which at most so many were begun."""
NEARLY = 0.75
"""Share of those who met no queue that were begun so soon: who waits longer waits in a queue."""
BUSY = 5
"""Patients begun while there was a queue that tell the pace of an hour of the day."""
STEP = 5 * MINUTE
"""Between two looks whether there is a queue."""
SLOTS = 48
"""Hours of a working day, then those of a weekend."""


@dataclass(frozen=True, slots=True)
class Requests:
    """When each asked for a stage, was begun, was done and waited no more: UNKNOWN = never asked,
    OPEN = that has not come yet."""

    asked: NDArray[np.int64]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    over: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Wait:
    """How long the way to a scanner is: the share of those who ask in an hour that are on it when
    the hour ends, and after how long (microseconds) one waits in a queue."""

    share: float
    longest: int


def requests(spans: Spans, stage: str, unit: int | None = None) -> Requests:
    """Return all who ever asked for a stage (in a unit) or were begun there."""
    if stage not in spans.stages:
        return Requests(*(np.empty(0, np.int64),) * 4)
    mine = (spans.stage == spans.stages.index(stage)) & (spans.kind != POINT)
    if unit is not None:
        mine &= spans.unit == unit
    closed = np.repeat(spans.closed, np.diff(spans.offsets))[mine]
    asked, start, end = spans.requested[mine], spans.start[mine], spans.end[mine]
    over = np.maximum(np.minimum(np.minimum(start, end), closed), asked)
    return Requests(asked, np.where(start == UNKNOWN, OPEN, start), end, over)


def queue(
    spans: Spans, stage: str, now: int, zone: ZoneInfo, hours: int,
    *, machines: int, unit: int | None = None,
) -> Queue | None:  # fmt: skip
    """Return the queue of a stage (in a unit) as known at a whole hour, over so many hours to come.

    None where too few were begun within WEEKS, or nobody ever waited for long.
    """
    return queue_at(requests(spans, stage, unit), now, zone, hours, machines=machines)


def queue_at(
    every: Requests, now: int, zone: ZoneInfo, hours: int, *, machines: int
) -> Queue | None:
    """Return the queue of these requests as it was known at a whole hour; None as for `queue`."""
    asked, begun, gone = moments(every, now)
    known = int(asked.min(initial=now)) // HOUR * HOUR  # before it nothing is known, not nobody
    first = max(now - WEEKS * 7 * DAY, known)
    took = _took(every, first, now)
    edges = np.arange(first, now + HOUR, HOUR)
    asks, starts = (np.diff(_by(one, edges)) for one in (asked, begun))
    if starts.sum() < FEWEST or not len(took):
        return None
    way = _way(every, first, now, machines)
    looks = np.arange(first, now, STEP) + STEP // 2
    queued = looks[_late(every, way, now, looks) > 0]
    if not len(queued):
        return None
    past, coming = (slots(at, zone) for at in (edges[:-1], now + np.arange(hours) * HOUR))
    there = np.bincount(slots(queued, zone), minlength=SLOTS) * (STEP / HOUR)
    lately = begun[begun > first]
    in_queue = lately[_late(every, way, now, lately - 1) > 0]
    served = np.bincount(slots(in_queue, zone), minlength=SLOTS)
    one = HOUR / float(took.mean())
    pace = _pace(served, there, _reached(starts, past), machines * one)[coming]
    mean = _means(asks, past)
    return Queue(
        waiting=int(_by(asked, edges[-1:])[0] - _by(gone, edges[-1:])[0]),
        asks=mean[coming],
        begins=pace,
        dispersion=_dispersion(asks, mean[past]),
        more=np.clip(machines * one - pace, 0.0, one),
        cases=(
            int(asks[np.isin(past, coming)].sum()),
            int(served[np.unique(coming)].sum()) or int(served.sum()),
        ),
        way=way.share,
    )


def moments(
    every: Requests, now: int = OPEN - 1
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return when each asked, was begun, and waited no more, as known at a moment, each in order;
    the last of those who had asked by then, beyond it where they wait."""
    known = (every.asked != UNKNOWN) & (every.asked <= now)
    return tuple(
        np.sort(one)
        for one in (every.asked[known], every.start[every.start <= now], every.over[known])
    )


def slots(at: NDArray[np.int64], zone: ZoneInfo) -> NDArray[np.int64]:
    """Return the place of each moment's hour among SLOTS."""
    wall = civil.local(at, zone)
    return civil.hour(wall) + 24 * (civil.weekday(wall) >= 5)


def _took(every: Requests, first: int, now: int) -> NDArray[np.int64]:
    """Return how long each took that was begun and done in between."""
    done = (every.start >= first) & (every.end <= now) & (every.end > every.start)
    return (every.end - every.start)[done]


def _way(every: Requests, first: int, now: int, machines: int) -> Wait:
    """Return how long the way is, by those who met nobody who waited and free machines."""
    known = (every.asked != UNKNOWN) & (every.asked <= now)
    order = np.argsort(every.asked[known], kind="stable")
    asked, start, over = (one[known][order] for one in (every.asked, every.start, every.over))
    before = np.arange(len(asked)) - _by(np.sort(over), asked)  # of equal moments the first is it
    inside = _by(np.sort(every.start), asked) - _by(np.sort(every.end[every.start < OPEN]), asked)
    calm = ((before + inside) * 2 <= machines) & (asked >= first) & (start <= now)
    took = (start - asked)[calm]
    if not len(took):
        return Wait(0.0, 0)
    share = float(np.clip(took, 0, HOUR).mean()) / HOUR
    return Wait(share, int(np.quantile(np.maximum(took, 0), NEARLY)))


def _late(every: Requests, way: Wait, now: int, at: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return how many waited at each moment who had waited for longer than the way takes."""
    known = (every.asked != UNKNOWN) & (every.asked <= now)
    since = every.asked[known] + way.longest
    until = np.maximum(every.over[known], since)
    return _by(np.sort(since), at) - _by(np.sort(until), at)


def _by(moments: NDArray[np.int64], edges: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return how many of the moments, in order, had come by each edge."""
    return np.searchsorted(moments, edges, side="right")


def _reached(counts: NDArray, past: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return how many were begun in one of ten hours of each kind."""
    found = np.zeros(SLOTS)
    for one in np.unique(past):
        found[one] = np.quantile(counts[past == one], REACHED)
    return found


def _pace(
    served: NDArray, there: NDArray[np.float64], reached: NDArray[np.float64], most: float
) -> NDArray[np.float64]:
    """Return how many can be begun in each of the hours while there is a queue: as many as were, or
    of an hour with too few of those as in all such hours, or as it reached without a queue, where
    that is more; never more than all machines begin, but where more were."""
    many = (served >= BUSY) & (there > 0)
    few = ~many if served[~many].sum() >= BUSY else np.ones(SLOTS, bool)
    every = float(served[few].sum()) / max(float(there[few].sum()), STEP / HOUR)
    mean = served / np.maximum(there, STEP / HOUR)
    return np.minimum(np.where(many, mean, np.maximum(every, reached)), np.maximum(most, reached))


def _means(counts: NDArray, past: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the mean count of each of the hours; of those that were never seen that of all."""
    many, sums = np.bincount(past, minlength=SLOTS), np.bincount(past, counts, minlength=SLOTS)
    return np.where(many > 0, sums / np.maximum(many, 1), float(counts.mean()))


def _dispersion(counts: NDArray, mean: NDArray[np.float64]) -> float:
    """Return by how much counts scatter more than Poisson ones, 0 where they do not."""
    squares = float((mean**2).sum())
    extra = float(((counts - mean) ** 2 - mean).sum())
    return max(extra / squares, 0.0) if squares > 0 else 0.0
