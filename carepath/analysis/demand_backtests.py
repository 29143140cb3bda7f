"""How good forecasts of bed demand were: what would have been said at past moments, what came, and
whether the nights in which beds were short were warned of.

Method: at each origin the law is the one that was told then, else one made from what had happened
by then and nothing later. It is scored hour by hour like any other forecast, beside the same
baselines on the census. A night is warned of where the chance of a shortage reaches the limit in
one of its hours. Reference: docs/algorithms/bed_demand.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from carepath.analysis import backtests, forecast_scores, forecasts, unit_demand, wall_hours
from carepath.analysis.backtests import BacktestError
from carepath.analysis.bed_demand import Demand
from carepath.analysis.departures_ahead import Departures
from carepath.analysis.forecast_baselines import BASELINES, Forecaster
from carepath.analysis.forecast_scores import Scores, Told
from carepath.analysis.unit_demand import Stays
from carepath.frames.moments import HOUR

HELD = (0.72, 0.88)
"""What the central 80 % may hold before a forecast is called not calibrated."""
AHEAD = ((1, 6), (7, 12), (13, 24))
"""Hours ahead that are scored by themselves."""
WORST = 5
"""Misses that are told."""


@dataclass(frozen=True, slots=True)
class LawOfDemand:
    """A law of demand as forecasters give it: the point is its middle."""

    demand: Demand

    @property
    def point(self) -> NDArray[np.float64]:
        return self.quantiles((0.5,))[:, 0]

    @property
    def mean(self) -> NDArray[np.float64]:
        return self.demand.mean

    def quantiles(self, shares: Sequence[float]) -> NDArray[np.float64]:
        """Return (hours, shares)."""
        return self.demand.quantiles(shares).astype(np.float64)

    def cdf(self, count: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return P(X <= count) of each hour."""
        return self.demand.cdf(np.asarray(count, np.int64))


@dataclass(frozen=True, slots=True)
class Said:
    """What was said at an origin: the law of beds needed, and that of who leaves (None = that was
    not told)."""

    demand: Demand
    leaving: Departures | None


@dataclass(frozen=True, slots=True)
class Night:
    """One night: from and to in microseconds, the highest chance it was given, how many beds were
    missing in its worst hour, and whether it was warned of."""

    start: int
    end: int
    chance: float
    missing: int
    warned: bool

    @property
    def short(self) -> bool:
        return self.missing > 0


@dataclass(frozen=True, slots=True)
class Miss:
    """One hour that was far off: which origin and hour ahead, what was expected and what came, and
    whether it lay outside the central 95 %."""

    origin: int
    ahead: int
    point: float
    actual: float
    outside: bool


@dataclass(frozen=True, slots=True)
class Judged:
    """Scores by hour of a forecaster and of the baselines at the same origins; `ahead` holds them
    by hours ahead (first, last), `misses` the worst hours, the worst first, one an origin."""

    origins: int
    scores: Scores
    baselines: Mapping[str, Scores]
    ahead: tuple[tuple[int, int, Scores], ...]
    misses: tuple[Miss, ...]


def has_skill(scores: Scores, baselines: Mapping[str, Scores]) -> bool:
    """Return whether an error is below that of every baseline."""
    errors = [one.mase for one in baselines.values() if one.mase is not None]
    return scores.mase is not None and all(scores.mase < error for error in errors)


def is_calibrated(scores: Scores) -> bool:
    """Return whether the central 80 % held about as much as it says."""
    return HELD[0] <= scores.coverage_80 <= HELD[1]


def laws(
    stays: Stays,
    origins: Sequence[int],
    told: Mapping[int, Said],
    zone: ZoneInfo,
    hours: int,
    since: int,
    *,
    came_since: int | None = None,
    special: Mapping[int, int] | None = None,
) -> dict[int, Said]:
    """Return the laws of each origin (microseconds): those that were told, else made anew.

    `came_since` and `special` are as of `unit_demand.foretell`. Origins before which less than a
    day is known have none.
    """
    found = {}
    for origin in origins:
        if origin in told:
            one = told[origin]
            found[origin] = Said(Demand(one.demand.pmf[:hours]), one.leaving)
            continue
        made = unit_demand.foretell(
            [stays], origin, zone, hours, since=since, came_since=came_since, special=special
        )[0]
        if made is not None:
            found[origin] = Said(made.demand, made.leaving)
    return found


