"""A hospital's own record over some weeks, as columns: what a model is calibrated on.

Times are hours on the wall clock since some Monday 00:00 (`hours_of`), NaN = has not happened. A
run of the model gives the same shape, so that the same questions are asked of both.
"""

from dataclasses import dataclass, field, fields
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl

WEEK, DAY = 168, 24
_HOUR_US = 3_600_000_000
_MONDAY_US = 4 * 24 * _HOUR_US
"""From the epoch, a Thursday, to the first Monday."""


class HistoryError(ValueError):
    """A history nothing can be learnt from; the text names the column."""


def _none(kind: type = float) -> np.ndarray:
    return field(default_factory=lambda: np.empty(0, kind))


@dataclass(frozen=True, slots=True)
class Visits:
    """Visits to the emergency department: `decided` is when it was decided where to go next,
    `left` when the department was left, `admitted` whether the decision was to admit."""

    case: np.ndarray = _none(int)
    arrived: np.ndarray = _none()
    decided: np.ndarray = _none()
    left: np.ndarray = _none()
    admitted: np.ndarray = _none(bool)


@dataclass(frozen=True, slots=True)
class Stays:
    """Stays in beds, one a unit: when the bed was `requested`, the patient came and went. `bed` is
    any number of a bed within its unit, -1 unknown. A case without a visit was planned."""

    case: np.ndarray = _none(int)
    unit: np.ndarray = _none(int)
    requested: np.ndarray = _none()
    entered: np.ndarray = _none()
    left: np.ndarray = _none()
    bed: np.ndarray = _none(int)


@dataclass(frozen=True, slots=True)
class Scans:
    """Examinations at a station (a scanner): requested, started, ended; case -1 = of no case."""

    case: np.ndarray = _none(int)
    station: np.ndarray = _none(int)
    requested: np.ndarray = _none()
    started: np.ndarray = _none()
    ended: np.ndarray = _none()


@dataclass(frozen=True, slots=True)
class History:
    """Whole weeks of a hospital, [since, until).

    `staffed` (units x 168) are beds by hour of the week, `servers` (stations x 168) how many can be
    examined at once (0 = closed). `groups` lists units that stand in for each other; a unit in none
    stands alone. Cases are any whole numbers, the same in visits, stays and scans.
    """

    since: float
    until: float
    units: tuple[str, ...]
    staffed: np.ndarray
    visits: Visits
    stays: Stays
    groups: tuple[tuple[int, ...], ...] = ()
    stations: tuple[str, ...] = ()
    servers: np.ndarray = field(default_factory=lambda: np.empty((0, WEEK)))
    scans: Scans = field(default_factory=Scans)

    def __post_init__(self) -> None:
        for name in ("visits", "stays", "scans"):
            _same_lengths(name, getattr(self, name))
        for name, value in (("since", self.since), ("until", self.until)):
            if value % WEEK:
                raise HistoryError(f"{name}: whole weeks from a Monday 00:00 are needed.")
        if self.until <= self.since:
            raise HistoryError("until: it ends before it begins.")
        for name, rows in (("staffed", len(self.units)), ("servers", len(self.stations))):
            if getattr(self, name).shape != (rows, WEEK):
                raise HistoryError(f"{name}: {rows} x {WEEK} numbers are needed.")
        grouped = [unit for group in self.groups for unit in group]
        if len(set(grouped)) != len(grouped) or not set(grouped) <= set(range(len(self.units))):
            raise HistoryError("groups: a unit is in one group at most.")
        if _beyond(self.stays.unit, self.units) or _beyond(self.scans.station, self.stations):
            raise HistoryError("stays.unit, scans.station: there is no such place.")

    @property
    def weeks(self) -> int:
        return int((self.until - self.since) // WEEK)


def every_hour(numbers: list[int]) -> np.ndarray:
    """Return numbers that are the same at each hour of the week, as (places x 168)."""
    return np.repeat(np.asarray(numbers, float)[:, None], WEEK, axis=1)


def hours_of(moments: np.ndarray, zone: ZoneInfo) -> np.ndarray:
    """Return microseconds UTC as hours on a zone's wall clock since Monday 5 January 1970, 00:00.

    Below zero means that something has not happened, and gives NaN.
    """
    wall = (
        pl.Series(np.maximum(moments, 0), dtype=pl.Int64)
        .cast(pl.Datetime("us", "UTC"))
        .dt.convert_time_zone(zone.key)
        .dt.replace_time_zone(None)
        .to_physical()
        .to_numpy()
    )
    return np.where(moments < 0, np.nan, (wall - _MONDAY_US) / _HOUR_US)


def _same_lengths(name: str, table: Visits | Stays | Scans) -> None:
    first, *others = fields(table)
    length = len(getattr(table, first.name))
    for column in others:
        if len(getattr(table, column.name)) != length:
            raise HistoryError(f"{name}.{column.name}: {length} values are needed.")


def _beyond(places: np.ndarray, names: tuple[str, ...]) -> bool:
    return len(places) > 0 and (places.min() < 0 or places.max() >= len(names))
