"""Series: what a detector looks at, one time per occurrence, with when it began.

Method: the wait of a stage (request to start) where requests are recorded, else the time of its
hand-overs; and every declared milestone pair. What is still open counts with the time so far, and
all that began within the last p95 of the measured times is left out, measured or not: keeping only
those that have ended there would flatter. Time into, out of or before an away stage is left out.
Reference: docs/algorithms/findings.md.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from carepath.analysis import civil, flow, percentiles, phases, plausible, tracks
from carepath.analysis.distinct import order, runs
from carepath.analysis.milestones import MEASURED, STILL_OPEN, Milestone, reached
from carepath.frames.moments import DAY, OPEN, UNKNOWN
from carepath.frames.spans import AWAY, POINT, PRECISIONS, STAY, Spans

WAIT, HAND_OVER, MILESTONE = "wait", "hand-over", "milestone"
FEWEST = 20
"""Occurrences below which nothing is looked at: too few to tell."""
DAY_PRECISION = PRECISIONS.index("day")
_COLUMNS = ("at", "us", "journey", "unit", "timed", "day", "hour", "weekday")


@dataclass(frozen=True, slots=True)
class Series:
    """Times of one kind: `at` is when each began, `us` how long it took (or has taken so far).

    `day` (from the first), `hour` and `weekday` are those of `at` on the hospital's clock, `timed`
    whether the hour is known, `rank` the centred rank of `us` among all (-0.5 to 0.5, ties in the
    middle). `unit` is that of the target's span. `source` is "" for the wait of a stage.
    """

    kind: str
    source: str
    target: str
    phase: str
    at: NDArray[np.int64]
    us: NDArray[np.int64]
    journey: NDArray[np.int32]
    unit: NDArray[np.int32]
    timed: NDArray[np.bool_]
    day: NDArray[np.int64]
    hour: NDArray[np.int64]
    weekday: NDArray[np.int64]
    rank: NDArray[np.float64]
    within_us: int | None = None

    @property
    def n(self) -> int:
        return len(self.us)

    def only(self, mask: NDArray[np.bool_]) -> "Series":
        """Return those where the mask is true, ranked among themselves."""
        kept = {name: getattr(self, name)[mask] for name in _COLUMNS}
        if len(kept["day"]):
            kept["day"] = kept["day"] - kept["day"].min()
        return replace(self, rank=ranks(kept["us"]), **kept)


def series(spans: Spans, milestones: Iterable[Milestone], now: int, zone: ZoneInfo) -> list[Series]:
    """Return all that detectors look at in these spans, as known at `now`."""
    first = beginning(spans)
    pairs = (_pair(spans, found, first, now) for found in milestones)
    found = [*_waits(spans, first, now), *_hand_overs(spans, first, now), *pairs]
    found = [one for one in found if one.n >= FEWEST and one.phase != AWAY]
    if not found:
        return []
    wall = civil.local(np.concatenate([one.at for one in found]), zone)
    clock = wall // DAY, civil.hour(wall), civil.weekday(wall)
    cuts = np.cumsum([one.n for one in found])[:-1]
    parts = zip(found, *(np.split(column, cuts) for column in clock), strict=True)
    return [
        replace(one, day=day - day.min(), hour=hour, weekday=weekday, rank=ranks(one.us))
        for one, day, hour, weekday in parts
    ]


def beginning(spans: Spans) -> int:
    """Return the moment from which a log is whole: the first day on which a quarter of the usual
    number of journeys opens. Of days before it a log holds stragglers only."""
    days, counts = np.unique_counts(spans.opened[spans.opened != UNKNOWN] // DAY)
    whole = days[4 * counts >= np.median(counts)] if len(days) else days
    return int(whole[0]) * DAY if len(whole) else UNKNOWN


def ranks(values: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the centred rank of each value, -0.5 to 0.5; equal values share their middle."""
    n = len(values)
    ascending = np.argsort(values, kind="stable")
    ordered = values[ascending]
    fresh = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]]) if n else np.empty(0, int)
    counts = np.diff(np.r_[fresh, n])
    found = np.empty(n)
    found[ascending] = np.repeat(fresh + (counts - 1) / 2, counts)
    return (found - (n - 1) / 2) / max(n, 1)


