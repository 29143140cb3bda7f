"""How pressed a hospital is at many moments at once: parameters as exact counts of stretches.

Method: each parameter is a count of stretches [start, end) that cover a moment, or a quotient of
two such counts, so that one moment now and a month of moments are the same function. Meanings are
those of `frames.definitions.pressures`. Reference: docs/algorithms/escalation.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from carepath.analysis.occupancy import Steps, steps
from carepath.frames.moments import DAY, HOUR, OPEN

Times = NDArray[np.int64]
Values = NDArray[np.float64]
WEEKS = 4
"""Of which the same day is what is usual."""
USUAL = WEEKS * 7 * DAY + DAY
"""So much of the past is looked at for what is usual."""
LONG = 7 * DAY


@dataclass(frozen=True, slots=True)
class Stays:
    """Stretches in beds: [since, until), until OPEN = goes on; the unit, and the journey (-1 = a
    contested bed, nobody's)."""

    since: Times
    until: Times
    unit: Times
    journey: Times

    def where(self, chosen: NDArray[np.bool_]) -> "Stays":
        """Return some of them."""
        each = (self.since, self.until, self.unit, self.journey)
        return Stays(*(column[chosen] for column in each))


@dataclass(frozen=True, slots=True)
class Asks:
    """Requests of a bed: [asked, ended), ended OPEN = still waits; the unit and the journey."""

    asked: Times
    ended: Times
    unit: Times
    journey: Times

    def where(self, chosen: NDArray[np.bool_]) -> "Asks":
        """Return some of them."""
        each = (self.asked, self.ended, self.unit, self.journey)
        return Asks(*(column[chosen] for column in each))


@dataclass(frozen=True, slots=True)
class Attended:
    """Attendances of the emergency department (`analysis.attendances`): came, left (OPEN = is still
    there), and since when a bed elsewhere was decided on (OPEN = it was not)."""

    came: Times
    left: Times
    decided: Times


@dataclass(frozen=True, slots=True)
class Picture:
    """What is known of a site: `staffed` beds over time by unit, of inpatient and emergency units.

    `since` is when its data begin; `silent` are stretches of silent feeds.
    """

    stays: Stays
    asks: Asks
    attended: Attended
    inpatient: Mapping[int, Steps]
    emergency: Mapping[int, Steps]
    since: int
    silent: tuple[Times, Times]

    @property
    def beds(self) -> Stays:
        """Return the stays in inpatient beds."""
        return self.stays.where(np.isin(self.stays.unit, list(self.inpatient)))

    def asked_of(self, units: Mapping[int, Steps]) -> Asks:
        """Return the requests of some units."""
        return self.asks.where(np.isin(self.asks.unit, list(units)))


def data_times(picture: Picture, moments: Times) -> Times:
    """Return of each moment when something was last heard of: a stay or a request that began or
    ended; 0 = never."""
    heard = np.concatenate(
        [picture.stays.since, picture.stays.until, picture.asks.asked, picture.asks.ended]
    )
    heard = np.unique(heard[heard < OPEN])
    place = np.searchsorted(heard, moments, side="right") - 1
    return np.where(place >= 0, heard[np.maximum(place, 0)], 0) if len(heard) else 0 * moments


def occupancy(picture: Picture, moments: Times) -> Values:
    """Return inpatient beds with a patient, in percent of staffed ones."""
    there = _count(picture.beds.since, picture.beds.until, moments)
    return _percent(there, _beds(picture.inpatient, moments))


def ed_occupancy(picture: Picture, moments: Times) -> Values:
    """Return patients in the emergency department, in percent of its staffed spaces; those who wait
    for a space count."""
    there = _count(picture.attended.came, picture.attended.left, moments)
    return _percent(there, _beds(picture.emergency, moments))


def spare(picture: Picture, moments: Times) -> Values:
    """Return staffed inpatient beds without a patient; NaN where there are no beds."""
    beds, found = picture.beds, np.zeros(len(moments))
    for unit, staffed in picture.inpatient.items():
        mine = beds.where(beds.unit == unit)
        found += np.maximum(staffed.when(moments) - _count(mine.since, mine.until, moments), 0)
    return found if picture.inpatient else np.full(len(moments), np.nan)


def waiting(picture: Picture, moments: Times) -> Values:
    """Return how many wait for an inpatient bed."""
    return _asking(picture, picture.inpatient, moments)


def ed_waiting(picture: Picture, moments: Times) -> Values:
    """Return how many wait for an emergency space."""
    return _asking(picture, picture.emergency, moments)


def longest_wait(picture: Picture, moments: Times) -> Values:
    """Return the longest wait for an inpatient bed, in hours."""
    if not picture.inpatient:
        return np.full(len(moments), np.nan)
    asks = picture.asked_of(picture.inpatient)
    first = np.searchsorted(moments, asks.asked)
    stop = np.searchsorted(moments, asks.ended)
    earliest = moments.copy()
    for asked, low, high in zip(asks.asked.tolist(), first.tolist(), stop.tolist(), strict=True):
        np.minimum(earliest[low:high], asked, out=earliest[low:high])
    return (moments - earliest) / HOUR


def boarders(picture: Picture, moments: Times) -> Values:
    """Return how many in the emergency department wait for a bed elsewhere."""
    if not picture.emergency:
        return np.full(len(moments), np.nan)
    attended = picture.attended
    some = attended.decided < attended.left
    return _count(attended.decided[some], attended.left[some], moments).astype(float)


def ed_within_4h_day(picture: Picture, moments: Times) -> Values:
    """Return the share who left within 4 hours, of the arrivals of 24 hours of whom that is
    decided, in percent; NaN where there is nobody."""
    if not picture.emergency:
        return np.full(len(moments), np.nan)
    came, left = picture.attended.came, picture.attended.left
    met = left - came <= 4 * HOUR
    late = came + 4 * HOUR + 1  # exactly four hours meets the standard
    within = _count(left[met], came[met] + DAY, moments)
    return _percent(within, within + _count(late[~met], came[~met] + DAY, moments))


def ed_over_12h(picture: Picture, moments: Times) -> Values:
    """Return how many are in the emergency department for more than 12 hours since they arrived."""
    if not picture.emergency:
        return np.full(len(moments), np.nan)
    late, left = picture.attended.came + 12 * HOUR + 1, picture.attended.left
    return _count(late[late < left], left[late < left], moments).astype(float)


def ed_arrivals(picture: Picture, moments: Times) -> Values:
    """Return emergency arrivals of 24 hours, in percent of the mean of the same day of four weeks;
    NaN in the first 29 days of data."""
    came = picture.attended.came
    days = [_count(came, came + DAY, moments - 7 * DAY * week) for week in range(WEEKS + 1)]
    found = _percent(days[0] * WEEKS, sum(days[1:]))
    return np.where(moments - USUAL < picture.since, np.nan, found)


def long_share(picture: Picture, moments: Times) -> Values:
    """Return the share of who lies in an inpatient bed whose first stay in one began 7 days ago or
    more, in percent; 0 where nobody does."""
    if not picture.inpatient:
        return np.full(len(moments), np.nan)
    beds = picture.beds
    journeys, place = np.unique(beds.journey, return_inverse=True)
    first = np.full(len(journeys), OPEN)
    np.minimum.at(first, place, beds.since)
    late = np.maximum(beds.since, np.where(beds.journey < 0, beds.since, first[place]) + LONG)
    there = late < beds.until
    long = _count(late[there], beds.until[there], moments)
    return np.nan_to_num(_percent(long, _count(beds.since, beds.until, moments)))


def silent_feeds(picture: Picture, moments: Times) -> Values:
    """Return how many feeds are silent for longer than is their habit."""
    return _count(*picture.silent, moments).astype(float)


def _beds(staffed: Mapping[int, Steps], moments: Times) -> Times:
    return sum((one.when(moments) for one in staffed.values()), np.zeros(len(moments), np.int64))


def _asking(picture: Picture, units: Mapping[int, Steps], moments: Times) -> Values:
    if not units:
        return np.full(len(moments), np.nan)
    asks = picture.asked_of(units)
    return _count(asks.asked, asks.ended, moments).astype(float)


def _count(start: Times, end: Times, moments: Times) -> Times:
    """Return how many stretches [start, end) cover each moment; those of no length cover none."""
    return steps(start, end).when(moments)


def _percent(part: Times, whole: Times) -> Values:
    """Return parts in percent, NaN of nothing."""
    return np.where(whole > 0, 100 * part / np.maximum(whole, 1), np.nan)
