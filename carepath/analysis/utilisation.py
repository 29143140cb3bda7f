"""Utilisation: how much of what is there is in use, over all and by weekday and hour.

Method: step functions of what is there and what is in use, integrated exactly between quarters of
an hour and added up by weekday and hour of the hospital's clock. Assumption: a zone's offset is
a whole number of quarters. Reference: docs/algorithms/utilisation.md.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from carepath.analysis import civil
from carepath.analysis.occupancy import Steps
from carepath.frames.moments import DAY, MINUTE

QUARTER = 15 * MINUTE
DAYS, HOURS = 7, 24


@dataclass(frozen=True, slots=True)
class Piece:
    """That `level` were there, or in use, over [start, end) in microseconds UTC."""

    start: int
    end: int
    level: int = 1


@dataclass(frozen=True, slots=True)
class Week:
    """Time in use and time there was, in microseconds times number, by weekday (Monday 0) and hour
    of the local day; shape (7, 24) each."""

    used: NDArray[np.int64]
    there: NDArray[np.int64]

    @property
    def shares(self) -> NDArray[np.float64]:
        """Return used over there, shape (7, 24); NaN where nothing was there."""
        found = np.full(self.there.shape, np.nan)
        np.divide(self.used, self.there, out=found, where=self.there > 0)
        return found

    @property
    def share(self) -> float | None:
        """Return used over there in all; None if nothing was there."""
        there = int(self.there.sum())
        return int(self.used.sum()) / there if there else None

    def fullest(self) -> tuple[int, int, float] | None:
        """Return (weekday, hour, share) of the fullest hour of the week, None without any."""
        shares = np.nan_to_num(self.shares, nan=-1)
        if not len(shares) or shares.max() < 0:
            return None
        day, hour = np.unravel_index(int(shares.argmax()), shares.shape)
        return int(day), int(hour), float(shares[day, hour])


def week(used: Iterable[Piece], there: Iterable[Piece], zone: ZoneInfo) -> Week:
    """Return how much was used of what was there, by weekday and hour."""
    return Week(by_hour(used, zone), by_hour(there, zone))


def by_hour(pieces: Iterable[Piece], zone: ZoneInfo) -> NDArray[np.int64]:
    """Return level times time by weekday and hour of a zone's clock, in microseconds, (7, 24)."""
    total = np.zeros((DAYS, HOURS), np.int64)
    steps = stacked(pieces)
    if not len(steps.at):
        return total
    low = int(steps.at[0]) // QUARTER * QUARTER
    edges = np.arange(low, int(steps.at[-1]) + QUARTER, QUARTER)
    amount = np.diff(_integral(steps, edges))
    wall = civil.local(edges[:-1], zone)
    np.add.at(total, (civil.weekday(wall), civil.hour(wall)), amount)
    return total


def stacked(pieces: Iterable[Piece]) -> Steps:
    """Return the sum of the levels over time as steps; the last of them is 0."""
    rows = [(one.start, one.end, one.level) for one in pieces if one.end > one.start]
    table = np.array(rows, np.int64).reshape(-1, 3)
    moments = np.concatenate([table[:, 0], table[:, 1]])
    change = np.concatenate([table[:, 2], -table[:, 2]])
    at, place = np.unique(moments, return_inverse=True)
    total = np.zeros(len(at), np.int64)
    np.add.at(total, place, change)
    return Steps(at, np.cumsum(total))


def pieces(steps: Steps, low: int, high: int) -> list[Piece]:
    """Return a step function as pieces within [low, high); where it is 0 there is none."""
    if high <= low:
        return []
    inner = steps.at[(steps.at > low) & (steps.at < high)]
    edges = np.concatenate([[low], inner, [high]]).astype(np.int64)
    levels = steps.when(edges[:-1])
    found = zip(edges[:-1].tolist(), edges[1:].tolist(), levels.tolist(), strict=True)
    return [Piece(*one) for one in found if one[2]]


def _integral(steps: Steps, moments: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return level times time from the first step up to each moment."""
    widths = np.diff(steps.at, append=steps.at[-1:])
    sums = np.concatenate([[0], np.cumsum(steps.level * widths)])
    place = np.searchsorted(steps.at, moments, side="right") - 1
    inside = np.maximum(place, 0)
    rest = steps.level[inside] * (moments - steps.at[inside])
    return np.where(place < 0, 0, sums[inside] + np.where(place < 0, 0, rest))


def days_before(now: int, days: int) -> tuple[int, int]:
    """Return the window of so many times 24 hours that ends now."""
    return now - days * DAY, now
