"""Hand-overs by what ended before: the view for logs in which work runs side by side.

Method: X hands over to Y if X ended at or before Y's start and no third span fits wholly between;
spans of which neither ended before the other began are parallel. All ends of spans lie in one order
of instants, so that the predecessors of Y that nothing separates from it are one stretch of that
order. The number of pairs may grow with the square of the spans that run side by side.
Reference: docs/algorithms/flow.md.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from carepath.analysis import percentiles, tracks
from carepath.frames.moments import SECOND
from carepath.frames.spans import Spans


class HandOver(NamedTuple):
    """One stage that hands over to another: how often, and the wait between in seconds."""

    source: str
    target: str
    count: int
    wait: percentiles.Summary


class Parallel(NamedTuple):
    """Two stages, in order of name, that ran side by side: how often."""

    one: str
    other: str
    count: int


class View(NamedTuple):
    """Hand-overs and parallel pairs, most frequent first."""

    hand_overs: list[HandOver]
    parallel: list[Parallel]


class _Order(NamedTuple):
    """Where each row's start and end stand among all instants; journeys one after the other."""

    starts: NDArray[np.int64]
    ends: NDArray[np.int64]


def view(spans: Spans, now: int, lens: str = tracks.ACTIVITY) -> View:
    """Return the hand-over view; a running span ends at `now`."""
    track = tracks.track(spans, lens, now)
    end = np.maximum(np.minimum(track.end, now), track.start)
    order = _order(track, end)
    return View(_hand_overs(spans, track, end, order), _parallels(spans, track, order))


def _order(track: tracks.Track, end: NDArray[np.int64]) -> _Order:
    """Return the order: at one instant what ends, then points in their order, then what starts."""
    n, rows = track.n, np.arange(track.n)
    point = track.start == end
    owner = np.tile(track.journey, 2)
    when = np.concatenate((track.start, end))
    rank = np.concatenate((np.where(point, 1, 2), np.where(point, 1, 0)))
    is_end = np.repeat([0, 1], n)
    order = np.lexsort((is_end, np.tile(rows, 2), rank, when, owner))
    place = np.empty(2 * n, np.int64)
    place[order] = np.arange(2 * n)
    return _Order(place[:n], place[n:])


def _hand_overs(
    spans: Spans, track: tracks.Track, end: NDArray[np.int64], order: _Order
) -> list[HandOver]:
    """Return the pairs: of those that ended before Y began, the ones after which none began."""
    n = track.n
    started = np.full(2 * n, -1)
    started[order.ends] = order.starts
    latest = np.maximum.accumulate(started) if n else started
    by_end = np.argsort(order.ends)
    ended = np.sort(order.ends)
    floor = 2 * track.offsets[:-1][track.journey] - 1
    since = np.maximum(latest[order.starts], floor)
    low, high = np.searchsorted(ended, since), np.searchsorted(ended, order.starts)
    low = np.where(latest[order.starts] > floor, low, high)
    targets, place = _spread(low, high)
    sources = by_end[place]
    waits = track.start[targets] - end[sources]
    found = []
    for pair, times in _by_pair(spans, track.stage[sources], track.stage[targets], waits):
        found.append(HandOver(*pair, len(times), percentiles.summary(times, SECOND)))
    return sorted(found, key=lambda pair: (-pair.count, pair.source, pair.target))


def _parallels(spans: Spans, track: tracks.Track, order: _Order) -> list[Parallel]:
    """Return the pairs of which the second began after the first and before its end."""
    by_start, begun = np.argsort(order.starts), np.sort(order.starts)
    low = np.searchsorted(begun, order.starts, side="right")
    high = np.searchsorted(begun, order.ends)
    firsts, place = _spread(low, high)
    one, other = track.stage[firsts], track.stage[by_start[place]]
    by_name = np.argsort(np.argsort(spans.stages)) if spans.stages else np.empty(0, np.int64)
    swap = by_name[one] > by_name[other]
    pairs = np.where(swap, other, one), np.where(swap, one, other)
    grouped = _by_pair(spans, *pairs, np.zeros(len(one), np.int64))
    found = [Parallel(*pair, len(times)) for pair, times in grouped]
    return sorted(found, key=lambda pair: (-pair.count, pair.one, pair.other))


def _spread(low: NDArray, high: NDArray) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return (row, place) for each place from low to high of each row."""
    counts = np.maximum(high - low, 0)
    rows = np.repeat(np.arange(len(low)), counts)
    shift = np.repeat(np.cumsum(counts) - counts, counts)
    return rows, np.arange(len(rows)) - shift + low[rows]


def _by_pair(spans: Spans, one: NDArray, other: NDArray, times: NDArray[np.int64]):
    """Yield ((name, name), times) of each pair of stages that occurs."""
    code = one.astype(np.int64) * len(spans.stages) + other
    order = np.argsort(code, kind="stable")
    codes, first = np.unique(code[order], return_index=True)
    for pair, part in zip(codes.tolist(), np.split(times[order], first[1:]), strict=False):
        one_, other_ = divmod(pair, len(spans.stages))
        yield (spans.stages[one_], spans.stages[other_]), part
