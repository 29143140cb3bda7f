"""Occupancy as exact step functions, in integers: who is there when, and Little's law with it.

Method: +1 at each start and -1 at each end; at one instant ends come first, so that a touching
hand-over never shows two. The integral over a window is the sum of stays clipped to it, to the
microsecond. Reference: Little, Oper. Res. 9 (1961) 383-387; docs/algorithms/occupancy.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Steps:
    """`level` holds from `at` on until the next; before the first it is 0."""

    at: NDArray[np.int64]
    level: NDArray[np.int64]

    def when(self, moment: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the level at each moment (what starts then is counted, what ends then is not)."""
        place = np.searchsorted(self.at, moment, side="right") - 1
        return (
            np.where(place >= 0, self.level[np.maximum(place, 0)], 0)
            if len(self.at)
            else (np.zeros(np.shape(moment), np.int64))
        )

    def integral(self, low: int, high: int) -> int:
        """Return level times time over [low, high)."""
        inner = self.at[(self.at > low) & (self.at < high)]
        edges = np.concatenate([[low], inner, [high]]).astype(np.int64)
        return int((self.when(edges[:-1]) * np.diff(edges)).sum())

    def peak(self, low: int, high: int) -> int:
        """Return the highest level in [low, high)."""
        inner = self.at[(self.at > low) & (self.at < high)]
        return int(self.when(np.concatenate([[low], inner])).max())


@dataclass(frozen=True, slots=True)
class Little:
    """Little's law over a window: `mean` there (L), `arrivals` in it and their whole stays, and
    what was carried in and out; all times in the unit of the stays."""

    window: int
    there: int
    arrivals: int
    stays: int
    carried_in: int
    carried_out: int

    @property
    def exact(self) -> bool:
        """Whether time spent = stays of arrivals + carried in - carried out: always, if not, data
        were counted twice or lost."""
        return self.there == self.stays + self.carried_in - self.carried_out

    @property
    def mean(self) -> float:
        """L: how many are there on average."""
        return self.there / self.window

    @property
    def rate_times_stay(self) -> float:
        """Lambda times W: arrivals over time, times their mean stay."""
        return self.stays / self.window

    @property
    def suspicious(self) -> bool:
        """Whether the two differ by 2 % where the mean stay is below a hundredth of the window; in
        longer stays correct data differ by more."""
        if not self.arrivals or self.stays * 100 >= self.window * self.arrivals:
            return False
        return abs(self.there - self.stays) > 0.02 * self.there


def steps(start: NDArray[np.int64], end: NDArray[np.int64]) -> Steps:
    """Return how many are there, from stays [start, end); those of no length are not."""
    moments = np.concatenate([start, end])
    change = np.concatenate([np.ones(len(start), np.int64), -np.ones(len(end), np.int64)])
    at, place = np.unique(moments, return_inverse=True)
    total = np.zeros(len(at), np.int64)
    np.add.at(total, place, change)
    return Steps(at, np.cumsum(total))


def without(level: int, stretches: Sequence[tuple[int, int]], since: int) -> Steps:
    """Return a level from `since` on, one less during each of the stretches [start, end)."""
    pairs = np.array([(max(start, since), end) for start, end in stretches], np.int64)
    less = steps(*pairs.reshape(-1, 2).T)
    at = np.union1d([since], less.at).astype(np.int64)
    return Steps(at, level - less.when(at))


def clipped(start: NDArray[np.int64], end: NDArray[np.int64], low: int, high: int) -> int:
    """Return the time that stays spend within [low, high)."""
    return int(np.maximum(np.minimum(end, high) - np.maximum(start, low), 0).sum())


def little(start: NDArray[np.int64], end: NDArray[np.int64], low: int, high: int) -> Little:
    """Return Little's law over [low, high), from stays as known."""
    arrived = (start >= low) & (start < high)
    return Little(
        window=high - low,
        there=steps(start, end).integral(low, high),
        arrivals=int(arrived.sum()),
        stays=int((end - start)[arrived].sum()),
        carried_in=clipped(start[start < low], end[start < low], low, high),
        carried_out=int(np.maximum(end[arrived] - high, 0).sum()),
    )


def midnight_percent(occupied: NDArray[np.int64], beds: NDArray[np.int64]) -> float | None:
    """Return the occupancy at midnights, in percent of open and staffed beds; None without any."""
    return 100 * float(occupied.sum() / beds.sum()) if beds.sum() else None


def weighted_percent(there: int, beds: int) -> float | None:
    """Return time spent in percent of bed time (both integrals); above 100 when it is so."""
    return 100 * there / beds if beds else None


def peak_percent(occupied: Steps, staffed: Steps, low: int, high: int) -> float | None:
    """Return the highest occupancy in [low, high), where beds are staffed; None where none are."""
    moments = np.concatenate([[low], occupied.at, staffed.at])
    moments = np.unique(moments[(moments >= low) & (moments < high)])
    beds = staffed.when(moments)
    if not (beds > 0).any():
        return None
    return 100 * float((occupied.when(moments)[beds > 0] / beds[beds > 0]).max())


def length_of_stay(bed_days: float, discharges: int) -> float | None:
    """Return the average length of stay (deaths included), in days."""
    return bed_days / discharges if discharges else None


def turnover(discharges: int, beds: float) -> float | None:
    """Return discharges (deaths included) for each bed."""
    return discharges / beds if beds else None


def turnover_interval(available_days: float, occupied_days: float, discharges: int) -> float | None:
    """Return for how long a bed is empty between two patients, in days; below 0 when beds hold more
    than they should."""
    return (available_days - occupied_days) / discharges if discharges else None
