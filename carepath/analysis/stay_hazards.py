"""How long people stay: the chance to leave in the next hour, by time in so far, hour and weekday.

Method: hours at risk and departures are counted by age of the stay, hour of the day and day of the
week; the chance is a product of the three, fitted in turn until they agree (a log-linear model by
proportional fitting). Stays that still last count with the hours so far. A few departures' worth
of the overall chance steady small units. Assumption: the three act independently.
Reference: Laird & Olivier, JASA 76 (1981) 231-240.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from carepath.analysis.wall_hours import WEEK

AGES = np.array(
    [0, 2, 4, 6, 9, 12, 18, 24, 36, 48, 60, 72, 96, 120, 144, 192, 240, 336, 480, 720, 1080]
)
"""Hours in so far at which another chance begins."""
STEADY = 3.0
"""Departures' worth of the overall chance."""
ROUNDS = 12
HIGHEST = 0.95


@dataclass(frozen=True, slots=True)
class Hazard:
    """The chance to leave within an hour: `age` for each of AGES, times `hour` (24) and `day` (7),
    whose means are about 1; `departures` is how many stand behind it."""

    age: NDArray[np.float64]
    hour: NDArray[np.float64]
    day: NDArray[np.float64]
    departures: int

    def chance(self, age: NDArray[np.int64], clock: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return the chance to leave in the hour `clock`, after so many hours in."""
        place = np.searchsorted(AGES, age, side="right") - 1
        slot = clock % WEEK
        return np.minimum(self.age[place] * self.hour[slot % 24] * self.day[slot // 24], HIGHEST)


def fit(
    entered: NDArray[np.int64], left: NDArray[np.int64], now: int, since: int | None = None
) -> Hazard:
    """Return the chance to leave, from stays as known at the beginning of hour `now`.

    Hours are whole, counted on the wall clock from a Monday 00:00; what is not over by `now` is
    counted as open, whatever `left` says. Who came before hour `since`, when nobody was recorded
    yet who left, counts from then on. ValueError when nobody ever stayed.
    """
    begun = entered < now
    if since is not None:
        begun &= left >= since
    entered, over = entered[begun], left[begun] < now
    last = np.where(over, left[begun], now - 1)
    if not len(entered):
        raise ValueError("Nobody has stayed yet.")
    at_risk = _counts(entered, entered if since is None else np.maximum(entered, since), last)
    gone = np.zeros_like(at_risk)
    where = _places(last[over] - entered[over], last[over])
    np.add.at(gone, where, 1)
    return _fitted(gone.reshape(len(AGES), 7, 24), at_risk.reshape(len(AGES), 7, 24))


def staying(
    hazard: Hazard, entered: NDArray[np.int64], now: int, hours: int
) -> NDArray[np.float64]:
    """Return the chance that each of those present at the beginning of hour `now` is still there
    1 .. `hours` hours later, (people, hours)."""
    clock = now + np.arange(hours)
    return np.cumprod(1 - hazard.chance(clock - entered[:, None], clock[None]), axis=1)


def settling(hazard: Hazard, now: int, hours: int) -> NDArray[np.float64]:
    """Return the chance that somebody who comes in hour now + j is there h + 1 hours after `now`,
    (j, h); 0 before they come."""
    clock = now + np.arange(hours)
    age = clock[None] - clock[:, None]
    stay = np.where(age >= 0, 1 - hazard.chance(np.maximum(age, 0), clock[None]), 1)
    return np.where(age >= 0, np.cumprod(stay, axis=1), 0)


def _counts(
    entered: NDArray[np.int64], first: NDArray[np.int64], last: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return the hours at risk from `first` to `last` by age and hour of the week."""
    length = last - first + 1
    clock = np.arange(length.sum()) - np.repeat(np.cumsum(length) - length - first, length)
    places = _places(clock - np.repeat(entered, length), clock)
    return np.bincount(places, minlength=len(AGES) * WEEK).astype(float)


def _places(age: NDArray[np.int64], clock: NDArray[np.int64]) -> NDArray[np.int64]:
    return (np.searchsorted(AGES, age, side="right") - 1) * WEEK + clock % WEEK


def _fitted(gone: NDArray[np.float64], at_risk: NDArray[np.float64]) -> Hazard:
    """Return the product that fits; arrays are (ages, weekdays, hours)."""
    overall = max(gone.sum(), 0.5) / at_risk.sum()
    age, day, hour = np.full(len(AGES), overall), np.ones(7), np.ones(24)
    for _ in range(ROUNDS):
        usual = (at_risk * day[:, None] * hour).sum((1, 2))
        age = (gone.sum((1, 2)) + STEADY) / (usual + STEADY / overall)
        usual = (at_risk * age[:, None, None] * hour).sum((0, 2))
        day = (gone.sum((0, 2)) + STEADY) / (usual + STEADY)
        usual = (at_risk * age[:, None, None] * day[:, None]).sum((0, 1))
        hour = (gone.sum((0, 1)) + STEADY) / (usual + STEADY)
    return Hazard(age, hour, day, int(gone.sum()))
