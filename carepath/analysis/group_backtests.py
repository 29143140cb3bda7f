"""How good the forecasts of groups of arrivals were: what would have been said of each at past
moments, and what came.

Method: as for any series, at rolling origins; but in windows of eight hours, as an hour of a small
group holds none or one and says little. A group has skill where its loss is below that of both
simple rules: its own mean of the hour of the week, and as a week ago.
Reference: docs/algorithms/forecasts.md.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from carepath.analysis import arrival_groups, backtests, forecast_scores, forecasts
from carepath.analysis.arrival_groups import Groups
from carepath.analysis.forecast_baselines import (
    Forecaster,
    hour_of_week_mean,
    seasonal_naive,
)
from carepath.analysis.forecast_laws import Counts, Law, MeanCounts, PastErrors
from carepath.analysis.forecast_scores import Scores
from carepath.analysis.wall_hours import WEEK, Hours

WIDTH = 8
"""Hours of a window."""
COLUMN = forecasts.WIDTHS.index(WIDTH)
Parted = tuple[NDArray[np.float64], NDArray[np.float64]]
"""Means of each group, (groups, hours), and the dispersion of their windows, (groups,)."""


@dataclass(frozen=True, slots=True)
class Judged:
    """Scores of one group in windows of eight hours (no MASE), and the loss of each rule."""

    scores: Scores
    rules: Mapping[str, float | None]

    @property
    def skill(self) -> bool:
        """Whether the loss is below that of every rule; not where nobody came."""
        loss = self.scores.wql
        return loss is not None and all(
            one is not None and loss < one for one in self.rules.values()
        )


def parted(groups: Groups, whole: Forecaster) -> Callable[[int, Hours, Hours], Parted]:
    """Return what would have been told at a place of the hours from it on, given those before."""

    def told(place: int, past: Hours, coming: Hours) -> Parted:
        counts = groups.counts[:, :place].sum(0)
        one = arrival_groups.part(groups.until(place), past, coming)
        mean = arrival_groups.means(whole(counts, past, coming).mean, one.share)
        return mean, one.dispersion[:, COLUMN]

    return told


def judged(
    groups: Groups,
    told: Mapping[int, Parted],
    hours: Hours,
    horizon: int,
    seed: int,
) -> dict[str, Judged]:
    """Return how good each group was; `told` maps places of origins to what was said there.

    `hours` are those of the counts, and `horizon` more.
    """
    found = {}
    for row, label in enumerate(groups.labels):
        counts = np.concatenate((groups.counts[row], np.full(horizon, np.nan)))

        def scored(forecaster: Forecaster, counts: NDArray = counts, row: int = row) -> Scores:
            said = backtests.told(
                forecaster, counts, hours, sorted(told), horizon, seed + row, WIDTH
            )
            return forecast_scores.scores(said, forecasts.SHARES, 0.0)

        found[label] = Judged(
            scored(_ours(told, row)), {name: scored(rule).wql for name, rule in RULES.items()}
        )
    return found


def _ours(told: Mapping[int, Parted], row: int) -> Forecaster:
    def law(counts: NDArray[np.float64], past: Hours, coming: Hours) -> Law:
        mean, spread = told[len(counts)]
        return Counts(_windows(mean[row]), float(spread[row]))

    return law


def _mean_of_hours(counts: NDArray[np.float64], past: Hours, coming: Hours) -> Law:
    return MeanCounts(_windows(hour_of_week_mean(counts, past, coming).mean), 0.0)


def _week_ago(counts: NDArray[np.float64], past: Hours, coming: Hours) -> Law:
    point = _windows(seasonal_naive(counts, past, coming).point)
    sums = _windows(counts[len(counts) % WIDTH :])
    return PastErrors(point, (sums[WEEK // WIDTH :] - sums[: -WEEK // WIDTH])[None])


RULES: dict[str, Forecaster] = {
    "hour_of_week_mean_8w": _mean_of_hours,
    "seasonal_naive_168": _week_ago,
}


def _windows(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return values[: len(values) // WIDTH * WIDTH].reshape(-1, WIDTH).sum(1)


def usable(places: Sequence[int], hours: int) -> list[int]:
    """Return the places of origins that have two weeks before them and an end that is known."""
    return sorted(place for place in places if backtests.LEAST_PAST <= place <= hours - WIDTH)
