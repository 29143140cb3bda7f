"""Baselines that a forecast must beat to be of use: as a week ago, the usual of the hour of the
week, and as now. Reference: Hyndman & Athanasopoulos, Forecasting (2021), 5.2.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from carepath.analysis.forecast_laws import Law, MeanCounts, PastErrors
from carepath.analysis.wall_hours import WEEK, Hours

YEAR = 8_760
"""Last errors that give the spread."""
WEEKS = 8
Forecaster = Callable[[NDArray[np.float64], Hours, Hours], Law]
"""Counts of the past (nan = not known), its hours and the hours to come, to their law."""


def seasonal_naive(counts: NDArray[np.float64], past: Hours, coming: Hours) -> Law:
    """Return the counts of the last week again, with a year's differences from week to week."""
    filled = _filled(counts, WEEK)
    point = filled[len(filled) - WEEK :][np.arange(coming.n) % WEEK]
    return PastErrors(point, _known(counts[WEEK:] - counts[:-WEEK])[-YEAR:][None])


def hour_of_week_mean(counts: NDArray[np.float64], past: Hours, coming: Hours) -> Law:
    """Return Poisson counts around the mean of the hour of the week over eight weeks."""
    last = slice(-WEEKS * WEEK, None)
    recent, slot = counts[last], past.slot[last]
    told = ~np.isnan(recent)
    sums = np.bincount(slot[told], recent[told], minlength=WEEK)
    n = np.bincount(slot[told], minlength=WEEK)
    usual = np.where(n > 0, sums / np.maximum(n, 1), sums.sum() / max(n.sum(), 1))
    return MeanCounts(usual[coming.slot], 0.0)


def persistence(counts: NDArray[np.float64], past: Hours, coming: Hours) -> Law:
    """Return the last known count for every hour, with a year's errors of doing so."""
    told = _known(counts)
    ahead = np.arange(1, coming.n + 1)
    recent = counts[-YEAR:]
    rows = np.arange(max(len(recent) - coming.n, 1))
    places = np.minimum(rows[None] + ahead[:, None], len(recent) - 1)
    errors = recent[places] - recent[rows][None]
    errors = np.where(np.isnan(errors), np.nanmedian(errors), errors)
    return PastErrors(np.full(coming.n, told[-1]), errors)


BASELINES: dict[str, Forecaster] = {
    "seasonal_naive_168": seasonal_naive,
    "hour_of_week_mean_8w": hour_of_week_mean,
    "persistence": persistence,
}


def _filled(counts: NDArray[np.float64], lag: int) -> NDArray[np.float64]:
    """Return the counts with what is not known taken from a week before, at last from the mean."""
    found = counts[-9 * lag :].copy()
    for first in range(lag, len(found)):
        if np.isnan(found[first]):
            found[first] = found[first - lag]
    return np.where(np.isnan(found), _known(counts).mean(), found)


def _known(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return values[~np.isnan(values)]
