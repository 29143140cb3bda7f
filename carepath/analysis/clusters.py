"""Clusters: comparisons in which the day, not the patient, is the unit of evidence.

Method: patients of one queue wait together, so the sums of days are compared, not single waits:
variances are those of day sums, with the covariance of neighbouring days (Bartlett weights) where
it adds. Medians get Woodruff's interval with the same variance, their difference the square-and-add
interval. Assumption: days a week apart are independent.
Reference: Cameron & Miller, J. Human Resources 50 (2015) 317-372; Newey & West, Econometrica 55
(1987) 703-708; Woodruff, JASA 47 (1952) 635-646; Zou & Donner, Stat. Med. 27 (2008) 1693-1702.
"""

from math import sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from carepath.analysis import percentiles, tails

LAGS = 2
"""Neighbouring days whose covariance counts."""


class Interval(NamedTuple):
    """A figure with the limits of its 95 % interval."""

    value: float
    low: float
    high: float


class Contrast(NamedTuple):
    """How much further up the ranks some lie than the others: the difference, its standard error,
    and the chance of so large a one by chance alone."""

    difference: float
    error: float
    df: int
    p: float


def contrast(
    rank: NDArray[np.float64], inside: NDArray[np.bool_], day: NDArray[np.int64]
) -> Contrast:
    """Return how much higher those inside rank than the others; p is one-sided (inside higher)."""
    n, m = int(inside.sum()), int((~inside).sum())
    if not n or not m:
        return Contrast(0.0, 0.0, 0, 1.0)
    above, below = rank[inside].mean(), rank[~inside].mean()
    share = np.where(inside, (rank - above) / n, (below - rank) / m)
    sums = np.bincount(day, weights=share)
    df = min(_days(day[inside]), _days(day[~inside])) - 1
    error, apart = sqrt(variance(sums)), float(above - below)
    if df < 1 or apart <= 0:
        return Contrast(apart, error, df, 1.0)
    # Without any spread (all alike on either side) the days still agree like so many coins.
    p = tails.t_tail(apart / error, df) if error else 0.5**df
    return Contrast(apart, error, df, p)


def positive(score: NDArray[np.float64], day: NDArray[np.int64]) -> float:
    """Return the chance of so high a mean score if the true one were 0 (or less)."""
    total, df = float(score.sum()), _days(day) - 1
    if df < 1 or total <= 0:
        return 1.0
    error = sqrt(variance(_day_sums(score - score.mean(), day)))
    return tails.t_tail(total / error, df) if error else 0.5**df


def total(values: NDArray[np.float64], day: NDArray[np.int64]) -> Interval:
    """Return the sum with its interval; the widest where all are of one day."""
    whole, df = float(values.sum()), _days(day) - 1
    if df < 1:
        return Interval(whole, 0.0, float("inf"))
    reach = tails.t_limit(df) * sqrt(variance(_day_sums(values - values.mean(), day)))
    return Interval(whole, max(0.0, whole - reach), whole + reach)


def _day_sums(values: NDArray[np.float64], day: NDArray[np.int64]) -> NDArray[np.float64]:
    return np.bincount(day - day.min(), weights=values)


def variance(sums: NDArray[np.float64], lags: int = LAGS) -> float:
    """Return the variance of the total of consecutive days' sums, themselves centred on 0."""
    n = int(np.count_nonzero(sums))
    if n < 2:
        return 0.0
    own = float(sums @ sums)
    near = sum(
        2 * (1 - lag / (lags + 1)) * float(sums[lag:] @ sums[:-lag])
        for lag in range(1, lags + 1)
        if lag < len(sums)
    )
    return (own + max(near, 0.0)) * n / (n - 1)


def median(values: NDArray[np.int64], day: NDArray[np.int64]) -> Interval:
    """Return the median with its interval; the widest there is where days are too few to tell."""
    middle = percentiles.percentile(values, percentiles.MEDIAN)
    below = (values <= middle).astype(float)
    at = float(below.mean())
    sums = _day_sums(below - at, day) / len(values)
    reach = tails.t_limit(max(_days(day) - 1, 1)) * sqrt(variance(sums))
    low, high = (
        percentiles.percentile(values, min(max(0.5 + sign * reach, 0.0), 1.0)) for sign in (-1, 1)
    )
    return Interval(middle, low, high)


def medians_apart(one: Interval, other: Interval) -> Interval:
    """Return one median less the other, with its interval."""
    apart = one.value - other.value
    low = sqrt((one.value - one.low) ** 2 + (other.high - other.value) ** 2)
    high = sqrt((one.high - one.value) ** 2 + (other.value - other.low) ** 2)
    return Interval(apart, apart - low, apart + high)


def _days(day: NDArray[np.int64]) -> int:
    return int(np.count_nonzero(np.bincount(day - day.min()))) if len(day) else 0
