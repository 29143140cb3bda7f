"""Flow: which stage follows which, how often, and how long it takes.

Method: neighbours in the order of the journey (order view). In a log of completions the time of an
edge is time(next) - time(this); in a log of intervals raw is start(next) - end(this), negative when
the two overlap, and the wait is max(0, raw). Percentiles are linear (type 7) and exact.
Speed: codes of pairs are sorted by radix, then partitioned per edge; nothing compares strings.
Reference: docs/algorithms/flow.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from carepath.analysis import percentiles, plausible, tracks, variants
from carepath.analysis.percentiles import FEWEST, SHARES
from carepath.frames.moments import OPEN, SECOND
from carepath.frames.spans import Spans

SMALL = np.iinfo(np.uint16).max


@dataclass(frozen=True, slots=True)
class Summary:
    """How much there is, and how long closed journeys took from opening to close (seconds)."""

    journeys: int
    closed: int
    open: int
    spans: int
    stages: int
    variants: int
    length: percentiles.Summary


@dataclass(frozen=True, slots=True)
class Edge:
    """One hand-over from a stage to the next; times in seconds, None where n is too small.

    The plain figures are raw (signed where stages overlap, for reconciling); those that begin with
    `wait` count an overlap as 0 and are the ones to draw. `overlap_median_s` is over the
    overlapping pairs alone. Of `count` the times leave out `left_out`, after a visit longer than is
    plausible; with none left they are None.
    """

    source: str
    target: str
    count: int
    mean_s: float | None
    median_s: float | None
    p90_s: float | None
    p95_s: float | None
    total_s: float
    wait_mean_s: float | None
    wait_median_s: float | None
    wait_p90_s: float | None
    wait_p95_s: float | None
    wait_total_s: float
    overlap_share: float
    overlap_median_s: float | None
    away: bool
    left_out: int = 0

    @property
    def measured(self) -> int:
        """Return how many of them the times are about."""
        return self.count - self.left_out


class Occurrences(NamedTuple):
    """Each time of one hand-over: raw microseconds, journey position, and whether it counts in
    averages."""

    us: NDArray[np.int64]
    journey: NDArray[np.int32]
    counts: NDArray[np.bool_]

    def counted(self) -> "Occurrences":
        """Return those that count."""
        return Occurrences(*(column[self.counts] for column in self))


def summary(spans: Spans, now: int | None = None, lens: str = tracks.ACTIVITY) -> Summary:
    """Return the size of the log and the lengths of its closed journeys."""
    track = tracks.track(spans, lens, now)
    closed = is_closed(spans, now)
    return Summary(
        journeys=spans.n_journeys,
        closed=int(closed.sum()),
        open=int((~closed).sum()),
        spans=track.n,
        stages=int(np.count_nonzero(np.bincount(track.stage, minlength=1))),
        variants=len(variants.variants(spans, now=now, lens=lens)),
        length=percentiles.summary(lengths(spans, now), SECOND),
    )


def is_closed(spans: Spans, now: int | None = None) -> NDArray[np.bool_]:
    """Return for each journey whether it has closed (at `now`, if given)."""
    return spans.closed <= (OPEN - 1 if now is None else now)


def has_length(spans: Spans, now: int | None = None) -> NDArray[np.bool_]:
    """Return for each journey whether its length counts: closed, and no visit implausibly long."""
    return is_closed(spans, now) & ~plausible.journeys(spans, now)


def lengths(spans: Spans, now: int | None = None) -> NDArray[np.int64]:
    """Return close - opening of each journey that has a length, in order of position."""
    found = has_length(spans, now)
    return spans.closed[found] - spans.opened[found]


def edges(
    spans: Spans,
    now: int | None = None,
    lens: str = tracks.ACTIVITY,
    only: NDArray[np.bool_] | None = None,
) -> list[Edge]:
    """Return every hand-over with count and times, most frequent first (then by names).

    With `only` (a mask of the spans' rows) those out of these rows alone.
    """
    track = tracks.track(spans, lens, now)
    grouped = _grouped(track, len(spans.stages), _chosen(spans, lens, now, only))
    if grouped is None:
        return []
    pairs, counts, order = grouped
    times = raw_times(track, spans.intervals, now)[order]
    odd = _implausible(track, spans, now)
    odd = odd[order] if odd.any() else None
    away, found, start = tracks.away(spans), [], 0
    for pair, count in zip(pairs.tolist(), counts.tolist(), strict=True):
        source, target = divmod(pair, len(spans.stages))
        part = slice(start, start + count)
        figures = _figures(times[part] if odd is None else times[part][~odd[part]])
        left_out = 0 if odd is None else int(odd[part].sum())
        names = spans.stages[source], spans.stages[target]
        found.append(Edge(*names, count, *figures, bool(away[source] or away[target]), left_out))
        start += count
    return sorted(found, key=lambda edge: (-edge.count, edge.source, edge.target))


def edge_times(
    spans: Spans,
    source: str,
    target: str,
    now: int | None = None,
    lens: str = tracks.ACTIVITY,
    only: NDArray[np.bool_] | None = None,
) -> Occurrences:
    """Return each occurrence of one hand-over; with `only`, those out of these rows alone."""
    track = tracks.track(spans, lens, now)
    rows = occurrences(track, spans.stages.index(source), spans.stages.index(target))
    chosen = _chosen(spans, lens, now, only)
    rows = rows if chosen is None else rows[chosen[rows]]
    times = raw_times(track, spans.intervals, now)[rows]
    journeys = (np.searchsorted(track.offsets, rows, side="right") - 1).astype(np.int32)
    return Occurrences(times, journeys, ~_implausible(track, spans, now)[rows])


def occurrences(track: tracks.Track, source: int, target: int) -> NDArray[np.int64]:
    """Return the rows whose stage is `source` and whose successor in the journey is `target`."""
    hits = (track.stage[:-1] == source) & (track.stage[1:] == target)
    hits[breaks(track)] = False
    return np.flatnonzero(hits)


def raw_times(track: tracks.Track, intervals: bool, now: int | None = None) -> NDArray[np.int64]:
    """Return the time between each row and the next one; a running span ends at `now`."""
    if not intervals:
        return np.diff(track.start)
    ends = track.end[:-1]
    limit = OPEN - 1 if now is None else now
    if len(ends) and ends.max() > limit:
        known = track.end[track.end != OPEN].max(initial=track.start.max())
        ends = np.minimum(ends, known if now is None else now)
    return track.start[1:] - ends


def breaks(track: tracks.Track) -> NDArray[np.int64]:
    """Return the rows that end a journey, but for the last row of all."""
    last = track.offsets[1:-1] - 1
    return last[(last >= 0) & (last < track.n - 1)]


def _chosen(
    spans: Spans, lens: str, now: int | None, only: NDArray[np.bool_] | None
) -> NDArray[np.bool_] | None:
    """Return a mask of the spans' rows as one of the track's."""
    held = None if only is None else tracks.rows(spans, lens, now)
    return only if held is None else only[held]


def _implausible(track: tracks.Track, spans: Spans, now: int | None) -> NDArray[np.bool_]:
    """Return after which rows no time counts; a log of completions times starts alone."""
    limits = spans.limits if spans.intervals else ()
    return plausible.too_long(track, limits, now)


def _grouped(
    track: tracks.Track, stages: int, chosen: NDArray[np.bool_] | None
) -> tuple[NDArray, NDArray, NDArray] | None:
    """Return (codes of pairs that occur, their counts, rows sorted by code), or None without."""
    if track.n < 2:
        return None
    wide = np.uint16 if stages * stages < SMALL else np.uint32
    code = track.stage[:-1].astype(wide)
    code *= wide(stages)
    code += track.stage[1:]
    code[breaks(track)] = stages * stages
    if chosen is not None:
        code[~chosen[:-1]] = stages * stages
    counts = np.bincount(code, minlength=stages * stages + 1)[:-1]
    pairs = np.flatnonzero(counts)
    if wide is np.uint32 and len(pairs) < SMALL:
        place = np.full(stages * stages + 1, len(pairs), np.uint16)
        place[pairs] = np.arange(len(pairs), dtype=np.uint16)
        code = place[code]
    order = np.argsort(code, kind="stable")[: counts.sum()]
    return pairs, counts[pairs], order


def _figures(times: NDArray[np.int64]) -> tuple:
    """Return the time columns of an edge; sorts `times` partly in place."""
    n = len(times)
    if not n:
        return (*_columns(0, 0, [None] * 3), *_columns(0, 0, [None] * 3), 0.0, None)
    total, picks = int(times.sum()), [percentiles.ranks(n, share) for share in SHARES]
    times.partition(sorted({rank for below, above, _ in picks for rank in (below, above)}))
    raw = [_pick(times, *pick) for pick in picks]
    if times.min() >= 0:
        plain = _columns(n, total, raw)
        return (*plain, *plain, 0.0, None)
    overlaps = times[times < 0]
    waited = [_pick(np.maximum(times[list(p[:2])], 0), 0, 1, p[2]) for p in picks]
    share, median = len(overlaps) / n, percentiles.percentile(-overlaps, 0.5)
    return (
        *_columns(n, total, raw),
        *_columns(n, total - int(overlaps.sum()), waited),
        share,
        median / SECOND,
    )


def _pick(times: NDArray[np.int64], below: int, above: int, weight: float) -> float:
    return percentiles.mixed(times[below], times[above], weight) / SECOND


def _columns(n: int, total: int, picked: Sequence[float | None]) -> tuple:
    shown = [
        value if n >= FEWEST[share] else None for share, value in zip(SHARES, picked, strict=True)
    ]
    return (total / n / SECOND if n else None, *shown, total / SECOND)
