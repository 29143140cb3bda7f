"""Milestones: the time from the first source stage to the first target stage at or after it.

Method: one state per journey; shares count journeys that closed without the target as not met.
With open journeys the share is the Aalen-Johansen cumulative incidence, in which closing without
the target competes and open journeys are censored at `now`. Later sources do not restart the clock.
Reference: Aalen & Johansen, Scand. J. Statist. 5 (1978) 141-150; docs/algorithms/milestones.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from carepath.analysis import civil, percentiles, tracks
from carepath.analysis.shares import Share, share
from carepath.frames.moments import HOUR, OPEN, SECOND
from carepath.frames.spans import Spans

NO_SOURCE, MEASURED, TARGET_BEFORE, STILL_OPEN, WITHOUT_TARGET = range(5)
STATES = ("no source", "measured", "target only before source", "open", "closed without target")
"""Code to name of a journey's state for one pair of milestones."""
START, END = "start", "end"
"""Which end of a span is the milestone; the two are one in a log of completions."""


class Incidence(NamedTuple):
    """Cumulative incidence after each distinct time (microseconds): share that met the target by
    then, share that closed without it, and how many were still at risk just before."""

    time: NDArray[np.int64]
    at_risk: NDArray[np.int64]
    target: NDArray[np.float64]
    without: NDArray[np.float64]

    def at(self, time: int) -> float:
        """Return the share that met the target within `time`."""
        index = int(np.searchsorted(self.time, time, side="right"))
        return float(self.target[index - 1]) if index else 0.0

    @property
    def median(self) -> int | None:
        """Return the smallest time with an incidence of one half, None = not reached."""
        index = int(np.searchsorted(self.target, 0.5 - 1e-12))
        return int(self.time[index]) if index < len(self.time) else None


@dataclass(frozen=True, slots=True)
class Milestone:
    """What became of the way from `source` to `target`; `within_us` is the target time or None.

    `positions` are journeys, `state` their codes of STATES, `elapsed` microseconds from the source
    to the target (measured), to the close (without target or target before) or to now (open);
    `at` is the moment of the source. Journeys without source have elapsed 0 and at 0.
    """

    source: str
    target: str
    within_us: int | None
    positions: NDArray[np.int64]
    state: NDArray[np.uint8]
    elapsed: NDArray[np.int64]
    at: NDArray[np.int64]

    def count(self, state: int) -> int:
        """Return how many journeys are in this state."""
        return int(np.count_nonzero(self.state == state))

    @property
    def measured(self) -> NDArray[np.int64]:
        """Return the measured times in microseconds, in order of position."""
        return self.elapsed[self.state == MEASURED]

    @property
    def n_source(self) -> int:
        """Return the number of journeys with a source: the denominator of `share_of_all`."""
        return len(self.state) - self.count(NO_SOURCE)

    @property
    def n_measured(self) -> int:
        return self.count(MEASURED)

    @property
    def n_without_target(self) -> int:
        return self.count(WITHOUT_TARGET)

    @property
    def n_target_before(self) -> int:
        return self.count(TARGET_BEFORE)

    @property
    def n_open(self) -> int:
        return self.count(STILL_OPEN)

    @property
    def n_within(self) -> int:
        """Return how many measured journeys met the target time; exactly at it counts."""
        limit = OPEN if self.within_us is None else self.within_us
        return int(np.count_nonzero(self.measured <= limit))

    @property
    def n_overdue(self) -> int:
        """Return how many open journeys have already passed the target time."""
        return len(self._late(STILL_OPEN))

    @property
    def time(self) -> percentiles.Summary:
        """Return n, mean, median, p90 and so on of the measured times, in seconds."""
        return percentiles.summary(self.measured, SECOND)

    @property
    def median_s(self) -> float | None:
        return self.time.median

    @property
    def p90_s(self) -> float | None:
        return self.time.p90

    @property
    def share_of_measured(self) -> Share:
        """Return the measured within the target time, of all measured."""
        return share(self.n_within, self.n_measured)

    @property
    def share_of_all(self) -> float | None:
        """Return the share within the target time of all with a source, None without any.

        With open journeys it is the cumulative incidence: they are neither met nor missed yet.
        """
        if not self.n_source:
            return None
        if self.n_open:
            return self.incidence().at(OPEN if self.within_us is None else self.within_us)
        return self.n_within / self.n_source

    @property
    def hours_beyond(self) -> float:
        """Return the sum of time beyond the target time over the measured, in hours."""
        return float(self._late(MEASURED).sum() / HOUR)

    @property
    def hours_beyond_open(self) -> float:
        """Return the time that open journeys have already spent beyond it, in hours."""
        return float(self._late(STILL_OPEN).sum() / HOUR)

    def incidence(self) -> Incidence:
        """Return the Aalen-Johansen curves over all journeys with a source."""
        known = self.state != NO_SOURCE
        cause = np.full(len(self.state), 2, np.uint8)
        cause[self.state == MEASURED] = 1
        cause[self.state == STILL_OPEN] = 0
        return aalen_johansen(self.elapsed[known], cause[known])

    def within(self) -> NDArray[np.int64]:
        """Return the positions of measured journeys within the target time."""
        limit = OPEN if self.within_us is None else self.within_us
        return self.positions[(self.state == MEASURED) & (self.elapsed <= limit)]

    def beyond(self) -> NDArray[np.int64]:
        """Return the positions of measured journeys beyond the target time."""
        limit = OPEN if self.within_us is None else self.within_us
        return self.positions[(self.state == MEASURED) & (self.elapsed > limit)]

    def in_state(self, state: int) -> NDArray[np.int64]:
        """Return the positions of the journeys in one of STATES."""
        return self.positions[self.state == state]

    def _late(self, state: int) -> NDArray[np.int64]:
        if self.within_us is None:
            return np.empty(0, np.int64)
        beyond = self.elapsed[self.state == state] - self.within_us
        return beyond[beyond > 0]

    def only(self, mask: NDArray[np.bool_]) -> "Milestone":
        """Return the same for the journeys where the mask (as long as `positions`) is true."""
        picked = {name: getattr(self, name)[mask] for name in ("positions", "state", "elapsed")}
        return replace(self, at=self.at[mask], **picked)


