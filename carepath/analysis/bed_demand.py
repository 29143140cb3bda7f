"""How many beds will be needed: the whole law of a count, hour by hour.

Method: those present each stay with a chance of their own (Poisson-binomial), those yet to come are
a negative binomial or Poisson count, planned arrivals have chances of their own; the sum of what is
independent is the convolution, and so is the sum of units. Exact but for tails below TAIL.
Assumption: people stay independently of each other. Reference: Hong, Comput. Stat. Data Anal. 59
(2013) 41-51.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from carepath.analysis import count_law

TAIL = 1e-15
"""Probability beyond which a law is cut off."""


@dataclass(frozen=True, slots=True)
class Demand:
    """P(0 beds), P(1 bed) ... for each hour to come, (hours, beds + 1)."""

    pmf: NDArray[np.float64]

    @property
    def mean(self) -> NDArray[np.float64]:
        return self.pmf @ np.arange(self.pmf.shape[1])

    @property
    def variance(self) -> NDArray[np.float64]:
        off = np.arange(self.pmf.shape[1]) - self.mean[:, None]
        return (self.pmf * off**2).sum(1)

    def quantiles(self, shares: Sequence[float]) -> NDArray[np.int64]:
        """Return the smallest number of beds that is enough with each chance, (hours, shares)."""
        below = np.cumsum(self.pmf, axis=1)
        return np.stack([(below < share - count_law.SLACK).sum(1) for share in shares], axis=1)

    def cdf(self, beds: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return P(demand <= beds), one number of beds for each hour."""
        beds = np.asarray(beds)
        place = np.clip(beds, 0, self.pmf.shape[1] - 1)
        below = np.cumsum(self.pmf, axis=1)[np.arange(len(self.pmf)), place]
        return np.where(beds < 0, 0.0, np.minimum(below, 1.0))

    def beyond(self, beds: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return P(demand > beds), one number of beds for each hour."""
        more = np.arange(self.pmf.shape[1]) > np.asarray(beds)[:, None]
        return (self.pmf * more).sum(1)

    def missing(self, beds: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return how many beds are expected to be missing, one number of beds for each hour."""
        off = np.arange(self.pmf.shape[1]) - np.asarray(beds)[:, None]
        return (self.pmf * np.maximum(off, 0)).sum(1)


def of_stayers(chances: NDArray[np.float64]) -> Demand:
    """Return how many of these people are there, (people, hours) chances; nobody is a demand of 0.

    ValueError for what is no chance.
    """
    chances = np.asarray(chances, np.float64)
    if not ((chances >= 0) & (chances <= 1)).all():
        raise ValueError("A chance lies between 0 and 1.")
    found = np.zeros((chances.shape[1], len(chances) + 1))
    found[:, 0] = 1
    for number, chance in enumerate(chances, 1):
        stays = chance[:, None]
        found[:, 1 : number + 1] = (
            found[:, 1 : number + 1] * (1 - stays) + found[:, :number] * stays
        )
        found[:, 0] *= 1 - chance
    return Demand(found)


def of_newcomers(mean: NDArray[np.float64], dispersion: NDArray | float = 0.0) -> Demand:
    """Return the law of those yet to come, with a mean (and dispersion) for each hour."""
    mean = np.asarray(mean, np.float64)
    wide = np.sqrt(mean + dispersion * mean**2)
    size = int(np.max(mean + 9 * wide, initial=0)) + 30
    pmf = count_law.pmf(mean, dispersion, size)
    while (1 - pmf.sum(1)).max(initial=0) > 1e-12 or pmf[:, -1].max(initial=0) > TAIL:
        size *= 2
        pmf = count_law.pmf(mean, dispersion, size)
        if size > count_law.CELLS:
            raise ValueError("The law of newcomers is too wide to be summed.")
    return _cut(pmf)


def total(parts: Iterable[Demand]) -> Demand:
    """Return the law of the sum of independent demands for the same hours (any order, one or
    more): parts of a unit, or units of a hospital."""
    first, *others = parts
    found = first.pmf
    for other in others:
        rows = [np.convolve(one, two) for one, two in zip(found, other.pmf, strict=True)]
        found = _cut(np.stack(rows)).pmf
    return Demand(found)


def to_come(hourly: NDArray[np.float64], settling: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how many newcomers are expected to be there at the end of each hour, from the
    admissions expected in each and the chance that they have stayed (`stay_hazards.settling`)."""
    return hourly @ settling


def moved(
    leaving: NDArray[np.float64], shares: NDArray[np.float64], settling: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the patients of other units expected in each unit, (units, hours).

    `leaving` (units, hours) is how many leave each unit in each hour, `shares` (from, to) which
    part of them goes where, `settling` (units, hours, hours) as in `to_come`.
    """
    coming = np.asarray(shares).T @ leaving
    return np.einsum("uj,ujh->uh", coming, settling)


def _cut(pmf: NDArray[np.float64]) -> Demand:
    """Return the law without the end that matters to no hour."""
    kept = np.flatnonzero((pmf > TAIL).any(axis=0))
    return Demand(pmf[:, : int(kept[-1]) + 1] if len(kept) else pmf[:, :1])
