"""Shares k of n with an interval that stays within 0 to 1.

Method: Wilson's score interval without continuity correction. Assumption: independent journeys.
Reference: Wilson, J. Am. Stat. Assoc. 22 (1927) 209-212.
"""

from math import sqrt
from typing import NamedTuple

Z_95 = 1.959963984540054


class Share(NamedTuple):
    """k of n as a share, with the limits of its 95 % interval; None when n is 0."""

    k: int
    n: int
    share: float | None
    low: float | None
    high: float | None


def share(k: int, n: int, z: float = Z_95) -> Share:
    """Return k of n with its Wilson interval; nothing is known when n is 0."""
    if n == 0:
        return Share(k, n, None, None, None)
    p, square = k / n, z * z
    middle = (p + square / (2 * n)) / (1 + square / n)
    half = z * sqrt(p * (1 - p) / n + square / (4 * n * n)) / (1 + square / n)
    return Share(k, n, p, max(0.0, middle - half), min(1.0, middle + half))
