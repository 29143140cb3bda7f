"""Laws of hours to come, as forecasters give them: a law of counts, or past errors around a point.

Both answer the same questions, so that any forecaster is scored like any other.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from carepath.analysis import count_law


class Law(Protocol):
    """One entry an hour: `point` is the single number to judge, `mean` the expected count."""

    @property
    def point(self) -> NDArray[np.float64]: ...

    @property
    def mean(self) -> NDArray[np.float64]: ...

    def quantiles(self, shares: Sequence[float]) -> NDArray[np.float64]:
        """Return (hours, shares)."""
        ...

    def cdf(self, count: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return P(X <= count) of each hour."""
        ...


@dataclass(frozen=True, slots=True)
class Counts:
    """Negative binomial counts. The point is the median, which has the least absolute error."""

    mean: NDArray[np.float64]
    dispersion: NDArray[np.float64] | float

    @property
    def point(self) -> NDArray[np.float64]:
        return self.quantiles((0.5,))[..., 0]

    def quantiles(self, shares: Sequence[float]) -> NDArray[np.float64]:
        """Return (hours, shares)."""
        return count_law.quantiles(self.mean, self.dispersion, shares).astype(np.float64)

    def cdf(self, count: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return P(X <= count) of each hour."""
        return count_law.cdf(count, self.mean, self.dispersion)


@dataclass(frozen=True, slots=True)
class MeanCounts(Counts):
    """The same with the mean as its point, as baselines are usually reported."""

    @property
    def point(self) -> NDArray[np.float64]:
        return self.mean


@dataclass(frozen=True, slots=True)
class PastErrors:
    """A point an hour with past errors around it, never below 0; `errors` (hours, n) or (1, n)."""

    point: NDArray[np.float64]
    errors: NDArray[np.float64]

    @property
    def mean(self) -> NDArray[np.float64]:
        return self.point

    def quantiles(self, shares: Sequence[float]) -> NDArray[np.float64]:
        """Return (hours, shares), interpolated between errors."""
        of_error = np.quantile(self.errors, shares, axis=-1).T
        return np.maximum(self.point[:, None] + of_error, 0)

    def cdf(self, count: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return P(X <= count) of each hour."""
        room = (count - self.point)[:, None]
        return np.where(count < 0, 0, (self.errors <= room).mean(axis=-1))
