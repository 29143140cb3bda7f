"""The rhythm of a series: how much busier than the mean each hour of the week is.

Method: each hour of the week is a ratio, counts over the levels of their weeks, with older weeks
counting less. It is drawn towards hour of the day times day of the week, and then towards its
neighbours, each as far as the differences are no larger than chance makes them (empirical Bayes):
short histories borrow, long ones speak for themselves, sharp steps stay.
Assumption: counts are about Poisson. Reference: Efron & Morris, JASA 70 (1975) 311-319.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from carepath.analysis.wall_hours import WEEK

HALF_LIFE = 52
"""Weeks after which a week counts half."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of several series on the same hours.

    `count` (series, hours) is 0 where nothing is known, `share` the hours that stand behind it
    (0 there), `slot` the hour of the week, `week` how many whole weeks ago (0 = the last 168 h).
    """

    count: NDArray[np.float64]
    share: NDArray[np.float64]
    slot: NDArray[np.int64]
    week: NDArray[np.int64]


def levels(known: Known, rhythm: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the mean arrivals an hour of each week, (series, weeks), the last week first; of a
    week in which nothing is known, that of all weeks."""
    counts = _by(known.week, known.count)
    usual = _by(known.week, known.share * rhythm[:, known.slot])
    whole = _ratio(counts.sum(1), usual.sum(1), 0)[:, None]
    return _ratio(counts, usual, whole)


def crude(known: Known) -> NDArray[np.float64]:
    """Return the mean count of each hour of the week over the mean of all, (series, 168)."""
    counts, hours = _by(known.slot, known.count, WEEK), _by(known.slot, known.share, WEEK)
    mean = _ratio(counts.sum(1), hours.sum(1), 0)[:, None]
    return _ratio(_ratio(counts, hours, mean), mean, 1)


def rhythm(known: Known) -> NDArray[np.float64]:
    """Return the rhythm, (series, 168), with mean 1 over the week; 1 throughout for no arrivals."""
    level = levels(known, crude(known))[:, known.week]
    weight = 0.5 ** (known.week / HALF_LIFE)
    counts = _by(known.slot, known.count * weight, WEEK)
    usual = _by(known.slot, known.share * level * weight, WEEK)
    squares = _by(known.slot, known.share * level * weight**2, WEEK)
    plain = _hour_times_day(counts, usual)
    noise = _ratio(plain * squares, usual**2, np.inf)
    own = _ratio(counts, usual, plain)
    found, kept = _drawn(own, plain, noise)
    rest = 0.375 * kept**2 * np.where(usual > 0, noise, 0)
    found, _kept = _drawn(found, _smooth(found), np.where(usual > 0, rest, np.inf))
    mean = found.mean(1, keepdims=True)
    return _ratio(found, mean, 1)


def _hour_times_day(counts: NDArray, usual: NDArray) -> NDArray[np.float64]:
    """Return hour of the day times day of the week; the days are drawn towards one another."""
    days = counts.reshape(-1, 7, 24), usual.reshape(-1, 7, 24)
    hour = _ratio(days[0].sum(1), days[1].sum(1), 1)
    by_hour = (days[1] * hour[:, None, :]).sum(2)
    day = _ratio(days[0].sum(2), by_hour, 1)
    drawn, _kept = _drawn(day, np.ones_like(day), _ratio(1, by_hour, np.inf))
    return (drawn[:, :, None] * hour[:, None, :]).reshape(-1, WEEK)


def _drawn(own: NDArray, towards: NDArray, noise: NDArray) -> tuple[NDArray, NDArray]:
    """Return values drawn towards others, and the share of each difference that was kept."""
    known = np.isfinite(noise)
    squares = ((own - towards) ** 2 * known).sum(1, keepdims=True)
    chance = np.where(known, noise, 0).sum(1, keepdims=True)
    kept = np.clip(1 - _ratio(chance, squares, 1), 0, 1)
    return towards + kept * np.where(known, own - towards, 0), kept


def _smooth(rhythm: NDArray) -> NDArray:
    return (np.roll(rhythm, 1, axis=1) + 2 * rhythm + np.roll(rhythm, -1, axis=1)) / 4


def _by(key: NDArray[np.int64], values: NDArray, size: int | None = None) -> NDArray[np.float64]:
    """Return the sums of each row by key, (rows, size)."""
    order = np.argsort(key, kind="stable")
    keys, starts = np.unique(key[order], return_index=True)
    found = np.zeros((len(values), size or int(keys[-1]) + 1))
    found[:, keys] = np.add.reduceat(values[:, order], starts, axis=1)
    return found


def _ratio(above: NDArray | float, below: NDArray, otherwise: NDArray | float) -> NDArray:
    """Return the quotient, and something else where the divisor is 0."""
    safe = np.where(below > 0, below, 1)
    return np.where(below > 0, above / safe, otherwise)
