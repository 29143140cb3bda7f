"""The law of a count: negative binomial with a mean and a dispersion, Poisson where there is none.

Method: variance = mean + dispersion * mean^2. Probabilities come from their ratios, summed as
logarithms from P(0), so that large means do not underflow. Reference: Hilbe, Negative Binomial
Regression (2011), 8.2.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

POISSON = 1e-6
"""Dispersion up to which a law is Poisson."""
CELLS = 2_000_000
"""Largest table made at once; bounds the memory."""
SLACK = 1e-12
"""A share this little below a quantile's has reached it: sums of probabilities are rounded."""


def pmf(mean: NDArray, dispersion: NDArray, size: int) -> NDArray[np.float64]:
    """Return P(0) .. P(size - 1) of each law, with one axis more at the end."""
    mean, spread = _laws(mean, dispersion)
    k = np.arange(1, size)
    with np.errstate(divide="ignore"):
        none = np.where(spread > 0, -np.log1p(spread * mean) / np.where(spread, spread, 1), -mean)
        growth = mean / (1 + spread * mean)
        steps = np.log(growth[..., None] * (1 + spread[..., None] * (k - 1)) / k)
    logs = np.concatenate([none[..., None], steps], axis=-1)
    return np.exp(np.cumsum(logs, axis=-1, out=logs), out=logs)


def quantiles(
    mean: NDArray, dispersion: NDArray | float, shares: Sequence[float]
) -> NDArray[np.int64]:
    """Return the smallest count whose distribution reaches each share (between 0 and 1), on a new
    last axis. They never fall with the share and are never negative."""
    mean, spread = _laws(mean, dispersion)
    found = np.empty((mean.size, len(shares)), np.int64)
    flat, wide = mean.ravel(), spread.ravel()
    by_mean = np.argsort(flat, kind="stable")
    # Cantelli: no more than 1 - share lies further above the mean than this many deviations.
    reach = max(np.sqrt(share / (1 - share)) for share in shares)
    top = np.ceil(flat + reach * np.sqrt(flat + wide * flat**2)).astype(int) + 1
    for part in _parts(by_mean, top):
        below = np.cumsum(pmf(flat[part], wide[part], int(top[part].max()) + 1), axis=-1)
        for column, share in enumerate(shares):
            found[part, column] = (below < share - SLACK).sum(axis=-1)
    return found.reshape(*mean.shape, len(shares))


def cdf(count: NDArray, mean: NDArray, dispersion: NDArray | float) -> NDArray[np.float64]:
    """Return P(X <= count) element by element; 0 for a negative count."""
    mean, spread = _laws(mean, dispersion)
    asked = np.broadcast_to(np.asarray(count, np.int64), mean.shape).ravel()
    flat, wide = mean.ravel(), spread.ravel()
    found = np.zeros(mean.size)
    for part in _parts(np.argsort(asked, kind="stable"), np.maximum(asked, 0) + 1):
        some = asked[part]
        below = np.cumsum(pmf(flat[part], wide[part], max(int(some.max()), 0) + 1), axis=-1)
        chosen = np.take_along_axis(below, np.maximum(some, 0)[:, None], axis=-1)[:, 0]
        found[part] = np.where(some < 0, 0, np.minimum(chosen, 1))
    return found.reshape(mean.shape)


def dispersion(actual: NDArray, mean: NDArray, axis: int = -1) -> NDArray[np.float64]:
    """Return the dispersion that fits the squared errors of these means, 0 for no more than
    Poisson's. What is not a number is left out."""
    known = ~np.isnan(actual) & (mean > 0)
    error, level = np.where(known, actual - mean, 0), np.where(known, mean, 0)
    squares = (level**2).sum(axis)
    excess = (error**2 - level).sum(axis)
    return np.maximum(excess / np.where(squares > 0, squares, 1), 0)


def _laws(mean: NDArray, dispersion: NDArray | float) -> tuple[NDArray, NDArray]:
    mean = np.asarray(mean, np.float64)
    spread = np.asarray(dispersion, np.float64)
    if (mean < 0).any() or (spread < 0).any() or np.isnan(mean).any() or np.isnan(spread).any():
        raise ValueError("The mean and the dispersion of a count are numbers of 0 or more.")
    mean, spread = np.broadcast_arrays(mean, spread)
    return mean, np.where(spread > POISSON, spread, 0)


def _parts(order: NDArray[np.int64], sizes: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    """Return stretches of the order whose tables stay within CELLS."""
    step = max(CELLS // max(int(sizes.max(initial=1)) + 1, 1), 1)
    return [order[low : low + step] for low in range(0, len(order), step)]
