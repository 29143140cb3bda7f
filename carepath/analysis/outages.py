"""Outages: hours without a start (or an end) of a stage that normally has a steady stream of them.

Method: the usual rate of each hour of the week, times the level of the days around, turns clock
time into expected events; the longest gap between two events is judged in these. How much days
differ beyond chance widens the law of a gap (a gamma mixture of Poisson streams), and the p-value
is that of the longest of all gaps. Events of one minute count once. Assumption: the level of the
stream changes slowly against the gap. Reference: docs/algorithms/findings.md.
"""

from collections.abc import Iterator
from math import exp, log1p, sqrt
from typing import NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from carepath.analysis import civil, phases, tails
from carepath.analysis.distinct import distinct, starts
from carepath.analysis.looks import HOURS, OUTAGE, SILENT, Finding, Look
from carepath.analysis.series import DAY_PRECISION, WAIT, beginning
from carepath.analysis.shares import Z_95
from carepath.frames.moments import HOUR, MINUTE, OPEN, UNKNOWN
from carepath.frames.spans import AWAY, SERVICE, Spans

STEADY = 4.0
"""Events a day, on average, below which a stream is not steady."""
LEAST_US = 1 * HOUR
"""Least length of a gap that matters."""
LEAST_EXPECTED = 5.0
"""Least number of events that would have been usual in it."""
FEWEST_DAYS = 14
"""Days below which the usual rate of an hour of the week is not known."""
BESIDE = 3 * 24
"""Hours before, and hours from then on: an hour's level is the lower of theirs, so that a stream
that only begins (patients reach a late stage days after the first arrivals) has no outage."""
SHRINK = 3.0
"""Weeks' worth of the same hour on all days of its kind that steady a single hour of the week."""
WITHIN = 6
"""Hours of the stretches in which streams are compared with what was expected."""
HOUR_OF_WEEK = 7 * 24


class Gap(NamedTuple):
    """The longest gap of a stream: its ends (microseconds), the events usual in it, how much
    streams differ beyond chance, and the chance that the longest gap is so improbable."""

    start: int
    end: int
    expected: float
    spread: float
    p: float


class _Clock(NamedTuple):
    """The hours that are looked at: the first, how many, and which hour of the week each is."""

    first: int
    hours: int
    slot: NDArray[np.int64]

    @property
    def end(self) -> int:
        return (self.first + self.hours) * HOUR


