"""Clusters: comparisons in which the day, not the patient, is the unit of evidence.

Method: patients of one queue wait together, so the sums of days are compared, not single waits:
variances are those of day sums, with the covariance of neighbouring days (Bartlett weights) where
it adds. Where neighbouring days clearly go together (full beds last for weeks) the days follow a
first-order autoregression, and count as the fewer independent ones that tell as much. Medians get
Woodruff's interval with the same variance, their difference the square-and-add interval.
Assumption: what happens depends on the weeks before through the day before only.
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
CLEARLY, MOST_ALIKE = 2.0, 0.95
"""Standard errors from which neighbouring days clearly go together, and the most they can."""

ROUNDING = 1e-24
"""What is left of equal numbers after taking off their mean."""


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
    p: float


class Spread(NamedTuple):
    """The variance of a total of days, and the part of them that are evidence of their own."""

    variance: float
    own: float

    @property
    def error(self) -> float:
        return sqrt(self.variance)

    def df(self, days: int) -> float:
        """Return the degrees of freedom that so many days have."""
        return max(days * self.own - 1, 0.0)


def contrast(
    rank: NDArray[np.float64], inside: NDArray[np.bool_], day: NDArray[np.int64]
) -> Contrast:
    """Return how much higher those inside rank than the others; p is one-sided (inside higher)."""
    n, m = int(inside.sum()), int((~inside).sum())
    if not n or not m:
        return Contrast(0.0, 0.0, 1.0)
    above, below = rank[inside].mean(), rank[~inside].mean()
    share = np.where(inside, (rank - above) / n, (below - rank) / m)
    spread = long_run(_day_sums(share, day))
    days = min(_days(day[inside]), _days(day[~inside]))
    apart = float(above - below)
    return Contrast(apart, spread.error, _chance(apart, spread, days))


def positive(score: NDArray[np.float64], day: NDArray[np.int64], *, beyond: bool = True) -> float:
    """Return the chance of so high a mean score if the true one were 0 (or less).

    Not `beyond` these days: what is asked is how they were, and a slow change among them is part
    of the answer.
    """
    spread = long_run(_day_sums(score - score.mean(), day), slow=beyond)
    return _chance(float(score.sum()), spread, _days(day))


def _chance(apart: float, spread: Spread, days: int) -> float:
    df = spread.df(days)
    if df < 1 or apart <= 0:
        return 1.0
    # Without any spread (all alike on either side) the days still agree like so many coins.
    return tails.t_tail(apart / spread.error, df) if spread.variance else 0.5**df


def total(values: NDArray[np.float64], day: NDArray[np.int64]) -> Interval:
    """Return the sum over these days with its interval; the widest where all are of one day."""
    whole = float(values.sum())
    spread = long_run(_day_sums(values - values.mean(), day), slow=False)
    df = spread.df(_days(day))
    if df < 1:
        return Interval(whole, 0.0, float("inf"))
    reach = tails.t_limit(df) * spread.error
    return Interval(whole, max(0.0, whole - reach), whole + reach)


def _day_sums(values: NDArray[np.float64], day: NDArray[np.int64]) -> NDArray[np.float64]:
    return np.bincount(day - day.min(), weights=values)


def long_run(sums: NDArray[np.float64], *, slow: bool = True) -> Spread:
    """Return the spread of the total of consecutive days' sums, themselves centred on 0; `slow` =
    with what lasts longer than a few days."""
    n, own = int(np.count_nonzero(sums)), float(sums @ sums)
    if n < 2 or own < ROUNDING:
        return Spread(0.0, 1.0)
    lagged = [float(sums[lag:] @ sums[:-lag]) for lag in range(1, min(LAGS, len(sums) - 1) + 1)]
    near = sum(2 * (1 - lag / (LAGS + 1)) * part for lag, part in enumerate(lagged, 1))
    likeness = lagged[0] / own
    more = 1 + max(near, 0.0) / own
    if not slow or likeness <= CLEARLY / sqrt(n):
        return Spread(own * more * n / (n - 1), 1.0)
    # What is left after taking off the mean looks less alike than it is (Kendall).
    likeness = min(likeness + (1 + 4 * likeness) / n, MOST_ALIKE)
    more = max(more, (1 + likeness) / (1 - likeness))
    return Spread(own * more * n / (n - 1), 1 / more)


def median(values: NDArray[np.int64], day: NDArray[np.int64]) -> Interval:
    """Return the median with its interval; the widest there is where days are too few to tell."""
    ordered = np.sort(values)
    middle = _at(ordered, percentiles.MEDIAN)
    below = values <= middle
    share = np.count_nonzero(below) / len(values)
    spread = long_run(_day_sums(below - share, day) / len(values))
    reach = tails.t_limit(max(round(spread.df(_days(day)), 1), 1)) * spread.error
    return Interval(middle, *(_at(ordered, 0.5 + sign * reach) for sign in (-1, 1)))


def _at(ordered: NDArray[np.int64], share: float) -> float:
    return percentiles.of_sorted(ordered, min(max(share, 0.0), 1.0))


def medians_apart(one: Interval, other: Interval) -> Interval:
    """Return one median less the other, with its interval."""
    apart = one.value - other.value
    low = sqrt((one.value - one.low) ** 2 + (other.high - other.value) ** 2)
    high = sqrt((one.high - one.value) ** 2 + (other.value - other.low) ** 2)
    return Interval(apart, apart - low, apart + high)


def _days(day: NDArray[np.int64]) -> int:
    return int(np.count_nonzero(np.bincount(day - day.min()))) if len(day) else 0
