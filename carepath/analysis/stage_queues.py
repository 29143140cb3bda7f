"""Queues: who waits for a stage when, as an exact step function that proves itself.

Method: one waits from the request until the stage begins, is withdrawn or the journey is closed.
The integral of the queue is the sum of waits clipped to the window, to the microsecond, and
Little's law stands beside it. Stages away from the hospital have no queue; spans without a recorded
request are counted apart.
Reference: Little, Oper. Res. 9 (1961) 383-387; docs/algorithms/occupancy.md.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from carepath.analysis import occupancy, percentiles
from carepath.analysis.occupancy import Little, Steps
from carepath.frames.moments import UNKNOWN
from carepath.frames.spans import AWAY, POINT, Spans


@dataclass(frozen=True, slots=True)
class Queue:
    """The queue of a stage over [low, high), all times in microseconds.

    `now` wait at its end, the longest for `longest` (None = nobody); `there` is the integral of the
    step function, `clipped` the sum of waits within the window. `median` and `p90` are of the
    `begun` waits that ended with a start in the window; of `unasked` starts nobody recorded the
    request.
    """

    stage: str
    now: int
    longest: int | None
    there: int
    clipped: int
    little: Little
    begun: int
    median: float | None
    p90: float | None
    unasked: int

    @property
    def exact(self) -> bool:
        """Return whether the queue proves itself; if not, data were counted twice or lost."""
        return self.there == self.clipped and self.little.exact


def queues(spans: Spans, low: int, high: int) -> list[Queue]:
    """Return the queue of each stage that somebody waited for or began in [low, high), by name."""
    code, since, until, start = _waits(spans, high)
    waited = (since != UNKNOWN) & (since <= high) & (until > low)
    touches = waited | ((start >= low) & (start < high))
    rows = np.flatnonzero(touches)
    order = rows[np.argsort(code[rows], kind="stable")]
    found = []
    for stage, mine in _parts(code[order], order):
        asked = mine[since[mine] != UNKNOWN]
        begun = asked[(start[asked] >= low) & (start[asked] < high)]
        waits = since[asked], until[asked]
        here = until[asked] > high
        us = start[begun] - since[begun]
        found.append(
            Queue(
                stage=spans.stages[stage],
                now=int(here.sum()),
                longest=high - int(since[asked][here].min()) if here.any() else None,
                there=occupancy.steps(*waits).integral(low, high),
                clipped=occupancy.clipped(*waits, low, high),
                little=occupancy.little(*waits, low, high),
                begun=len(begun),
                median=percentiles.shown(us, percentiles.MEDIAN),
                p90=percentiles.shown(us, percentiles.P90),
                unasked=int((since[mine] == UNKNOWN).sum()),
            )
        )
    return sorted(found, key=lambda queue: queue.stage)


def steps(spans: Spans, stage: str, at: int) -> Steps:
    """Return how many waited for a stage when, as known at a moment."""
    code, since, until, _start = _waits(spans, at)
    mine = (code == spans.stages.index(stage)) & (since != UNKNOWN)
    return occupancy.steps(since[mine], until[mine])


def waiting(spans: Spans, stage: str, at: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return who waits for a stage at a moment, as positions of journeys, and for how long."""
    code, since, until, _start = _waits(spans, at)
    here = (code == spans.stages.index(stage)) & (since != UNKNOWN) & (since <= at) & (until > at)
    return _journeys(spans)[here], at - since[here]


def waited(
    spans: Spans, stage: str, low: int, high: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return whose wait for a stage ended with its start in [low, high), and for how long."""
    code, since, _until, start = _waits(spans, high)
    begun = (code == spans.stages.index(stage)) & (since != UNKNOWN)
    begun &= (start >= low) & (start < high)
    return _journeys(spans)[begun], start[begun] - since[begun]


def _queueing(spans: Spans) -> NDArray[np.int64]:
    """Return the rows of spans that may have a queue: no points, nothing away."""
    away = np.array([phase == AWAY for phase in spans.phases], bool)
    return np.flatnonzero((spans.kind != POINT) & ~away[spans.stage])


def _journeys(spans: Spans) -> NDArray[np.int64]:
    """Return the journey of each of these rows, by position."""
    return np.searchsorted(spans.offsets, _queueing(spans), side="right") - 1


def _waits(spans: Spans, at: int) -> tuple[NDArray, NDArray, NDArray, NDArray]:
    """Return stage, request, end of the wait and start of each span that may have a queue.

    A wait that goes on ends just after the moment: it is there at its last instant.
    """
    rows, of = _queueing(spans), _journeys(spans)
    since, start = spans.requested[rows], spans.start[rows]
    over = np.minimum(np.minimum(start, spans.end[rows]), spans.closed[of])
    until = np.minimum(np.maximum(over, since), at + 1)
    return spans.stage[rows], since, until, start


def _parts(codes: NDArray, rows: NDArray) -> Iterator[tuple[int, NDArray]]:
    """Yield each code with its rows; both stand in the order of the codes."""
    starts = np.flatnonzero(np.diff(codes, prepend=-1)) if len(codes) else []
    for place, begin in enumerate(starts):
        end = starts[place + 1] if place + 1 < len(starts) else len(codes)
        yield int(codes[begin]), rows[begin:end]
