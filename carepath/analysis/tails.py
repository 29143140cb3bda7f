"""Tails of distributions: how likely chance alone goes so far.

Method: Student's t by the continued fraction of the incomplete beta function (Lentz), accurate far
out in the tail; the largest of many by a Gumbel law with the moments of a seeded sample.
Reference: Abramowitz & Stegun 26.5.8; Abrams, Kleinman & Kulldorff, Int. J. Health Geographics 9
(2010) 61, for the Gumbel law of scans.
"""

from functools import lru_cache
from math import erfc, exp, expm1, lgamma, log, log1p, pi, sqrt
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

TINY = 1e-300
EULER = 0.5772156649015329
_NORMAL = NormalDist()


def normal_tail(z: float) -> float:
    """Return the chance that a standard normal exceeds z."""
    return erfc(z / sqrt(2)) / 2


def t_tail(t: float, df: float) -> float:
    """Return the chance that Student's t with df degrees of freedom exceeds t."""
    half = _incomplete_beta(df / (df + t * t), df / 2, 0.5) / 2
    return half if t >= 0 else 1 - half


@lru_cache(maxsize=4_000)
def t_limit(df: float, tail: float = 0.025) -> float:
    """Return the t that is exceeded with this chance."""
    # The tail is convex to the right of 0, so from the normal's limit, which lies before the
    # root, Newton's steps only go up and never past it.
    t = max(_NORMAL.inv_cdf(1 - tail), 0.0)
    for _ in range(200):
        step = (t_tail(t, df) - tail) / _density(t, df)
        t += step
        if abs(step) <= 1e-13 * t:
            break
    return t


def _density(t: float, df: float) -> float:
    """Return the density of Student's t."""
    height = exp(lgamma((df + 1) / 2) - lgamma(df / 2)) / sqrt(df * pi)
    return height * exp(-(df + 1) / 2 * log1p(t * t / df))


def as_normal(t: float, df: float) -> float:
    """Return the z that a standard normal exceeds as rarely as Student's t exceeds t >= 0."""
    return -_NORMAL.inv_cdf(max(t_tail(t, df), TINY))


def largest_tail(seen: float, sample: NDArray[np.float64]) -> float:
    """Return the chance that a scan finds `seen` or more, given what it found by chance alone.

    Counted where ten or more of the sample reach it, else by the Gumbel law fitted to the sample.
    """
    reached = int(np.count_nonzero(sample >= seen))
    counted = (reached + 1) / (len(sample) + 1)
    spread = float(sample.std(ddof=1))
    if reached >= 10 or spread == 0:
        return counted
    scale = spread * sqrt(6) / pi
    return -expm1(-exp(-(seen - float(sample.mean()) + EULER * scale) / scale))


def any_of(p: float, n: int) -> float:
    """Return the chance that at least one of n independent looks is as rare as p."""
    return -expm1(n * log1p(-p)) if p < 1 else 1.0


def _incomplete_beta(x: float, a: float, b: float) -> float:
    """Return the regularised incomplete beta function."""
    if x <= 0 or x >= 1:
        return float(x >= 1)
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x))
    if x < (a + 1) / (a + b + 2):
        return front * _fraction(x, a, b) / a
    return 1 - front * _fraction(1 - x, b, a) / b


def _fraction(x: float, a: float, b: float) -> float:
    c, d = 1.0, 1 / _away_from_0(1 - (a + b) * x / (a + 1))
    value = d
    for m in range(1, 300):
        for part in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1 / _away_from_0(1 + part * d)
            c = _away_from_0(1 + part / c)
            value *= d * c
        if abs(d * c - 1) < 1e-15:
            break
    return value


def _away_from_0(value: float) -> float:
    return value if abs(value) > TINY else TINY