def reached(
    spans: Spans, target: str, positions: NDArray[np.int64], moments: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return the row at which each journey reached the target at this moment, -1 = not found."""
    found = np.full(spans.n_journeys, -1)
    if target in spans.stages and len(positions):
        when = np.full(spans.n_journeys, OPEN)
        when[positions] = moments
        rows = np.flatnonzero(spans.stage == spans.stages.index(target))
        owner = np.searchsorted(spans.offsets, rows, side="right") - 1
        hit = spans.start[rows] == when[owner]
        found[owner[hit]] = rows[hit]
    return found[positions]


def between(
    spans: Spans,
    source: str,
    target: str,
    now: int,
    within_us: int | None = None,
    *,
    source_end: str = START,
    target_end: str = START,
    lens: str = tracks.ACTIVITY,
) -> Milestone:
    """Return the way from `source` to `target` of every journey, as known at `now`.

    An unknown stage name gives journeys without source or without target, not an error. At equal
    times the target counts (as 0) if it follows in order.
    """
    track = tracks.track(spans, lens, now)
    begun, reached = (_moments(track, which) for which in (source_end, target_end))
    sources, targets = (_rows(track, spans, name) for name in (source, target))
    from_row = _first(track, sources[begun[sources] <= now])
    has_source = from_row < track.n
    moment = np.zeros(spans.n_journeys, np.int64)
    moment[has_source] = begun[from_row[has_source]]
    owner = _owner(track, targets)
    follows = (targets > from_row[owner]) & (reached[targets] >= moment[owner])
    to_row = _first(track, targets[follows & (reached[targets] <= now)])
    met = has_source & (to_row < track.n)
    until = np.minimum(spans.closed, now)
    until[met] = reached[to_row[met]]
    elapsed = np.where(has_source, np.maximum(until - moment, 0), 0)
    had_target = np.bincount(owner, minlength=spans.n_journeys) > 0
    state = _states(has_source, met, spans.closed > now, had_target)
    positions = np.arange(spans.n_journeys)
    return Milestone(source, target, within_us, positions, state, elapsed, moment)


def _states(
    has_source: NDArray[np.bool_],
    met: NDArray[np.bool_],
    live: NDArray[np.bool_],
    had_target: NDArray[np.bool_],
) -> NDArray[np.uint8]:
    state = np.where(had_target, TARGET_BEFORE, WITHOUT_TARGET).astype(np.uint8)
    state[live] = STILL_OPEN
    state[met] = MEASURED
    state[~has_source] = NO_SOURCE
    return state


def _moments(track: tracks.Track, which: str) -> NDArray[np.int64]:
    return track.start if which == START else track.end


def _rows(track: tracks.Track, spans: Spans, name: str) -> NDArray[np.int64]:
    if name not in spans.stages:
        return np.empty(0, np.int64)
    return np.flatnonzero(track.stage == spans.stages.index(name))


def _first(track: tracks.Track, rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the first of the ascending rows in each journey, or track.n where there is none."""
    first = np.full(len(track.offsets) - 1, track.n)
    first[_owner(track, rows)[::-1]] = rows[::-1]
    return first


def _owner(track: tracks.Track, rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the journey of each row."""
    return np.searchsorted(track.offsets, rows, side="right") - 1


def aalen_johansen(time: NDArray[np.int64], cause: NDArray[np.uint8]) -> Incidence:
    """Return the cumulative incidences; cause 1 = target, 2 = without it, 0 = still open.

    At equal times events come first, then those still open.
    """
    moments, where = np.unique(time, return_inverse=True)
    events = [np.bincount(where[cause == code], minlength=len(moments)) for code in (0, 1, 2)]
    leaving = events[0] + events[1] + events[2]
    at_risk = len(time) - np.concatenate(([0], np.cumsum(leaving)[:-1]))[: len(moments)]
    stay = 1 - (events[1] + events[2]) / at_risk
    before = np.concatenate(([1.0], np.cumprod(stay)[:-1]))[: len(moments)]
    curves = (np.cumsum(before * events[code] / at_risk) for code in (1, 2))
    return Incidence(moments, at_risk, *curves)


class Group(NamedTuple):
    """The milestone of the journeys whose source fell into one period, weekday or hour."""

    key: str | int
    milestone: Milestone


def by_period(found: Milestone, period: str, zone: ZoneInfo) -> list[Group]:
    """Return one group a period of the source's civil time, in order; empty ones are left out.

    `period` is "day", "week" (key its Monday), "month" (key YYYY-MM), "weekday" (0 = Monday) or
    "hour" (0 to 23).
    """
    known = found.only(found.state != NO_SOURCE)
    keys = civil.keys(known.at, period, zone)
    return [Group(key, known.only(keys == key)) for key in np.unique(keys).tolist()]


def by_label(found: Milestone, labels: Sequence) -> list[Group]:
    """Return one group for each distinct label; `labels` are as long as the journeys."""
    known = found.state != NO_SOURCE
    values = np.asarray(labels)[found.positions]
    return [
        Group(key, found.only(known & (values == key))) for key in np.unique(values[known]).tolist()
    ]
