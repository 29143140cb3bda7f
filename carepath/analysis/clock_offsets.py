"""Clock offsets: a unit whose recorded times sit a constant time off those of its neighbours.

Method: for every span the nearest end of another unit's span before or after it began to be asked
for (into), and the nearest such beginning around its end (out of), less what is usual in other
units between the same two stages. Where one clock is off, what should touch stands apart: into the
unit by the offset, out of it by the opposite. The offset at which most touch on both sides is
tested against none, days as the unit of evidence, on each side; both must be improbable (the larger
p counts), after correction for the offsets tried. Assumption: a good part of hand-overs is
recorded on both sides within a minute or at a usual distance.
Reference: Berger, Technometrics 24 (1982) 295-300, for both sides; docs/algorithms/findings.md.
"""

from typing import NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from carepath.analysis import civil, clusters, percentiles, tails
from carepath.analysis.distinct import distinct, order, runs
from carepath.analysis.looks import CLOCK, MINUTES, SILENT, Finding, Look
from carepath.analysis.series import DAY_PRECISION, FEWEST, HAND_OVER
from carepath.frames.moments import DAY, HOUR, MINUTE, SECOND, UNKNOWN
from carepath.frames.spans import AWAY, STAY, Spans

LEAST_MIN = 2
"""Least offset in minutes: less is how people write times down."""
MOST_MIN = 60
"""Largest offset looked for; an hour and more is a wrong zone, which the import should settle."""
TOUCH = 90 * SECOND
"""Time within which two records of one hand-over touch."""
FEWEST_DAYS = 7
STEPS = 3
"""Neighbours looked at on either side for one of another unit."""
PEERS = 2
"""Other units between the same two stages that are needed to say what is usual there."""


MOST_SPANS = 300_000
"""Of a log with more, every second (third ...) journey is looked at: a clock that is off shows in
some thousand hand-overs, and all of a million would tell it no better."""


class Sides(NamedTuple):
    """Hand-overs into (or out of) units: each one's unit, its day, how far apart the two records
    are, and that less what is usual between the same stages elsewhere (microseconds)."""

    unit: NDArray[np.int32]
    day: NDArray[np.int64]
    apart: NDArray[np.int64]
    journey: NDArray[np.int32]

    def by_unit(self) -> dict[int, "Sides"]:
        """Return those of each unit."""
        rows = order(self.unit, int(self.unit.max(initial=0)) + 1)
        columns = [column[rows] for column in self]
        found = runs(columns[0])
        return {unit: Sides(*(column[part] for column in columns)) for unit, part in found}


def looks(spans: Spans, now: int, zone: ZoneInfo) -> list[Look]:
    """Return one look at each unit with enough hand-overs on both sides."""
    into, out = (sides.by_unit() for sides in hand_overs(spans, now, zone))
    return [
        _look(unit, into[unit], out[unit], one_in(spans))
        for unit in into
        if min(len(sides[unit].unit) if unit in sides else 0 for sides in (into, out)) >= FEWEST
    ]


