"""The escalation level: points of parameters by their bands, summed, and cut into levels.

Method: a local set of bands in data, "OPEL-style"; nothing of a national framework is claimed. A
parameter that is not known makes the level unknown, never lower; what the known ones add up to is
then the least it can be. Reference: docs/algorithms/escalation.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from carepath.frames.escalation import Bands, Rules

UNKNOWN = 0
"""Level where a parameter is missing: no level is below 1."""


@dataclass(frozen=True, slots=True)
class Part:
    """A parameter in a score: its `value`, the band it lies in (from 0, ordered by value) and the
    points of that band; all None where it is not known."""

    key: str
    value: float | None
    band: int | None
    points: int | None


@dataclass(frozen=True, slots=True)
class Score:
    """The level now (UNKNOWN where a part is), the sum of known points, the level that the known
    points alone make, and the parts."""

    level: int
    total: int
    least: int
    parts: tuple[Part, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """Return the keys of the parameters that are not known."""
        return tuple(part.key for part in self.parts if part.points is None)


def score(rules: Rules, values: Mapping[str, float | None]) -> Score:
    """Return the score of one moment; a value that is absent, None or NaN is not known."""
    parts = tuple(_part(key, bands, values.get(key)) for key, bands in rules.bands.items())
    total = sum(part.points for part in parts if part.points is not None)
    least = 1 + int(np.searchsorted(rules.cuts, total))
    known = all(part.points is not None for part in parts)
    return Score(least if known else UNKNOWN, total, least, parts)


def _part(key: str, bands: Bands, value: float | None) -> Part:
    if value is None or np.isnan(value):
        return Part(key, None, None, None)
    band = int(np.searchsorted(bands.edges, value, side="right"))
    return Part(key, value, band, bands.points[band])


def levels(rules: Rules, values: Mapping[str, NDArray[np.float64]]) -> NDArray[np.int64]:
    """Return the level of each moment, UNKNOWN where a parameter is NaN or absent."""
    length = len(next(iter(values.values())))
    total, known = np.zeros(length, np.int64), np.ones(length, bool)
    for key, bands in rules.bands.items():
        value = values.get(key)
        if value is None:
            return np.zeros(length, np.int64)
        known &= ~np.isnan(value)
        total += np.array(bands.points)[np.searchsorted(bands.edges, value, side="right")]
    return np.where(known, 1 + np.searchsorted(rules.cuts, total), UNKNOWN)


@dataclass(frozen=True, slots=True)
class Spent:
    """What a set of rules did over a while: hours at each level (place 0 = unknown), and how often
    the level changed."""

    hours: tuple[float, ...]
    changes: int


def spent(level: NDArray[np.int64], step_us: int, most: int) -> Spent:
    """Return the hours at each level up to `most`, from levels at moments `step_us` apart."""
    hours = np.bincount(level, minlength=most + 1) * step_us / 3_600_000_000
    return Spent(tuple(hours.tolist()), int(np.count_nonzero(np.diff(level))))
