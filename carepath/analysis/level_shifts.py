"""Level shifts: a day from which on a time is longer or shorter than before.

Method: centred ranks less the usual of their weekday, summed by day; for each day the mean before
against the mean from then on, over the long-run standard error of the two (neighbouring days vary
together). The largest is judged by the law of the largest of a standardised Brownian bridge. A
shift must still stand in the second half of what follows, else it was an episode.
Assumption: one shift; days a few days apart are independent.
Reference: Csorgo & Horvath, Limit Theorems in Change-Point Analysis (1997), 1.3.26.
"""

from collections.abc import Iterable
from math import exp, log, pi, sqrt

import numpy as np
from numpy.typing import NDArray

from carepath.analysis import clusters, tails
from carepath.analysis.compared import Least, of_medians
from carepath.analysis.looks import LEVEL_SHIFT, SILENT, Finding, Look
from carepath.analysis.series import FEWEST, Series
from carepath.frames.moments import HOUR, MINUTE

LEAST = Least(5 * MINUTE, 1.25, 7)
"""Less cannot be acted upon, and a few odd days on either side are no shift."""


def looks(found: Iterable[Series]) -> list[Look]:
    """Return one look a series."""
    return [_look(series) for series in found]


def _look(series: Series) -> Look:
    day = series.day
    days = int(day.max()) + 1
    if days < 2 * LEAST.days or series.n < 2 * FEWEST:
        return SILENT
    score = series.rank - _usual(series, days)
    counts, sums = np.bincount(day, minlength=days), np.bincount(day, score, minlength=days)
    first = _first_day(counts, sums)
    if first is None:
        return SILENT
    after = day >= first
    if not _lasts(score, day, after):
        return SILENT
    finding = _finding(series, day, after, first)
    return SILENT if finding is None else Look(_chance(counts, sums, first), finding)


def _usual(series: Series, days: int) -> NDArray[np.float64]:
    """Return the mean rank of each one's weekday, 0 where there are too few weeks for one."""
    if days < 3 * 7:
        return np.zeros(series.n)
    counts = np.bincount(series.weekday, minlength=7)
    sums = np.bincount(series.weekday, series.rank, minlength=7)
    return (sums / np.maximum(counts, 1))[series.weekday]


def _inner(counts: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return before which days a shift can be looked for: enough days and times on either side."""
    before = np.cumsum(counts) - counts
    days = np.cumsum(counts > 0) - (counts > 0)
    n, all_days = counts.sum(), np.count_nonzero(counts)
    enough = (before >= FEWEST) & (n - before >= FEWEST) & (counts > 0)
    return enough & (days >= LEAST.days) & (all_days - days >= LEAST.days)


def _differences(counts: NDArray[np.int64], sums: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return for each day the mean from then on less the mean before, in standard units of n."""
    n, total = counts.sum(), sums.sum()
    before = np.cumsum(counts) - counts
    low, rest = np.cumsum(sums) - sums, n - before
    with np.errstate(divide="ignore", invalid="ignore"):
        return ((total - low) / rest - low / before) / np.sqrt(1 / before + 1 / rest)


def _first_day(counts: NDArray[np.int64], sums: NDArray[np.float64]) -> int | None:
    inner = _inner(counts)
    if not inner.any():
        return None
    return int(np.argmax(np.where(inner, np.abs(_differences(counts, sums)), -1)))


def _chance(counts: NDArray[np.int64], sums: NDArray[np.float64], first: int) -> float:
    """Return the chance that the largest difference is as large as this one."""
    n, after = counts.sum(), np.arange(len(counts)) >= first
    means = [sums[part].sum() / counts[part].sum() for part in (~after, after)]
    left = sums - counts * np.where(after, means[1], means[0])
    days = int(np.count_nonzero(counts))
    spread = clusters.long_run(left)
    error = sqrt(spread.variance / n * days / (days - 2))
    if error == 0:
        return 1.0
    # Days that vary together are fewer pieces of evidence.
    df = max(days * spread.own / (clusters.LAGS + 1), 1)
    z = tails.as_normal(abs(float(_differences(counts, sums)[first])) / error, df)
    shares = (np.cumsum(counts) - counts)[_inner(counts)] / n
    return largest_of_bridge(z, float(shares.min()), float(shares.max()))


def largest_of_bridge(z: float, low: float, high: float) -> float:
    """Return the chance that a standardised Brownian bridge exceeds z either way between two
    shares of its way."""
    if z < 1.5:
        return 1.0
    wide = log(high * (1 - low) / (low * (1 - high)))
    density = z * exp(-z * z / 2) / sqrt(2 * pi)
    return min(1.0, density * ((1 - 1 / (z * z)) * wide + 4 / (z * z)))


def _lasts(score: NDArray[np.float64], day: NDArray[np.int64], after: NDArray[np.bool_]) -> bool:
    """Return whether at least half of the shift still stands in the second half of the rest."""
    middle = np.median(day[after])
    late = day >= middle
    shift = score[after].mean() - score[~after].mean()
    still = score[late].mean() - score[~after].mean()
    return bool(still * shift >= shift * shift / 2 and shift)


def _finding(
    series: Series, day: NDArray[np.int64], after: NDArray[np.bool_], first: int
) -> Finding | None:
    now, then = (clusters.median(series.us[part], day[part]) for part in (after, ~after))
    apart = clusters.medians_apart(now, then)
    larger, smaller = max(now.value, then.value), min(now.value, then.value)
    if abs(apart.value) < LEAST.us or larger < LEAST.ratio * smaller or apart.low < 0 < apart.high:
        return None
    n = int(after.sum())
    moved = float(series.us[after].sum() - n * series.us[~after].mean())
    begun = {"at": int(series.at[after].min()), "hours": abs(moved) / HOUR}
    return of_medians(LEVEL_SHIFT, series, now, then, n=n, **begun)
