"""Arrivals of one place by acuity, as parts of its forecast.

Method: each group is foretold by itself as any series is, and its share of the sum of all groups
is its part of the forecast of the whole, hour by hour; so the parts add up to the whole. Its spread
is its own, at each width. Assumption: what tells apart groups changes no faster than levels do.
Reference: Hyndman & Athanasopoulos, Forecasting (2021), 11.3 (forecast proportions);
docs/algorithms/forecasts.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from carepath.analysis import arrival_series, forecasts
from carepath.analysis.arrival_series import Openings
from carepath.analysis.wall_hours import WEEK, Hours
from carepath.frames import acuity

WEEKS = 26
"""Weeks of arrivals that are looked at."""
LEAST = 10
"""Arrivals within them for a level to be a group of its own."""
MOST = 12
"""Levels that are groups of their own; a scale has three to seven."""


@dataclass(frozen=True, slots=True)
class Groups:
    """How many of each group came, (groups, hours)."""

    labels: tuple[str, ...]
    counts: NDArray[np.float64]

    def until(self, hours: int) -> "Groups":
        """Return the hours before a place, at most WEEKS of them."""
        first = max(hours - WEEKS * WEEK, 0)
        return Groups(self.labels, self.counts[:, first:hours])


@dataclass(frozen=True, slots=True)
class Parts:
    """The share of each group in the hours to come, (groups, hours), of sum 1; and its dispersion
    by width, (groups, widths) in the order of `forecasts.WIDTHS`."""

    labels: tuple[str, ...]
    share: NDArray[np.float64]
    dispersion: NDArray[np.float64]


def groups(found: Openings, said: Mapping[int, str], since: int, now: int) -> Groups | None:
    """Return the arrivals of each group in the whole hours that end by `now`, counted back from it;
    None where nothing is told of acuity.

    `said` maps journeys to labels. Whoever is in none is a group; levels that are too rare are one.
    """
    recent = found.since(since)
    labels = np.array([said.get(one, acuity.NOT_TOLD) for one in recent.journey.tolist()], object)
    names, counts = np.unique(labels.astype(str), return_counts=True)
    if not set(names.tolist()) - {acuity.NOT_TOLD}:
        return None
    own = _own(names.tolist(), counts.tolist())
    shown = np.array([one if one in own else acuity.OTHER for one in labels.tolist()])
    order = acuity.in_order(set(shown.tolist()))
    rows = [arrival_series.hourly(recent.where(shown == one), since, now) for one in order]
    return Groups(tuple(order), np.stack(rows))


def _own(names: Sequence[str], counts: Sequence[int]) -> set[str]:
    levels = [
        (-count, name) for name, count in zip(names, counts, strict=True)
        if name != acuity.NOT_TOLD and count >= LEAST
    ]  # fmt: skip
    return {name for _count, name in sorted(levels)[:MOST]} | {acuity.NOT_TOLD}


def parts(found: Sequence[Groups | None], past: Hours, coming: Hours) -> list[Parts | None]:
    """Return how each place's forecast is parted; None where there are no groups.

    `past` are hours that end where the counts do. All are foretold at once.
    """
    made = iter(_made([one for one in found if one is not None], past, coming))
    return [None if one is None else next(made) for one in found]


def part(found: Groups, past: Hours, coming: Hours) -> Parts:
    """Return how one place's forecast is parted."""
    return _made([found], past, coming)[0]


def _made(found: Sequence[Groups], past: Hours, coming: Hours) -> list[Parts]:
    if not found:
        return []
    counts = np.concatenate([one.counts for one in found])
    told = forecasts.forecast(counts, past.part(slice(past.n - counts.shape[1], None)), coming)
    spread = np.stack([told.dispersion[width] for width in forecasts.WIDTHS], axis=1)
    ends = np.cumsum([len(one.labels) for one in found]).tolist()
    places = [slice(end - len(one.labels), end) for one, end in zip(found, ends, strict=True)]
    return [
        Parts(one.labels, _shares(told.mean[rows], one.counts), spread[rows])
        for one, rows in zip(found, places, strict=True)
    ]


def _shares(mean: NDArray, counts: NDArray) -> NDArray[np.float64]:
    """Return each group's share; where nobody is expected at all, that of all who came."""
    usual = np.broadcast_to(counts.sum(1, keepdims=True) / max(counts.sum(), 1), mean.shape)
    total = mean.sum(0)
    return np.where(total > 0, mean / np.where(total > 0, total, 1), usual)


def means(whole: NDArray[np.float64], share: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what is expected of each group: these shares of the whole, which they add up to."""
    total = share.sum(0)
    return whole * share / np.where(total > 0, total, 1)
