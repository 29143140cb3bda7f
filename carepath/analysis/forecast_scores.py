"""How good forecasts of counts were: error, loss of the quantiles, coverage, bias and width.

Method: MASE, the mean absolute error over that of "as a week ago" in the past; WQL, twice the
pinball loss over the sum of what came, a quantile; coverage by the randomised probability integral
transform, since intervals of whole counts hold more than they say. Actual values that are nan are
left out. Reference: Hyndman & Koehler, Int. J. Forecast. 22 (2006) 679-688; Czado, Gneiting &
Held, Biometrics 65 (2009) 1254-1261.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from carepath.analysis.wall_hours import WEEK


@dataclass(frozen=True, slots=True)
class Scores:
    """The figures of one forecaster over n values. `mase` is None where the past never changes,
    `wql` where nothing came; `bias` is the mean of forecast less actual, `width_80` the mean width
    of the central 80 %, both in counts."""

    n: int
    mase: float | None
    wql: float | None
    coverage_80: float
    coverage_95: float
    bias: float
    width_80: float


@dataclass(frozen=True, slots=True)
class Told:
    """What a forecaster said of each value, and what came; arrays of one shape, quantiles with
    the shares on a further axis. `pit` is uniform when the forecaster is right about the spread."""

    actual: NDArray[np.float64]
    point: NDArray[np.float64]
    mean: NDArray[np.float64]
    quantiles: NDArray[np.float64]
    pit: NDArray[np.float64]


def scores(told: Told, shares: Sequence[float], scale: float) -> Scores:
    """Return the figures; `shares` must hold .1 and .9, `scale` is that of `mase_scale`.

    ValueError when no actual value is known.
    """
    known = ~np.isnan(told.actual)
    n = int(known.sum())
    if not n:
        raise ValueError("There is nothing to score: no actual value is known.")
    actual, quantiles, pit = told.actual[known], told.quantiles[known], told.pit[known]
    total, loss = float(actual.sum()), pinball(actual, quantiles, shares)
    low, high = shares.index(0.1), shares.index(0.9)
    return Scores(
        n=n,
        mase=float(np.abs(actual - told.point[known]).mean() / scale) if scale > 0 else None,
        wql=2 * loss / (len(shares) * total) if total else None,
        coverage_80=coverage(pit, 0.8),
        coverage_95=coverage(pit, 0.95),
        bias=float((told.mean[known] - actual).mean()),
        width_80=float((quantiles[:, high] - quantiles[:, low]).mean()),
    )


def mase_scale(counts: NDArray[np.float64]) -> float:
    """Return the mean absolute difference of hours a week apart; 0 when there are none."""
    apart = np.abs(counts[WEEK:] - counts[:-WEEK])
    apart = apart[~np.isnan(apart)]
    return float(apart.mean()) if len(apart) else 0.0


def pinball(actual: NDArray, quantiles: NDArray, shares: Sequence[float]) -> float:
    """Return the sum of pinball losses of quantiles (values, shares)."""
    off = actual[..., None] - quantiles
    share = np.asarray(shares)
    return float(np.maximum(share * off, (share - 1) * off).sum())


def randomised_pit(
    below: NDArray[np.float64], at: NDArray[np.float64], seed: Sequence[int]
) -> NDArray[np.float64]:
    """Return a uniform draw between P(X < actual) and P(X <= actual) for each value; the same
    seed (series, origin) gives the same draws."""
    return below + np.random.default_rng(seed).random(below.shape) * (at - below)


def coverage(pit: NDArray[np.float64], central: float) -> float:
    """Return the share of values in the central part of what was said."""
    return float((np.abs(pit - 0.5) <= central / 2).mean())
