"""How good forecasts of who leaves were: each window of hours as it was told, beside who left.

Method: the law of a window is scored like any other count; beside it "as in the last weeks", the
mean of the same window one to four weeks before, as far as it is known. A window counts where both
can be said. Assumption: none; the windows of one origin share their patients, so that days count
as history. Reference: docs/algorithms/bed_demand.md.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from carepath.analysis import departures_ahead, forecast_scores, forecasts
from carepath.analysis.departures_ahead import Departures
from carepath.analysis.forecast_scores import Told
from carepath.analysis.unit_demand import Stays
from carepath.frames.moments import DAY, HOUR, OPEN

WEEKS = (1, 2, 3, 4)
"""Weeks before whose same window is what a simple rule expects."""
HELD = (0.72, 0.88)
"""What the central 80 % may hold before a forecast is called not calibrated."""
LEAST_DAYS = 14
"""Origins, one a day, without which the history is short."""


@dataclass(frozen=True, slots=True)
class Judged:
    """Figures of n windows of so many hours from `origins` forecasts, in patients: the mean error
    of the middle, the mean of expected less left (`bias`), what the ranges held and how wide the
    central 80 % was; `rule_error` and `rule_bias` are those of the last weeks' mean."""

    width: int
    origins: int
    n: int
    error: float
    rule_error: float
    bias: float
    rule_bias: float
    coverage_80: float
    coverage_95: float
    width_80: float
    left: float

    @property
    def skill(self) -> bool:
        """Whether the error is below that of the simple rule."""
        return self.error < self.rule_error

    @property
    def calibrated(self) -> bool:
        """Whether the central 80 % held about as much as it says."""
        return HELD[0] <= self.coverage_80 <= HELD[1]

    @property
    def short(self) -> bool:
        """Whether too few days are known to go by."""
        return self.origins < LEAST_DAYS


@dataclass(frozen=True, slots=True)
class _Windows:
    """The windows of one origin that are over: their law, who left, and what the rule expects."""

    law: Departures
    left: NDArray[np.float64]
    usual: NDArray[np.float64]


def judged(
    found: Mapping[int, Departures],
    stays: Stays,
    *,
    since: int,
    now: int,
    hours: int,
    seed: int,
) -> tuple[Judged, ...]:
    """Return how good the windows within some hours of each origin (microseconds) were, by width.

    Who left is known from `since` to `now`. Widths of which no window can be judged are left out.
    """
    ended = np.sort(stays.ended[stays.ended < OPEN])
    each = [
        _of_width(
            width,
            dict(_windows(found, ended, width, since, now, hours)),
            seed,
        )
        for width in departures_ahead.WIDTHS
    ]
    return tuple(one for one in each if one is not None)


def usual(
    ended: NDArray[np.int64], begins: NDArray[np.int64], ends: NDArray[np.int64], since: int
) -> NDArray[np.float64]:
    """Return how many left in the same windows of the weeks before on average, nan where none of
    them is known whole. `ended` is sorted; all in microseconds."""
    total, known = np.zeros(len(ends)), np.zeros(len(ends))
    for week in WEEKS:
        back = week * 7 * DAY
        whole = begins - back >= since
        total += np.where(whole, _left(ended, begins - back, ends - back), 0)
        known += whole
    return np.where(known > 0, total / np.maximum(known, 1), np.nan)


def _windows(
    found: Mapping[int, Departures],
    ended: NDArray[np.int64],
    width: int,
    since: int,
    now: int,
    hours: int,
) -> Iterator[tuple[int, _Windows]]:
    for origin in sorted(found):
        law = found[origin].of_width(width)
        begins, ends = origin + law.begins * HOUR, origin + law.ends * HOUR
        expected = usual(ended, begins, ends, since)
        kept = (law.ends <= hours) & (ends <= now) & ~np.isnan(expected)
        if kept.any():
            yield (
                origin,
                _Windows(law.only(kept), _left(ended, begins[kept], ends[kept]), expected[kept]),
            )


def _of_width(width: int, found: Mapping[int, _Windows], seed: int) -> Judged | None:
    if not found:
        return None
    rows = [_told(one, (seed, width, origin // HOUR)) for origin, one in found.items()]
    said = Told(*(np.concatenate(column) for column in zip(*rows, strict=True)))
    rule = np.concatenate([one.usual for one in found.values()])
    scores = forecast_scores.scores(said, forecasts.SHARES, 1.0)
    return Judged(
        width=width,
        origins=len(found),
        n=scores.n,
        error=float(np.abs(said.actual - said.point).mean()),
        rule_error=float(np.abs(said.actual - rule).mean()),
        bias=scores.bias,
        rule_bias=float((rule - said.actual).mean()),
        coverage_80=scores.coverage_80,
        coverage_95=scores.coverage_95,
        width_80=scores.width_80,
        left=float(said.actual.mean()),
    )


def _told(one: _Windows, seed: tuple[int, ...]) -> tuple[NDArray, ...]:
    law, left = one.law.law, one.left.astype(np.int64)
    quantiles = law.quantiles(forecasts.SHARES).astype(float)
    pit = forecast_scores.randomised_pit(law.cdf(left - 1), law.cdf(left), seed)
    return one.left, quantiles[:, forecasts.SHARES.index(0.5)], law.mean, quantiles, pit


def _left(
    ended: NDArray[np.int64], since: NDArray[np.int64], until: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return how many ended after one moment and by another."""
    by = np.searchsorted(ended, until, side="right")
    return (by - np.searchsorted(ended, since, side="right")).astype(float)
