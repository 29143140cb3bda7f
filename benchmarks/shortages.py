"""Invented wards for the benchmark of warnings: who is there, who is booked, how many beds are
staffed. Demand is not held back by beds: that is what a warning must foresee."""

from dataclasses import dataclass

import numpy as np

from carepath.analysis import wall_hours

WEEK, DAY, SHIFT = 168, 24, 8
MONDAY = 1_372_636_800_000_000


@dataclass(frozen=True, slots=True)
class Ward:
    """`entered`, `left` (hours) and `elective` of each patient; `emergencies` an hour; `staffed`
    beds of each hour; `demand` at the beginning of each hour; booked but not come is `missed`."""

    entered: np.ndarray
    left: np.ndarray
    elective: np.ndarray
    missed: np.ndarray
    emergencies: np.ndarray
    staffed: np.ndarray
    demand: np.ndarray

    def short(self, shift: int) -> bool:
        """Whether at the end of some hour of the shift more beds were needed than staffed."""
        hours = np.arange(shift * SHIFT, (shift + 1) * SHIFT)
        return bool((self.demand[hours + 1] > self.staffed[hours]).any())


def ward(seed: int, weeks: int) -> Ward:
    """Return a ward of a size of its own that lived for so many weeks."""
    rng = np.random.default_rng([7, seed])
    hours = weeks * WEEK
    emergencies = _emergencies(rng, weeks, rng.uniform(4, 10))
    booked = _booked(rng, weeks, rng.uniform(0.5, 2.5))
    come = rng.random(len(booked)) < 0.95
    entered = np.concatenate([np.repeat(np.arange(hours), emergencies), booked[come]])
    elective = np.arange(len(entered)) >= emergencies.sum()
    left = entered + _stays(rng, entered, elective)
    change = np.bincount(entered + 1, minlength=hours + 2)[: hours + 1].astype(int)
    change -= np.bincount(left + 1, minlength=hours + 2)[: hours + 1]
    demand = np.cumsum(change)
    staffed = _staffed(rng, demand, weeks)
    return Ward(entered, left, elective, booked[~come], emergencies, staffed, demand)


def _emergencies(rng, weeks: int, a_day: float) -> np.ndarray:
    slot = np.arange(weeks * WEEK) % WEEK
    rhythm = 1 + 0.7 * np.sin((slot % DAY - 9) / DAY * 2 * np.pi)
    rhythm *= np.where(slot >= 5 * DAY, 0.88, 1.05)
    days = np.repeat(rng.gamma(50, 1 / 50, weeks * 7), DAY)
    level, steps = np.zeros(weeks), rng.normal(0, 0.05, weeks)
    for week in range(1, weeks):
        level[week] = 0.85 * level[week - 1] + steps[week]
    return rng.poisson(a_day / DAY * rhythm * days * np.exp(np.repeat(level, WEEK)))


def _booked(rng, weeks: int, a_day: float) -> np.ndarray:
    days = np.repeat(np.arange(weeks * 7), rng.poisson(a_day, weeks * 7))
    days = days[days % 7 < 5]
    return days * DAY + rng.integers(7, 11, len(days))


def _stays(rng, entered: np.ndarray, elective: np.ndarray) -> np.ndarray:
    """Return hours until people leave: by day, less at weekends, a few after weeks."""
    n = len(entered)
    kind = rng.choice(3, n, p=(0.7, 0.25, 0.05))
    days = rng.lognormal(np.log(np.array([2.2, 6.5, 22.0])[kind]), 0.5)
    days = np.where(elective, rng.lognormal(np.log(2.0), 0.4, n), days)
    day = entered // DAY + np.round(days).astype(int)
    stays_on = (day % 7 >= 5) & (rng.random(n) < 0.45)
    day = np.where(stays_on, day + 7 - day % 7, day)
    leaves = day * DAY + rng.triangular(9, 14, 20, n).astype(int)
    return np.maximum(leaves - entered, rng.integers(2, 10, n))


def _staffed(rng, demand: np.ndarray, weeks: int) -> np.ndarray:
    """Return staffed beds: enough for most of the time, less at night and when somebody is ill."""
    usual = int(np.quantile(demand[8 * WEEK :], rng.uniform(0.93, 0.97)))
    shift = np.arange(weeks * WEEK // SHIFT)
    beds = usual - (shift % 3 == 0) - 2 * (rng.random(len(shift)) < 0.04)
    return np.repeat(beds, SHIFT)


def hours(weeks: int) -> wall_hours.Hours:
    return wall_hours.of_wall(MONDAY, weeks * WEEK, None, {})
