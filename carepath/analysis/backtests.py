"""Backtests: what a forecaster would have said at past moments, and what came.

Method: rolling origins; at each one a forecaster is given the hours before it and nothing else,
and its law of the hours from it on is scored against what came. Reference: Tashman, Int. J.
Forecast. 16 (2000) 437-450.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from carepath.analysis import forecast_scores, forecasts
from carepath.analysis.forecast_baselines import BASELINES, Forecaster
from carepath.analysis.forecast_laws import Counts, Law
from carepath.analysis.forecast_scores import Scores, Told
from carepath.analysis.wall_hours import WEEK, Hours

LEAST_PAST = 2 * WEEK
"""Hours before the first origin without which there is no error to compare with."""
DAY = 24


class BacktestError(ValueError):
    """A backtest that cannot be made; the text says why."""


@dataclass(frozen=True, slots=True)
class Backtest:
    """Scores of the model by hour, by sums of 24 hours (None where the horizon holds none) and by
    day ahead; those of the baselines by hour."""

    scale: float
    hourly: Scores
    daily: Scores | None
    by_day: tuple[Scores, ...]
    baselines: Mapping[str, Scores]

    @property
    def skill(self) -> bool:
        """Whether the model's error is below that of every baseline."""
        errors = [one.mase for one in self.baselines.values() if one.mase is not None]
        return self.hourly.mase is not None and all(self.hourly.mase < error for error in errors)


def origins(first: int, every: int, number: int, horizon: int, hours: int) -> range:
    """Return the places of the origins in a series of so many hours; BacktestError when they do
    not fit."""
    if min(every, number, horizon) < 1:
        raise BacktestError("Hours between origins, origins and horizon are numbers from 1 on.")
    if first < LEAST_PAST:
        raise BacktestError(
            f"The series is too short: {first} hours lie before the first origin, "
            f"{LEAST_PAST} are needed."
        )
    room = (hours - horizon - first) // every + 1 if hours >= first + horizon else 0
    if number > room:
        raise BacktestError(
            f"The series is too short: after the first origin {room} of {number} origins have "
            f"{horizon} hours to come."
        )
    return range(first, first + every * number, every)


def model(counts: NDArray[np.float64], past: Hours, coming: Hours) -> Law:
    """Return our own law of the hours to come."""
    found = forecasts.forecast(counts[None], past, coming)
    mean, dispersion = found.of_width(1)
    return Counts(mean[0], dispersion[0])


def by_day(counts: NDArray[np.float64], past: Hours, coming: Hours) -> Law:
    """Return our own law of the sums of 24 hours to come."""
    found = forecasts.forecast(counts[None], past, coming)
    mean, dispersion = found.of_width(DAY)
    return Counts(mean[0], dispersion[0])


def backtest(
    counts: NDArray[np.float64], hours: Hours, places: Sequence[int], horizon: int, seed: int = 0
) -> Backtest:
    """Return the scores over these origins; `counts` (hours) holds nan where nothing is known."""
    scale = forecast_scores.mase_scale(counts[: places[0]])
    said = told(model, counts, hours, places, horizon, seed)
    days = horizon // DAY
    ahead = [slice(day * DAY, (day + 1) * DAY) for day in range(days)]
    return Backtest(
        scale=scale,
        hourly=_scores(said, scale),
        daily=_daily(counts, hours, places, days * DAY, seed) if days else None,
        by_day=tuple(_scores(_part(said, part), scale) for part in ahead if _any(said, part)),
        baselines={
            name: _scores(told(one, counts, hours, places, horizon, seed), scale)
            for name, one in BASELINES.items()
        },
    )


def told(
    forecaster: Forecaster,
    counts: NDArray[np.float64],
    hours: Hours,
    places: Sequence[int],
    horizon: int,
    seed: int = 0,
    width: int = 1,
) -> Told:
    """Return what a forecaster said at each origin, arrays of (origins, horizon / width)."""
    rows = []
    for place in places:
        past, coming = slice(0, place), slice(place, place + horizon)
        law = forecaster(counts[past].copy(), hours.part(past), hours.part(coming))
        actual = counts[coming].reshape(-1, width).sum(1)
        rows.append(_row(law, actual, (seed, place)))
    return Told(*(np.stack(column) for column in zip(*rows, strict=True)))


def _row(law: Law, actual: NDArray[np.float64], seed: Sequence[int]) -> tuple[NDArray, ...]:
    came = np.where(np.isnan(actual), 0, actual)
    pit = forecast_scores.randomised_pit(law.cdf(came - 1), law.cdf(came), seed)
    return actual, law.point, law.mean, law.quantiles(forecasts.SHARES), pit


def _daily(
    counts: NDArray, hours: Hours, places: Sequence[int], horizon: int, seed: int
) -> Scores | None:
    """Return the scores of daily totals against those of "as a week ago"."""
    said = told(by_day, counts, hours, places, horizon, seed, width=DAY)
    if np.isnan(said.actual).all():
        return None
    past = counts[: places[0]]
    sums = past[len(past) % DAY :].reshape(-1, DAY).sum(1)
    apart = np.abs(sums[7:] - sums[:-7])
    known = apart[~np.isnan(apart)]
    return _scores(said, float(known.mean()) if len(known) else 0.0)


def _scores(said: Told, scale: float) -> Scores:
    try:
        return forecast_scores.scores(said, forecasts.SHARES, scale)
    except ValueError as error:
        raise BacktestError(str(error)) from error


def _part(said: Told, part: slice) -> Told:
    return Told(*(getattr(said, name)[:, part] for name in Told.__slots__))


def _any(said: Told, part: slice) -> bool:
    return bool((~np.isnan(said.actual[:, part])).any())