def one_in(spans: Spans) -> int:
    """Return of how many journeys one is looked at."""
    return -(-spans.n_spans // MOST_SPANS) or 1


def hand_overs(spans: Spans, now: int, zone: ZoneInfo) -> tuple[Sides, Sides]:
    """Return the hand-overs between units into and out of each span of what is looked at."""
    away = np.array([phase == AWAY for phase in spans.phases or [""] * len(spans.stages)], bool)
    rows = np.flatnonzero(
        (spans.kind != STAY)
        & (spans.start <= now)
        & (spans.unit >= 0)
        & (spans.precision != DAY_PRECISION)
        & ~away[spans.stage]
        & (spans.journey % one_in(spans) == 0)
    )
    asked = np.where(spans.requested[rows] == UNKNOWN, spans.start[rows], spans.requested[rows])
    over = rows[spans.end[rows] <= now]
    ended = spans.end[over]
    if not len(over):
        nothing = np.empty(0, np.int64)
        return Sides(*(nothing,) * 4), Sides(*(nothing,) * 4)
    journey = spans.journey
    first = min(int(asked.min()), int(ended.min()))
    wide = (max(int(asked.max()), int(ended.max())) - first) // SECOND + 1
    begins, ends = (
        _Moments.of(spans, part, us, journey[part] * np.int64(wide) + (us - first) // SECOND)
        for part, us in ((rows, asked), (over, ended))
    )
    k = len(spans.stages)
    return _sides(begins, ends, 1, zone, k), _sides(ends, begins, -1, zone, k)


class _Moments(NamedTuple):
    """Moments of spans by a key that ascends with journey and time."""

    key: NDArray[np.int64]
    us: NDArray[np.int64]
    journey: NDArray[np.int32]
    unit: NDArray[np.int32]
    stage: NDArray[np.uint16]

    @classmethod
    def of(cls, spans: Spans, rows: NDArray, us: NDArray, key: NDArray) -> "_Moments":
        ascending = np.argsort(key, kind="stable")
        rows = rows[ascending]
        journey = spans.journey[rows]
        return cls(key[ascending], us[ascending], journey, spans.unit[rows], spans.stage[rows])


def _sides(these: _Moments, those: _Moments, sign: int, zone: ZoneInfo, k: int) -> Sides:
    """Return each of these with the nearest of those of another unit, if one is near enough; k
    stages there are."""
    at = np.searchsorted(those.key, these.key)
    nearest = np.full(len(at), -1)
    best = np.full(len(at), MOST_MIN * MINUTE + 1)
    for step in (*range(-STEPS, 0), *range(STEPS)):
        there = np.clip(at + step, 0, len(those.us) - 1)
        far = np.abs(these.us - those.us[there])
        fits = np.flatnonzero(far < best)
        other = there[fits]
        kept = those.unit[other] != these.unit[fits]
        kept &= those.journey[other] == these.journey[fits]
        fits = fits[kept]
        best[fits], nearest[fits] = far[fits], other[kept]
    own = np.flatnonzero(nearest >= 0)
    other = nearest[own]
    apart = sign * (these.us[own] - those.us[other])
    pair = those.stage[other].astype(np.uint32) * k + these.stage[own]
    unit = these.unit[own]
    day = civil.local(these.us[own], zone) // DAY
    return Sides(unit, day, apart - _usual(pair, k * k, unit, apart), these.journey[own])


def _usual(
    pair: NDArray[np.uint32], pairs: int, unit: NDArray[np.int32], apart: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return for each the median between the same stages in other units; 0 with few of them."""
    usual = np.zeros(len(apart), np.int64)
    by_pair = order(pair, pairs)
    for _pair, part in runs(pair[by_pair]):
        rows = by_pair[part]
        present = distinct(unit[rows]).tolist()
        if len(present) > PEERS:
            _of_others(usual, rows[np.argsort(apart[rows])], present, unit, apart)
    return usual


def _of_others(
    usual: NDArray[np.int64],
    rows: NDArray[np.int64],
    present: list[int],
    unit: NDArray[np.int32],
    apart: NDArray[np.int64],
) -> None:
    """Note for each of these rows, which ascend by `apart`, the median of other units' rows."""
    units, ordered = unit[rows], apart[rows]
    for one in present:
        own = units == one
        others = ordered[~own]
        if len(others) >= FEWEST:
            usual[rows[own]] = int(percentiles.of_sorted(others, percentiles.MEDIAN))


def _look(unit: int, into: Sides, out: Sides, thinned: int) -> Look:
    minutes = _offset(into, out)
    if abs(minutes) < LEAST_MIN:
        return SILENT
    signed = (into, 1), (out, -1)
    p = max(_chance(side, sign * minutes * MINUTE) for side, sign in signed)
    tried = 2 * (MOST_MIN - LEAST_MIN + 1)
    apart = np.concatenate([sign * side.apart for side, sign in signed])
    day = np.concatenate([side.day for side, _sign in signed])
    near = about(apart, minutes)
    if len(np.unique(day[near])) < FEWEST_DAYS or near.sum() < FEWEST:
        return SILENT
    near = about(apart, float(np.median(apart[near])) / MINUTE)
    offset = clusters.median(apart[near], day[near])
    finding = Finding(
        CLOCK,
        HAND_OVER,
        "",
        "",
        "",
        effect=offset.value / MINUTE,
        unit=MINUTES,
        low=offset.low / MINUTE,
        high=offset.high / MINUTE,
        n=int(near.sum()),
        hours=abs(offset.value) * len(apart) * thinned / HOUR,
        place=unit,
    )
    return Look(tails.any_of(p, tried), finding)


def about(apart: NDArray[np.int64], minutes: float) -> NDArray[np.bool_]:
    """Return which stand apart by about these minutes."""
    return np.abs(apart - round(minutes) * MINUTE) <= TOUCH


def _offset(into: Sides, out: Sides) -> int:
    """Return the offset in minutes at which most hand-overs would touch on both sides."""
    touching = [_near(sign * side.apart) for side, sign in ((into, 1), (out, -1))]
    return int(np.argmax(np.minimum(*touching))) - MOST_MIN


def _near(apart: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return for each minute of offset the share within TOUCH of it."""
    edges = np.sort(apart)
    middle = np.arange(-MOST_MIN, MOST_MIN + 1) * MINUTE
    high = np.searchsorted(edges, middle + TOUCH, side="right")
    return (high - np.searchsorted(edges, middle - TOUCH)) / len(apart)


def _chance(side: Sides, offset: int) -> float:
    """Return the chance that so many more touch at the offset than at none."""
    score = (np.abs(side.apart - offset) <= TOUCH).astype(float)
    score -= np.abs(side.apart) <= TOUCH
    return clusters.positive(score, side.day)