class Waiting:
    """When somebody waited for a stage: the stretches from request to start, merged."""

    def __init__(self, spans: Spans, stage: int, now: int) -> None:
        rows = np.flatnonzero((spans.stage == stage) & (spans.requested != UNKNOWN))
        asked, until = spans.requested[rows], np.minimum(_begun(spans, rows), now)
        order = np.argsort(asked)
        asked, until = asked[order], np.maximum.accumulate(until[order])
        fresh = np.r_[True, asked[1:] > until[:-1]] if len(rows) else np.empty(0, bool)
        last = np.r_[fresh[1:], True] if len(rows) else fresh
        self.start, self.end = asked[fresh], np.maximum(until[last], asked[fresh])
        self._before = np.concatenate(([0], np.cumsum(self.end - self.start)))

    def within(self, start: NDArray[np.int64], end: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return for how long somebody waited within each stretch."""
        return self._until(end) - self._until(start)

    def _until(self, moment: NDArray[np.int64]) -> NDArray[np.int64]:
        begun = np.searchsorted(self.start, moment, side="right")
        over = np.maximum(self.end[begun - 1] - moment, 0) if len(self.end) else 0
        return self._before[begun] - np.where(begun > 0, over, 0)


def looks(spans: Spans, now: int, zone: ZoneInfo) -> list[Look]:
    """Return one look at the starts of each stage, and one at its ends where ends are recorded."""
    opened = spans.opened[(spans.opened != UNKNOWN) & (spans.opened <= now)]
    if not len(opened):
        return []
    first, last = max(int(opened.min()), beginning(spans)) // HOUR, int(opened.max())
    hours = last // HOUR + 1 - first
    wall = civil.local((first + np.arange(hours)) * HOUR, zone)
    clock = _Clock(first, hours, civil.weekday(wall) * 24 + civil.hour(wall))
    asked = np.bincount(spans.stage[spans.requested != UNKNOWN], minlength=len(spans.stages))
    mostly = 2 * asked > np.bincount(spans.stage, minlength=len(spans.stages))
    waiting = {int(stage): Waiting(spans, stage, last) for stage in np.flatnonzero(mostly)}
    return [
        _look(spans, stage, longest_gap(minutes, clock, last, waiting.get(stage)))
        for stage, minutes in _streams(spans, clock, last)
    ]


def _streams(spans: Spans, clock: _Clock, last: int) -> Iterator[tuple[int, NDArray[np.int64]]]:
    """Yield (stage, its distinct minutes, ascending) of all steady streams in the hospital."""
    phase = phases.by_stage(spans)
    known = spans.precision != DAY_PRECISION
    known &= np.array([phase[name] != AWAY for name in spans.stages], bool)[spans.stage]
    columns = [(spans.start, known)]
    if spans.intervals:
        columns.append((spans.end, known & (spans.kind == SERVICE)))
    for moments, keep in columns:
        rows = np.flatnonzero(keep & (moments >= clock.first * HOUR) & (moments <= last))
        stage = spans.stage[rows]
        minutes = (moments[rows] // MINUTE).astype(np.int32)
        order = np.argsort(stage, kind="stable")
        stage, minutes = stage[order], minutes[order]
        begins = np.flatnonzero(starts(stage)).tolist()
        for begin, end in zip(begins, [*begins[1:], len(stage)], strict=False):
            yield int(stage[begin]), distinct(minutes[begin:end]).astype(np.int64)


def longest_gap(
    minutes: NDArray[np.int64], clock: _Clock, last: int, waiting: Waiting | None = None
) -> Gap | None:
    """Return the gap with the most events expected in it, None where the stream is not steady.

    Where requests are recorded only gaps count during half of which somebody waited.
    """
    if clock.hours < FEWEST_DAYS * 24 or len(minutes) < STEADY * clock.hours / 24:
        return None
    counts = np.bincount(minutes // 60 - clock.first, minlength=clock.hours)
    rate = _usual(counts, clock)
    moments = np.append(minutes * MINUTE, last)
    passed = np.interp(
        moments / HOUR - clock.first,
        np.arange(clock.hours + 1),
        np.concatenate(([0.0], np.cumsum(rate))),
    )
    gaps = np.diff(passed)
    if waiting is not None:
        gaps[2 * waiting.within(moments[:-1], moments[1:]) < np.diff(moments)] = 0
    if not gaps.any():
        return None
    at = int(np.argmax(gaps))
    start, end = int(moments[at]), int(moments[at + 1])
    spread = _spread(counts, rate, start // HOUR - clock.first, end // HOUR - clock.first)
    expected = float(gaps[at])
    alone = exp(-expected if spread == 0 else -log1p(spread * expected) / spread)
    return Gap(start, end, expected, spread, tails.any_of(alone, np.count_nonzero(gaps)))


def _usual(counts: NDArray[np.int64], clock: _Clock) -> NDArray[np.float64]:
    """Return the events expected in each hour: those of its hour of the week, at the level of the
    days before and from then on where these are lower."""
    kind = (clock.slot >= 5 * 24) * 24 + clock.slot % 24
    alike = _means(counts, kind, 48)[kind]
    hours = np.bincount(clock.slot, minlength=HOUR_OF_WEEK)[clock.slot]
    own = np.bincount(clock.slot, counts, minlength=HOUR_OF_WEEK)[clock.slot]
    rate = (own + SHRINK * alike) / (hours + SHRINK)
    level = np.ones(len(rate))
    for seen, usual in zip(_beside(counts), _beside(rate), strict=True):
        level = np.minimum(level, np.where(usual > 0, seen / np.maximum(usual, 1e-9), 1))
    return rate * level


def _means(counts: NDArray, slot: NDArray, size: int) -> NDArray[np.float64]:
    sums = np.bincount(slot, counts, minlength=size)
    return sums / np.maximum(np.bincount(slot, minlength=size), 1)


def _beside(values: NDArray) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return for each hour the sum over the hours up to it, and over those from it on: near the end
    over the last ones there are, for a stream that stops for good is an outage."""
    total = np.concatenate(([0.0], np.cumsum(values)))
    at, n = np.arange(len(values)), len(values)
    before = total[at + 1] - total[np.maximum(at + 1 - BESIDE, 0)]
    start = np.minimum(at, max(n - BESIDE, 0))
    return before, total[np.minimum(start + BESIDE, n)] - total[start]


def _spread(counts: NDArray, rate: NDArray, start: int, end: int) -> float:
    """Return how much the level of stretches varies beyond chance, the gap itself left out."""
    whole = len(counts) // WITHIN
    seen, usual = (part[: whole * WITHIN].reshape(-1, WITHIN).sum(1) for part in (counts, rate))
    other = np.ones(whole, bool)
    other[start // WITHIN : end // WITHIN + 1] = False
    seen, usual = seen[other], usual[other]
    square = float(usual @ usual)
    return max(0.0, float(((seen - usual) ** 2 - usual).sum()) / square) if square else 0.0


def _look(spans: Spans, stage: int, gap: Gap | None) -> Look:
    if gap is None or gap.end - gap.start < LEAST_US or gap.expected < LEAST_EXPECTED:
        return SILENT
    name = spans.stages[stage]
    reach = Z_95 * sqrt(gap.expected + gap.spread * gap.expected**2)
    finding = Finding(
        OUTAGE,
        WAIT,
        "",
        name,
        phases.by_stage(spans)[name],
        effect=(gap.end - gap.start) / HOUR,
        unit=HOURS,
        low=max(0.0, gap.expected - reach),
        high=gap.expected + reach,
        n=int(np.count_nonzero(spans.stage == stage)),
        hours=_waited(spans, stage, gap) / HOUR,
        expected=gap.expected,
        at=gap.start,
        until=gap.end,
    )
    return Look(gap.p, finding)


def _waited(spans: Spans, stage: int, gap: Gap) -> float:
    """Return the time that requests waited within the gap; without requests, half of the gap for
    each event that would have been usual."""
    rows = np.flatnonzero((spans.stage == stage) & (spans.requested != UNKNOWN))
    if not len(rows):
        return gap.expected * (gap.end - gap.start) / 2
    begun = np.minimum(_begun(spans, rows), gap.end)
    return float(np.maximum(begun - np.maximum(spans.requested[rows], gap.start), 0).sum())


def _begun(spans: Spans, rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return when each request began to be served or was withdrawn."""
    return np.where(spans.start[rows] == OPEN, spans.end[rows], spans.start[rows])