def census_law(found: Mapping[int, Said], first: int) -> Forecaster:
    """Return these laws (by origin) as a forecaster of the census that begins at `first`."""
    laws_at = {(origin - first) // HOUR: LawOfDemand(one.demand) for origin, one in found.items()}
    return lambda counts, _past, _coming: laws_at[len(counts)]


def judged(
    forecaster: Forecaster,
    counts: NDArray[np.float64],
    first: int,
    origins: Sequence[int],
    zone: ZoneInfo,
    hours: int,
    seed: int,
    special: Mapping[int, int] | None = None,
) -> Judged:
    """Return how good a forecaster was over some hours after each origin (microseconds).

    `counts` are those of the hours from `first` on; hours after their end are not known yet.
    BacktestError when no origin has two weeks before it.
    """
    every = wall_hours.of_instants(first, len(counts) + hours, zone, special or {})
    known = np.concatenate((counts, np.full(hours, np.nan)))
    places = [place for place in _places(origins, first) if _is_known(place, len(counts))]
    if not places:
        raise BacktestError("No origin has two weeks before it.")
    scale = forecast_scores.mase_scale(counts[: places[0]])
    said = backtests.told(forecaster, known, every, places, hours, seed)
    others = {
        name: backtests.told(one, known, every, places, hours, seed)
        for name, one in BASELINES.items()
    }
    return Judged(
        origins=len(places),
        scores=_scores(said, scale),
        baselines={name: _scores(one, scale) for name, one in others.items()},
        ahead=tuple(
            (low, high, _scores(_part(said, slice(low - 1, high)), scale))
            for low, high in AHEAD
            if high <= hours and _any(said, slice(low - 1, high))
        ),
        misses=_misses(said, [first + place * HOUR for place in places]),
    )


def _places(origins: Sequence[int], first: int) -> list[int]:
    return sorted((origin - first) // HOUR for origin in origins)


def _is_known(place: int, hours: int) -> bool:
    return backtests.LEAST_PAST <= place < hours


def _scores(said: Told, scale: float) -> Scores:
    return forecast_scores.scores(said, forecasts.SHARES, scale)


def _part(said: Told, part: slice) -> Told:
    return Told(*(getattr(said, name)[:, part] for name in Told.__slots__))


def _any(said: Told, part: slice) -> bool:
    return bool((~np.isnan(said.actual[:, part])).any())


def _misses(said: Told, origins: Sequence[int]) -> tuple[Miss, ...]:
    off = np.abs(said.actual - said.point)
    off = np.where(np.isnan(off), -1, off)
    found = []
    for row, hour in enumerate(off.argmax(1).tolist()):
        actual, quantiles = float(said.actual[row, hour]), said.quantiles[row, hour]
        outside = not quantiles[0] <= actual <= quantiles[-1]
        miss = Miss(origins[row], hour + 1, float(said.point[row, hour]), actual, outside)
        found.append((-float(off[row, hour]), miss))
    found.sort(key=lambda one: (one[0], one[1].origin))
    return tuple(miss for size, miss in found[:WORST] if size < 0)


def nights(
    stays: Stays,
    found: Mapping[int, Said],
    asked: Sequence[tuple[int, int, int]],
    staffed: int,
    now: int,
    limit: float,
) -> tuple[Night, ...]:
    """Return the nights (origin, start, end) that are over and of which there is a law."""
    seen = []
    for origin, start, end in asked:
        if origin not in found or end > now:
            continue
        first, last = (start - origin) // HOUR, -((origin - end) // HOUR)
        law = Demand(found[origin].demand.pmf[first:last])
        if not len(law.pmf):
            continue
        chance = float(law.beyond(np.full(len(law.pmf), staffed)).max())
        came = unit_demand.census(stays, origin + first * HOUR, last - first)
        missing = max(int(came.max()) - staffed, 0)
        seen.append(Night(start, end, chance, missing, chance >= limit))
    return tuple(seen)
