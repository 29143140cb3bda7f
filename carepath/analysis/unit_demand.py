"""How many beds each unit will need, from the stays of its patients: those here and those to come.

A stay begins when a bed is asked for and ends when the patient leaves, so that who waits for a bed
counts. Method: `stay_hazards` for those present, `forecasts` for those to come, the sum of both by
`bed_demand`. Nothing later than `now` enters. Assumption: a full unit sends nobody away.
Reference: docs/algorithms/bed_demand.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from carepath.analysis import (
    bed_demand,
    civil,
    departures_ahead,
    forecasts,
    stay_hazards,
    wall_hours,
)
from carepath.analysis.bed_demand import Demand
from carepath.analysis.departures_ahead import Departures
from carepath.frames.moments import DAY, HOUR, OPEN, SECOND, UNKNOWN
from carepath.frames.spans import STAY, Spans

MONDAY = 4 * DAY
"""1970-01-05 00:00, from which hours of the week are counted."""
LEAST_HOURS = 24
"""Hours of history without which there is no forecast."""


@dataclass(frozen=True, slots=True)
class Stays:
    """Who needed a bed of a unit when: microseconds, `ended` is OPEN while it goes on."""

    visit: NDArray[np.int64]
    began: NDArray[np.int64]
    ended: NDArray[np.int64]

    def present(self, at: int) -> NDArray[np.bool_]:
        """Return which stays go on at a moment."""
        return (self.began <= at) & (self.ended > at)


@dataclass(frozen=True, slots=True)
class Foretold:
    """What a unit will need at the end of each hour to come, and who will leave it.

    `staying` and `coming` (hours) are the two parts of the mean; `leaving` is None where fewer
    hours are told than a window has; `weeks` is how much history stands
    behind it, `silent` how many hours of it were taken as a feed that was down, `shifted` how many
    days ago the level of its arrivals shifted, 0 for no shift. `chances` (people, hours) are those
    of each who is present to be there still, `dispersion` that of the count of those to come.
    `lessons` is what is known of each kind of special day to come: such days change who comes, not
    who leaves.
    """

    demand: Demand
    staying: NDArray[np.float64]
    coming: NDArray[np.float64]
    leaving: Departures | None
    present: int
    weeks: float
    silent: int
    shifted: int
    chances: NDArray[np.float64]
    dispersion: float
    lessons: Mapping[int, forecasts.Lesson]

    @property
    def short_history(self) -> bool:
        """Whether the history is too short for a rhythm of its own."""
        return self.weeks < forecasts.SHORT


@dataclass(frozen=True, slots=True)
class Change:
    """Why the mean of an hour is another than it was foretold before; the parts add up to it.

    `arrivals`: more or fewer came, or are expected; `discharges`: fewer or more left than was
    expected; `staying`: those still here are expected to stay longer or shorter.
    """

    arrivals: NDArray[np.float64]
    discharges: NDArray[np.float64]
    staying: NDArray[np.float64]

    @property
    def total(self) -> NDArray[np.float64]:
        return self.arrivals + self.discharges + self.staying


def stays_of(spans: Spans, units: NDArray[np.int64]) -> Stays:
    """Return who needed a bed of one of these units when, as one: a patient between two of them
    counts once. Nobody waits for a bed beyond the end of their journey."""
    rows = (spans.kind == STAY) & np.isin(spans.unit, units)
    asked, start = spans.requested[rows], spans.start[rows]
    closed = np.repeat(spans.closed, np.diff(spans.offsets))[rows]
    return merged(
        np.repeat(spans.journey_id, np.diff(spans.offsets))[rows],
        np.where(asked == UNKNOWN, start, np.minimum(asked, start)),
        np.minimum(spans.end[rows], closed),
    )


def waiting(spans: Spans, units: NDArray[np.int64], now: int) -> int:
    """Return how many patients wait for a bed of one of these units at a moment."""
    rows = (spans.kind == STAY) & np.isin(spans.unit, units)
    asked, start = spans.requested[rows], spans.start[rows]
    closed = np.repeat(spans.closed, np.diff(spans.offsets))[rows]
    waits = (asked != UNKNOWN) & (asked <= now) & (start > now) & (closed > now)
    return int(waits.sum())


def known_since(spans: Spans) -> int:
    """Return the first moment at which somebody was recorded who left: of those who left before
    nothing is known, so that those who came before are only the ones who stayed. OPEN = never."""
    return int(spans.end[spans.kind == STAY].min(initial=OPEN))


def merged(visit: NDArray[np.int64], began: NDArray[np.int64], ended: NDArray[np.int64]) -> Stays:
    """Return stays in which what touches or overlaps of one visit is one: a change of beds within
    a unit is no departure. What ends before it begins is left out."""
    kept = ended > began
    order = np.lexsort((began[kept], visit[kept]))
    visit, began, ended = (part[kept][order] for part in (visit, began, ended))
    if not len(visit):
        return Stays(visit, began, ended)
    group = np.cumsum(np.diff(visit, prepend=visit[0]) != 0)
    # One axis on which the visits follow each other, so that the latest end so far is one scan.
    low, high = int(began.min()), int(began.max()) + DAY
    room = (high - low) // SECOND + 2
    reach = np.minimum(np.where(ended == OPEN, high, ended), high)
    latest = np.maximum.accumulate(group * room - (low - reach) // SECOND)
    start = group * room + (began - low) // SECOND
    first = np.flatnonzero(np.concatenate(([True], start[1:] > latest[:-1])))
    return Stays(visit[first], began[first], np.maximum.reduceat(ended, first))


def known_at(stays: Stays, since: int, now: int) -> Stays:
    """Return what was known at `now` of the stays that touch the time from `since` on."""
    kept = (stays.began <= now) & (stays.ended > since)
    ended = np.where(stays.ended[kept] <= now, stays.ended[kept], OPEN)
    return Stays(stays.visit[kept], stays.began[kept], ended)


def foretell(
    units: Sequence[Stays],
    now: int,
    zone: ZoneInfo,
    hours: int,
    *,
    since: int,
    came_since: int | None = None,
    special: Mapping[int, int] | None = None,
) -> list[Foretold | None]:
    """Return what each unit will need over so many hours after `now`, from what is known from
    `since` on (`known_since`, or later).

    `came_since` is from when on arrivals are looked at, where that is earlier; `special` maps local
    days (since 1970) to the code of their kind. None for a unit of which less than a day is known.
    """
    rows = (now - (since if came_since is None else min(came_since, since))) // HOUR
    first = now - rows * HOUR
    found: list[Foretold | None] = [None] * len(units)
    recent = [known_at(stays, since, now) for stays in units]
    counts = [_arrivals(stays, first, rows) for stays in units] if rows > 0 else []
    known = [place for place, one in enumerate(counts) if _told(one) >= LEAST_HOURS]
    if not known:
        return found
    past = wall_hours.of_instants(first, rows, zone, special or {})
    coming = wall_hours.of_instants(now, hours, zone, special or {})
    told = forecasts.forecast(np.stack([counts[place] for place in known]), past, coming)
    for place, unit in enumerate(known):
        found[unit] = _unit(recent[unit], told, place, (since, now, hours), zone)
    return found


def change(
    before: tuple[NDArray[np.float64], NDArray[np.float64]],
    after: Foretold,
    *,
    elapsed: int,
    still: NDArray[np.float64],
    both: int,
) -> Change:
    """Return why the means of the hours both forecasts tell of differ.

    `before` is (staying, coming) of the forecast made `elapsed` hours earlier; `still` the mean of
    those present at both moments in the new one, `both` how many they are.
    """
    staying, coming = (part[elapsed:] for part in before)
    n = min(len(staying), len(after.staying))
    expected = before[0][elapsed - 1]
    usual = both * staying[:n] / expected if expected > 0 else np.zeros(n)
    return Change(
        arrivals=(after.staying[:n] - still[:n]) + after.coming[:n] - coming[:n],
        discharges=usual - staying[:n],
        staying=still[:n] - usual,
    )


def still_here(
    stays: Stays, then: int, now: int, zone: ZoneInfo, hours: int, *, since: int
) -> tuple[NDArray[np.float64], int]:
    """Return (mean over the hours to come, number) of who was present `then` and still is."""
    recent = known_at(stays, since, now)
    both = recent.present(now) & (recent.began <= then)
    if not both.any():
        return np.zeros(hours), 0
    hazard, entered, clock = _hazard(recent, since, now, zone)
    staying = stay_hazards.staying(hazard, entered[both], clock, hours)
    return staying.sum(0), int(both.sum())


def census(stays: Stays, first: int, hours: int) -> NDArray[np.float64]:
    """Return how many needed a bed at the end of each hour from `first` on."""
    ends = first + (np.arange(hours) + 1) * HOUR
    began = np.searchsorted(np.sort(stays.began), ends, side="right")
    return (began - np.searchsorted(np.sort(stays.ended), ends, side="right")).astype(float)


def left(stays: Stays, since: int, until: int) -> int:
    """Return how many stays ended after one moment and by another."""
    return int(((stays.ended > since) & (stays.ended <= until)).sum())


def clock_hours(us: NDArray[np.int64], zone: ZoneInfo) -> NDArray[np.int64]:
    """Return whole hours on the wall clock since a Monday 00:00."""
    return (civil.local(us, zone) - MONDAY) // HOUR


def hours_of_day(now: int, zone: ZoneInfo) -> int:
    """Return the whole hours from a moment until the day ends on the wall clock."""
    return int((DAY - civil.local(np.array([now]), zone)[0] % DAY) // HOUR)


def _arrivals(stays: Stays, start: int, rows: int) -> NDArray[np.float64]:
    """Return how many stays began in each hour; before the first one nothing is known."""
    place = (stays.began - start) // HOUR
    place = place[(place >= 0) & (place < rows)]
    counts = np.bincount(place, minlength=rows).astype(float)
    counts[: int(place.min(initial=rows))] = np.nan
    return counts


def _told(counts: NDArray[np.float64]) -> int:
    return int((~np.isnan(counts)).sum())


def _hazard(
    stays: Stays, since: int, now: int, zone: ZoneInfo
) -> tuple[stay_hazards.Hazard, NDArray[np.int64], int]:
    """Return the chance to leave, when each stay was entered, and `now`, in hours of the wall."""
    entered, goes_on = clock_hours(stays.began, zone), stays.ended == OPEN
    left = clock_hours(np.where(goes_on, now, stays.ended), zone)
    first, clock = clock_hours(np.array([since, now]), zone).tolist()
    left = np.where(goes_on, np.iinfo(np.int64).max, left)
    return stay_hazards.fit(entered, left, clock, first), entered, clock


def _unit(
    stays: Stays,
    told: forecasts.Forecast,
    place: int,
    times: tuple[int, int, int],
    zone: ZoneInfo,
) -> Foretold:
    since, now, hours = times
    hazard, entered, clock = _hazard(stays, since, now, zone)
    there = stays.present(now)
    chances = stay_hazards.staying(hazard, entered[there], clock, hours)
    coming = bed_demand.to_come(told.mean[place], stay_hazards.settling(hazard, clock, hours))
    spread = float(told.dispersion[24][place])
    parts = (bed_demand.of_stayers(chances), bed_demand.of_newcomers(coming, spread))
    leaving = None
    if hours >= min(departures_ahead.WIDTHS):
        leaving = departures_ahead.departures(chances, told.mean[place], coming, spread)
    return Foretold(
        demand=bed_demand.total(parts),
        staying=chances.sum(0),
        coming=coming,
        leaving=leaving,
        present=int(there.sum()),
        weeks=float(told.weeks[place]),
        silent=int(told.silent[place]),
        shifted=int(told.shifted[place]),
        chances=chances,
        dispersion=spread,
        lessons=told.lessons[place],
    )
