"""Percentiles by linear interpolation at rank (n - 1) p, hidden where too few values carry them.

Method: Hyndman and Fan's type 7, the default of R and numpy. Assumption: values are exact, n is all
of them (no sampling). Reference: Hyndman & Fan, The American Statistician 50 (1996) 361-365.

The interval of a median lies between two of the values, whatever their distribution: each side is
left with at most 2.5 % by the binomial distribution. Assumption: independent values. Reference:
Conover, Practical Nonparametric Statistics (1999), 143-148.
"""

from math import comb, sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

MEDIAN, P90, P95 = 0.5, 0.9, 0.95
SHARES = (MEDIAN, P90, P95)
FEWEST = {MEDIAN: 1, P90: 10, P95: 20}
"""Smallest n at which each percentile is shown; below it the answer is None."""


class Summary(NamedTuple):
    """n and the usual figures of some values, in their unit; None where n is too small."""

    n: int
    mean: float | None
    median: float | None
    p90: float | None
    p95: float | None
    smallest: float | None
    largest: float | None
    total: float


def percentile(values: NDArray, share: float) -> float | None:
    """Return the percentile (share 0 to 1) of unsorted values, or None when there are none."""
    if not len(values):
        return None
    below, above, weight = ranks(len(values), share)
    parted = np.partition(values, (below, above))
    return mixed(parted[below], parted[above], weight)


def of_sorted(ordered: NDArray, share: float) -> float:
    """Return the percentile of one or more ascending values."""
    below, above, weight = ranks(len(ordered), share)
    return mixed(ordered[below], ordered[above], weight)


def shown(values: NDArray, share: float) -> float | None:
    """Return the percentile, or None when n is too small to show it."""
    return percentile(values, share) if len(values) >= FEWEST.get(share, 1) else None


def summary(values: NDArray, unit: float = 1) -> Summary:
    """Return the figures of the values divided by `unit` (1e6 turns microseconds into seconds)."""
    if not len(values):
        return Summary(0, None, None, None, None, None, None, 0.0)
    median, p90, p95 = (_in(unit, shown(values, share)) for share in SHARES)
    total = values.sum() / unit
    ends = float(values.min()) / unit, float(values.max()) / unit
    return Summary(len(values), float(total / len(values)), median, p90, p95, *ends, float(total))


def ranks(n: int, share: float) -> tuple[int, int, float]:
    """Return the two ranks (from 0) to mix and the weight of the upper one."""
    position = (n - 1) * share
    below = int(position)
    return below, min(below + 1, n - 1), position - below


def mixed(below: float, above: float, weight: float) -> float:
    """Return the value `weight` of the way from below to above."""
    return float(below) + float(above - below) * weight


EXACT = 1_000
"""Up to this n the ranks of an interval are exact; beyond, by the normal approximation."""


def median_interval(values: NDArray) -> tuple[float, float] | None:
    """Return the 95 % interval of the median of unsorted values; None for fewer than 6."""
    rank = _median_rank(len(values))
    if rank is None:
        return None
    ends = rank, len(values) - 1 - rank
    parted = np.partition(values, ends)
    return float(parted[ends[0]]), float(parted[ends[1]])


def _median_rank(n: int) -> int | None:
    """Return the lower rank (from 0) of the interval, the upper lies as far from the other end."""
    if n > EXACT:
        return int((n - 1.959963984540054 * sqrt(n)) / 2) - 1
    below, rank = 0, -1
    # P(at most `rank` values below the median) stays within 2.5 %, in whole numbers.
    while 40 * (below + comb(n, rank + 1)) <= 2**n:
        rank += 1
        below += comb(n, rank)
    return rank if rank >= 0 else None


def _in(unit: float, value: float | None) -> float | None:
    return None if value is None else value / unit