@dataclass(frozen=True, slots=True)
class _Times:
    """Columns before what is too young is left out."""

    at: NDArray[np.int64]
    us: NDArray[np.int64]
    is_open: NDArray[np.bool_]
    journey: NDArray[np.int32]
    unit: NDArray[np.int32]
    timed: NDArray[np.bool_]

    def take(self, rows: NDArray) -> "_Times":
        return _Times(*(getattr(self, name)[rows] for name in self.__slots__))

    def mature(self, first: int, now: int) -> "_Times":
        """Return those that began within the log, and early enough to have ended but for one in
        twenty."""
        longest = percentiles.percentile(self.us[~self.is_open], 0.95)
        if longest is None:
            return self.take(np.zeros(len(self.us), bool))
        kept = (self.at >= first) & (self.at <= now - longest)
        return self if kept.all() else self.take(kept)

    def series(self, kind: str, source: str, target: str, phase: str, **more: int | None) -> Series:
        columns = {name: getattr(self, name) for name in self.__slots__ if name != "is_open"}
        clock = dict.fromkeys(("day", "hour", "weekday", "rank"), self.at)
        return Series(kind, source, target, phase, **clock, **columns, **more)


def _waits(spans: Spans, first: int, now: int) -> Iterator[Series]:
    """Yield the wait of each stage that has requests; a withdrawn request waited until then."""
    phase = phases.by_stage(spans)
    rows = np.flatnonzero((spans.requested != UNKNOWN) & (spans.requested <= now))
    rows = rows[order(spans.stage[rows], len(spans.stages))]
    journey = spans.journey[rows]
    asked, began = spans.requested[rows], spans.start[rows]
    given_up = np.minimum(np.where(began == OPEN, spans.end[rows], OPEN), spans.closed[journey])
    until = np.where(began <= now, began, np.minimum(given_up, now))
    is_open = (began > now) & (given_up > now)
    timed = spans.precision[rows] != DAY_PRECISION
    times = _Times(asked, np.maximum(until - asked, 0), is_open, journey, spans.unit[rows], timed)
    for code, part in runs(spans.stage[rows]):
        name = spans.stages[code]
        yield times.take(part).mature(first, now).series(WAIT, "", name, phase[name])


def _hand_overs(spans: Spans, first: int, now: int) -> Iterator[Series]:
    """Yield the time of each hand-over into another stage most of whose requests are not recorded.

    A stage done again is no hand-over: its time is how often it is due. Where a log has requests,
    an instant (a decision, a result) has no wait of its own.
    """
    track = tracks.track(spans, tracks.ACTIVITY, now)
    if track.n < 2:
        return
    phase, k = phases.by_stage(spans), len(spans.stages)
    asked = np.bincount(spans.stage[spans.requested != UNKNOWN], minlength=k)
    skip = 2 * asked > np.bincount(spans.stage, minlength=k)
    skip |= [phase[name] == AWAY for name in spans.stages]
    if asked.any():
        instants = np.bincount(spans.stage[spans.kind == POINT], minlength=k)
        skip |= 2 * instants > np.bincount(spans.stage, minlength=k)
    keep = ~skip[track.stage[1:]] & (track.stage[1:] != track.stage[:-1])
    keep[flow.breaks(track)] = False
    if spans.intervals:
        keep &= ~plausible.too_long(track, spans.limits, now)[:-1]
    rows = np.flatnonzero(keep)
    code = track.stage[rows].astype(np.uint32) * k + track.stage[rows + 1]
    by_code = order(code, k * k)
    rows, code = rows[by_code], code[by_code]
    raw = flow.raw_times(track, spans.intervals, now)[rows]
    at = (track.end if spans.intervals else track.start)[rows]
    journey, unit = track.journey[rows], _units(spans, now)[rows + 1]
    timed = track.precision[rows] != DAY_PRECISION
    times = _Times(at, np.maximum(raw, 0), at > now, journey, unit, timed)
    for pair, part in runs(code):
        source, target = (spans.stages[index] for index in divmod(int(pair), k))
        if part.stop - part.start >= FEWEST:
            found = times.take(part).mature(first, now)
            yield found.series(HAND_OVER, source, target, phases.between(phase, source, target))


def _pair(spans: Spans, found: Milestone, first: int, now: int) -> Series:
    """Return the times of a declared pair; journeys that closed without the target have none."""
    keep = np.flatnonzero((found.state == MEASURED) | (found.state == STILL_OPEN))
    at, us, positions = found.at[keep], found.elapsed[keep], found.positions[keep]
    rows = reached(spans, found.target, positions, at + us)
    times = _Times(
        at,
        us,
        found.state[keep] == STILL_OPEN,
        positions.astype(np.int32),
        np.where(rows >= 0, spans.unit[rows], -1).astype(np.int32),
        spans.precision[np.minimum(spans.offsets[positions], spans.n_spans - 1)] != DAY_PRECISION,
    )
    phase = phases.between(phases.by_stage(spans), found.source, found.target)
    ends = MILESTONE, found.source, found.target, phase
    return times.mature(first, now).series(*ends, within_us=found.within_us)


def _units(spans: Spans, now: int) -> NDArray[np.int32]:
    """Return the unit of each row of the track of activities."""
    keep = (spans.kind != STAY) & (spans.start <= now)
    return spans.unit if keep.all() else spans.unit[keep]
