"""Invented hospitals for the replay of recommendations: they break what the forecaster assumes.

It takes departures for independent, and the chance to leave for a product of time in, hour and
weekday. Here a patient is fit to go on a day of their own and then waits for a round: none at
night, few at weekends, with good and bad days of the whole ward, more of them when the ward is full
and fewer when it is not; some stay for weeks. Arrivals have shocks of a day, waves of weeks that
all units share and in which people stay longer, and a level that shifts.

What a ward needs does not depend on the beds that are opened, so that all policies meet the same
patients, hour by hour.
"""

from dataclasses import dataclass

import numpy as np

DAY, WEEK = 24, 168
FULL, EMPTY = 1.0, 0.85
"""Share of the beds from which rounds hurry, and below which they take their time."""
FITS = (0.62, 0.30, 0.08)
"""Share of patients who need some days, more, and weeks."""
LEAVES = np.array([0.84, 0.86, 0.86, 0.86, 0.88, 0.52, 0.42])
"""Chance of a round for who is fit to go, Monday to Sunday."""


@dataclass(frozen=True, slots=True)
class Unit:
    """`entered` and `left` (hours) of each patient, `demand` at the beginning of each hour, `beds`
    that are always open, and how many more can be."""

    entered: np.ndarray
    left: np.ndarray
    demand: np.ndarray
    beds: int
    spare: int


def hospital(seed: int, weeks: int, learnt: int, units: int = 3) -> list[Unit]:
    """Return the units of a hospital that lived for so many weeks; beds follow from the first."""
    rng = np.random.default_rng([23, seed])
    wave = _waves(rng, weeks)
    return [_unit(rng, weeks, learnt, wave) for _ in range(units)]


def _waves(rng, weeks: int) -> np.ndarray:
    """Return the factor of each hour, from two or three waves of some weeks."""
    week, found = np.arange(weeks * WEEK) / WEEK, np.ones(weeks * WEEK)
    for _ in range(rng.integers(2, 4)):
        peak, width = rng.uniform(0, weeks), rng.uniform(1.0, 2.5)
        found += rng.uniform(0.10, 0.30) * np.exp(-(((week - peak) / width) ** 2))
    return found


def _unit(rng, weeks: int, learnt: int, wave: np.ndarray) -> Unit:
    arrivals = _arrivals(rng, weeks, rng.uniform(3, 8), wave)
    entered = np.repeat(np.arange(len(arrivals)), arrivals)
    fit = _fit_day(rng, entered, wave)
    hint = int(rng.integers(1 << 31))
    calm = _lived(np.random.default_rng(hint), entered, fit, None, weeks)
    usual = _demand(entered, calm, weeks)[4 * WEEK : learnt * WEEK]
    beds = int(np.quantile(usual, rng.uniform(0.72, 0.88)))
    left = _lived(np.random.default_rng(hint), entered, fit, beds, weeks)
    spare = max(3, round(beds * rng.uniform(0.15, 0.3)))
    return Unit(entered, left, _demand(entered, left, weeks), beds, spare)


def _arrivals(rng, weeks: int, a_day: float, wave: np.ndarray) -> np.ndarray:
    slot = np.arange(weeks * WEEK) % WEEK
    rhythm = 1 + 0.75 * np.sin((slot % DAY - 9) / DAY * 2 * np.pi)
    rhythm *= np.array([1.2, 1.1, 1.05, 1.0, 1.0, 0.82, 0.8])[slot // DAY]
    days = np.repeat(rng.gamma(25, 1 / 25, weeks * 7), DAY)
    level = np.ones(weeks * WEEK)
    shift = rng.integers(10, weeks) * WEEK
    level[shift:] *= np.exp(rng.choice((-1, 1)) * rng.uniform(0.04, 0.12))
    drift, steps = np.zeros(weeks), rng.normal(0, 0.04, weeks)
    for week in range(1, weeks):
        drift[week] = 0.8 * drift[week - 1] + steps[week]
    return rng.poisson(a_day / DAY * rhythm * days * level * wave * np.exp(np.repeat(drift, WEEK)))


def _fit_day(rng, entered: np.ndarray, wave: np.ndarray) -> np.ndarray:
    """Return the day on which each patient is fit to go."""
    kind = rng.choice(3, len(entered), p=FITS)
    days = np.where(
        kind == 0,
        rng.gamma(2.2, 0.8, len(entered)),
        np.where(
            kind == 1, rng.gamma(5, 1.3, len(entered)), 14 + rng.exponential(14, len(entered))
        ),
    )
    late_in_week = entered // DAY % 7 >= 4
    days = days * np.where(late_in_week, 1.15, 1.0) * (1 + 0.4 * (wave[entered] - 1))
    return (entered + days * DAY).astype(int) // DAY


def _lived(rng, entered, fit, beds: int | None, weeks: int) -> np.ndarray:
    """Return the hour in which each leaves: day by day, whoever is fit waits for a round."""
    left = np.full(len(entered), weeks * WEEK + WEEK)
    here: list[int] = []
    come, n = 0, len(entered)
    for day in range(weeks * 7):
        morning = day * DAY + 7
        needed = len(here)
        while come < n and entered[come] < morning:
            come += 1
        new = np.searchsorted(entered, (day * DAY, morning, morning + 12))
        here.extend(range(new[0], new[1]))
        crowded = beds is not None and len(here) > FULL * beds
        calm = beds is not None and needed < EMPTY * beds
        chance = LEAVES[day % 7] * rng.beta(9, 1.3)
        chance *= 0.88 if calm else 1.0
        early = 0.30 if crowded else 0.0
        dice, hours = rng.random(len(here)), _hours(rng, len(here), crowded)
        stay = []
        for place, who in enumerate(here):
            due = fit[who] <= day
            soon = fit[who] == day + 1
            if (due and dice[place] < chance) or (soon and dice[place] < early):
                left[who] = max(day * DAY + hours[place], entered[who] + 3)
            else:
                stay.append(who)
        here = stay
        here.extend(range(new[1], np.searchsorted(entered, (day + 1) * DAY)))
    return left


def _hours(rng, n: int, crowded: bool) -> np.ndarray:
    low, mode, high = (9, 13, 19) if crowded else (10, 15, 20)
    return rng.triangular(low, mode, high, n).astype(int)


def _demand(entered, left, weeks: int) -> np.ndarray:
    """Return how many need a bed at the beginning of each hour."""
    hours = weeks * WEEK
    change = np.bincount(entered + 1, minlength=hours + 1)[: hours + 1].astype(int)
    change -= np.bincount(np.minimum(left + 1, hours + 1), minlength=hours + 2)[: hours + 1]
    return np.cumsum(change)
