"""Arrivals to come, hour by hour, as a law of counts for many series at once.

Method: level of the last days times rhythm of the week (times what kinds of special days brought);
the spread is that of the errors of the last weeks, each predicted from the days before it, and is
fitted at each width of its own (hour, eight hours, day), since hours of one day vary together.
No clock and no chance enters: equal input gives equal output. Assumption: the coming week is like
the last ones but for known special days. Reference: docs/algorithms/forecasts.md.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from carepath.analysis import count_law, forecast_level, forecast_rhythm, silences
from carepath.analysis.forecast_rhythm import Known
from carepath.analysis.wall_hours import WEEK, Hours

SHARES = (0.025, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.975)
LONGEST = 104
"""Weeks that are looked at."""
CHECKED = 26
"""Last weeks whose errors give the spread."""
SHORT = 8
"""Weeks below which a forecast says that its history is short."""
CAUTIOUS = 0.05
"""Least dispersion while fewer than FEW weeks can be checked."""
FEW = 4
WIDTHS = (1, 8, 24)
"""Hours of the windows that have a spread of their own."""
DAYS_ALIKE = 50.0
"""Arrivals' worth of all special days that steady a single kind."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """What a series knows of a kind of special day that is to come.

    `factor` is what is expected over an ordinary day of its weekday; `alike` on how many earlier
    days of the kind it rests, `others` how many of other kinds are known, `begun` whether the day
    itself has hours that are over. Without `alike` the mean of all special days known is taken,
    those hours among them; without any the factor is 1.
    """

    factor: float
    alike: int
    others: int
    begun: bool


@dataclass(frozen=True, slots=True)
class Forecast:
    """What is to come, for each series.

    `mean` (series, hours); `dispersion` maps the width of a window in hours to one value a series;
    `weeks` is how much of the history was known; `shifted` how many days ago the level shifted, 0
    for no shift; `silent` how many hours of the history were taken as a feed that was down;
    `lessons` what each series knows of each kind of special day that is to come, by its code.
    """

    mean: NDArray[np.float64]
    dispersion: dict[int, NDArray[np.float64]]
    weeks: NDArray[np.float64]
    shifted: NDArray[np.int64]
    silent: NDArray[np.int64]
    lessons: tuple[Mapping[int, Lesson], ...]

    @property
    def short(self) -> NDArray[np.bool_]:
        """Which series have too little history: their rhythm is borrowed, their spread guessed."""
        return self.weeks < SHORT

    def of_width(self, width: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return (mean, dispersion) of windows of 1, 8 or 24 hours from the first hour on, each
        (series, windows); hours that fill no window are left out."""
        series, hours = self.mean.shape
        whole = self.mean[:, : hours // width * width].reshape(series, -1, width).sum(2)
        return whole, np.broadcast_to(self.dispersion[width][:, None], whole.shape)

    def quantiles(self, shares: tuple[float, ...] = SHARES, width: int = 1) -> NDArray[np.int64]:
        """Return counts, (series, windows, shares): whole, not negative, never falling."""
        return count_law.quantiles(*self.of_width(width), shares)


def forecast(counts: NDArray[np.float64], past: Hours, coming: Hours) -> Forecast:
    """Return the forecast of each series for the coming hours.

    `counts` (series, past hours) holds nan where nothing is known. ValueError for a count below 0
    and for a series of which not a whole day is known.
    """
    keep = slice(max(past.n - LONGEST * WEEK, 0), None)
    counts, past = np.asarray(counts, np.float64)[:, keep], past.part(keep)
    _check(counts, past)
    silent = silences.silent(counts, _usual(_known(counts, past)))
    known = _known(np.where(silent, np.nan, counts), past)
    rhythm = forecast_rhythm.rhythm(known)
    usual = known.share * rhythm[:, known.slot]
    days = _sums(known.count, 24), _sums(usual, 24)
    levels = forecast_level.running(*days)
    weight = forecast_level.mixed(*days, levels)
    level, shifted = forecast_level.now(*days, weight)
    heard = np.where(silent, np.nan, counts)
    factors = _factors(heard, past, known, rhythm)
    special = {int(code): factors(code) for code in np.unique(coming.special) if code}
    mean = level[:, None] * rhythm[:, coming.slot] * coming.share * _each(special, coming, counts)
    return Forecast(
        mean=mean,
        dispersion=_dispersion(known.count, usual, (levels * weight[:, :, None]).sum(0)),
        weeks=(known.share > 0).sum(1) / WEEK,
        shifted=shifted,
        silent=silent.sum(1),
        lessons=_lessons(special, heard, past, coming),
    )


def _check(counts: NDArray, past: Hours) -> None:
    if counts.ndim != 2 or counts.shape[1] != past.n:
        raise ValueError("Counts are needed for each series and hour of the past.")
    if (counts < 0).any() or np.isinf(counts).any():
        raise ValueError("A count is a number of 0 or more.")
    if ((~np.isnan(counts)).sum(1) < 24).any():
        raise ValueError("Of each series at least 24 hours must be known.")


def _known(counts: NDArray, past: Hours) -> Known:
    """Return what ordinary days tell."""
    told = ~np.isnan(counts) & (past.share > 0) & (past.special == 0)
    week = (past.n - 1 - np.arange(past.n)) // WEEK
    return Known(np.where(told, counts, 0), np.where(told, past.share, 0), past.slot, week)


def _usual(known: Known) -> NDArray[np.float64]:
    mean = known.count.sum(1) / np.maximum(known.share.sum(1), 1)
    return mean[:, None] * forecast_rhythm.crude(known)[:, known.slot] * known.share


def _sums(values: NDArray, width: int) -> NDArray[np.float64]:
    """Return sums of windows counted back from the end, the latest first."""
    rows, hours = values.shape
    whole = values[:, hours - hours // width * width :]
    return whole.reshape(rows, -1, width).sum(2)[:, ::-1]


def _dispersion(count: NDArray, usual: NDArray, running: NDArray) -> dict[int, NDArray]:
    """Return the dispersion by width, from weeks predicted with the level of the days before."""
    weeks = min(CHECKED, count.shape[1] // WEEK - 1)
    if weeks < 1:
        return {width: np.full(len(count), CAUTIOUS) for width in WIDTHS}
    level = running[:, 7 : 7 * weeks + 1 : 7]
    last = slice(count.shape[1] - weeks * WEEK, None)
    shape = len(count), weeks, WEEK
    actual, norm = count[:, last].reshape(shape), usual[:, last].reshape(shape)
    mean = norm * level[:, ::-1, None]
    odd = _odd(actual.sum(2), mean.sum(2))
    mean = np.where(odd[:, :, None], 0, mean)
    least = CAUTIOUS if weeks < FEW else 0.0
    found = {}
    for width in WIDTHS:
        sums = [part.reshape(len(count), -1, width).sum(2) for part in (actual, mean)]
        found[width] = np.maximum(count_law.dispersion(*sums), least)
    return found


def _odd(actual: NDArray, mean: NDArray) -> NDArray[np.bool_]:
    """Return in which weeks something happened that the spread of other weeks does not hold."""
    apart = np.abs(actual - mean)
    odd = (apart > 6 * np.sqrt(mean)) & (apart > 0.25 * mean)
    return odd & (odd.mean(1, keepdims=True) <= 0.25)


def _factors(
    counts: NDArray, past: Hours, known: Known, rhythm: NDArray
) -> Callable[[int], NDArray[np.float64]]:
    """Return a function of kinds: what such days brought over what was usual, for each series."""
    level = forecast_rhythm.levels(known, rhythm)[:, known.week]
    told = ~np.isnan(counts) & (past.special > 0)
    usual = np.where(told, level * rhythm[:, past.slot] * past.share, 0)
    came = np.where(told, counts, 0)
    pooled = (came.sum(1) + DAYS_ALIKE) / (usual.sum(1) + DAYS_ALIKE)

    def factor(code: int) -> NDArray[np.float64]:
        of_kind = past.special == code
        above = came[:, of_kind].sum(1) + DAYS_ALIKE * pooled
        return above / (usual[:, of_kind].sum(1) + DAYS_ALIKE)

    return factor


def _each(special: Mapping[int, NDArray], coming: Hours, counts: NDArray) -> NDArray[np.float64]:
    """Return the factor of each coming hour."""
    found = np.ones((len(counts), coming.n))
    for code, factor in special.items():
        found[:, coming.special == code] = factor[:, None]
    return found


def _lessons(
    special: Mapping[int, NDArray], counts: NDArray, past: Hours, coming: Hours
) -> tuple[dict[int, Lesson], ...]:
    """Return what each series knows of each kind that is to come."""
    if not special:
        return tuple({} for _series in counts)
    days = np.unique(past.day[past.special > 0])
    kinds = np.array([past.special[past.day == day][0] for day in days], np.int64)
    told = [(~np.isnan(counts[:, past.day == day])).any(1) for day in days]
    seen = np.array(told, bool).reshape(len(days), len(counts)).T
    begun = np.isin(days, coming.day)

    def lesson(row: int, code: int) -> Lesson:
        of_kind = kinds == code
        return Lesson(
            factor=float(special[code][row]),
            alike=int(seen[row, of_kind & ~begun].sum()),
            others=int(seen[row, ~of_kind].sum()),
            begun=bool(seen[row, of_kind & begun].any()),
        )

    return tuple({code: lesson(row, code) for code in special} for row in range(len(counts)))
