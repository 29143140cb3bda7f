"""What a page says of forecasts: the worst hours, tonight, what changed, and what came since."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from carepath.analysis import count_law, forecasts, shortfalls, unit_demand
from carepath.analysis.arrival_series import hourly
from carepath.analysis.shortfalls import Worst
from carepath.forecasts import policies
from carepath.forecasts.models import Vintage
from carepath.forecasts.queries.nights import night_of
from carepath.forecasts.queries.reading import Read
from carepath.forecasts.queries.vintages import Told
from carepath.frames.moments import HOUR, from_us, to_us

DAY = 24
"""Hours that the first line speaks of."""
LEAST_CHANGE = 0.1
"""Beds; a change of the mean by less is not worth a word."""
LIKELY = 0.5
"""More likely than not."""
MAYBE = 0.1
"""A chance from which a shortage is worth a word."""
SMALL = 8
"""Hours of a window of arrivals that are few."""
AHEAD = (8, 24)
"""Hours ahead that each unit's row tells of."""


@dataclass(frozen=True)
class Outlook:
    """A unit as it is foretold: its worst hour within a day, and some hours ahead."""

    told: Told

    @property
    def row(self) -> Vintage:
        return self.told.row

    @cached_property
    def worst(self) -> Worst:
        return shortfalls.worst(self.told.demand, self.row.staffed or 0, DAY)

    @property
    def worst_at(self) -> datetime:
        """Return the end of the worst hour."""
        return self.told.ends[self.worst.hour]

    @cached_property
    def soonest(self) -> Worst | None:
        """Return the first hour of a day in which a shortage is more likely than not."""
        staffed = self.row.staffed or 0
        return shortfalls.soonest(self.told.demand, staffed, DAY, likely=LIKELY)

    @property
    def soonest_at(self) -> datetime | None:
        """Return the end of that hour."""
        return self.told.ends[self.soonest.hour] if self.soonest else None

    @cached_property
    def ahead(self) -> list[tuple[int, int, int, int]]:
        """Return (hours ahead, middle, low, high) of some hours; low and high hold 80 %."""
        found = self.told.quantiles((0.1, 0.5, 0.9))
        return [(hour, *(int(found[hour - 1, place]) for place in (1, 0, 2))) for hour in AHEAD]

    @property
    def needed(self) -> int:
        """Return how many needed a bed when the forecast was made."""
        return int(self.row.facts["present"])

    @property
    def is_warned(self) -> bool:
        """Return whether a warning stood after this forecast."""
        return bool(self.row.facts["warning"]["stands"])


@dataclass(frozen=True, slots=True)
class Short:
    """A unit that is short of beds by an hour: `likely` = more likely than not, and it is then the
    first such hour, else the worst one. `others` are units as likely to be short within a day."""

    outlook: Outlook
    at: datetime
    hour: Worst
    likely: bool
    others: int


@dataclass(frozen=True, slots=True)
class Reason:
    """Why the mean of an hour is another than before: parts that add up to `total`, in beds."""

    ends: datetime
    before: float
    now: float
    arrivals: float
    discharges: float
    staying: float

    @property
    def total(self) -> float:
        return self.arrivals + self.discharges + self.staying

    @property
    def tenths(self) -> tuple[float, float, float]:
        """Return the parts in tenths that add up to the total in tenths: what rounding leaves over
        goes to the part that it changed most."""
        exact = np.array([self.arrivals, self.discharges, self.staying]) * 10
        found = np.round(exact)
        for _ in range(int(abs(round(self.total * 10) - found.sum()))):
            way = np.sign(round(self.total * 10) - found.sum())
            found[int(np.argmax(way * (exact - found)))] += way
        arrivals, discharges, staying = (found / 10).tolist()
        return arrivals, discharges, staying


@dataclass(frozen=True, slots=True)
class Night:
    """Arrivals of a night: the mean and the range that holds 80 %, between two moments."""

    since: datetime
    until: datetime
    mean: float
    low: int
    high: int

    @property
    def decimals(self) -> int:
        """Return the decimals its mean is shown with: few are worth one."""
        return 0 if self.mean >= 10 else 1


def outlooks(rows: Iterable[Vintage]) -> list[Outlook]:
    """Return the units of these forecasts, the most likely to be short first, then by name; all
    inpatients as one last."""
    found = [Outlook(Told(row)) for row in rows]
    return sorted(
        found, key=lambda one: (one.row.series == "", -round(one.worst.chance, 2), one.told.name)
    )


def first_short(units: Sequence[Outlook]) -> Short | None:
    """Return the unit that is first likely to be short, else the likeliest, of units as `outlooks`
    orders them; None of none above MAYBE."""
    found = [one for one in units if one.soonest]
    if found:
        first = min(found, key=lambda one: (one.soonest.hour, -one.worst.chance, one.told.name))
        return Short(first, first.soonest_at, first.soonest, True, len(found) - 1)
    maybe = [one for one in units if one.worst.chance >= MAYBE]
    if not maybe:
        return None
    return Short(maybe[0], maybe[0].worst_at, maybe[0].worst, False, len(maybe) - 1)


def leaving_by(outlook: Outlook, at: datetime) -> float:
    """Return how many of those present when a forecast was made are expected to leave by then."""
    staying = outlook.told.packed.rows["staying"]
    hours = int((at - outlook.row.slot_at) / timedelta(hours=1))
    return max(outlook.needed - float(staying[min(max(hours, 1), len(staying)) - 1]), 0.0)


def reasons(outlook: Outlook) -> list[Reason]:
    """Return why the means of some hours changed since the forecast before; [] = there is none."""
    rows, told = outlook.told.packed.rows, outlook.told
    if "by_arrivals" not in rows:
        return []
    parts = [rows[name] for name in ("by_arrivals", "by_discharges", "by_staying")]
    hours = sorted({*(hour - 1 for hour in AHEAD), outlook.worst.hour})
    found = []
    for hour in (hour for hour in hours if hour < len(parts[0])):
        by = [float(part[hour]) for part in parts]
        mean = float(told.mean[hour])
        found.append(Reason(told.ends[hour], mean - sum(by), mean, *by))
    return found


def main_reason(found: Sequence[Reason]) -> Reason | None:
    """Return the hour whose mean changed most, None where that is by less than a tenth of a bed."""
    most = max(found, key=lambda one: abs(one.total), default=None)
    return most if most is not None and abs(most.total) >= LEAST_CHANGE else None


def earlier_at(row: Vintage) -> datetime | None:
    """Return the slot of the forecast before, that the change is told against."""
    said = row.facts.get("earlier")
    return datetime.fromisoformat(said[1]) if said else None


def came(
    read: Read, units: Sequence[int], since: datetime, until: datetime
) -> tuple[list[datetime], NDArray[np.float64]]:
    """Return the ends of the hours between two moments, and who needed a bed of these units."""
    first, hours = to_us(since), int((until - since) / timedelta(hours=1))
    stays = unit_demand.stays_of(read.spans, np.array(units))
    ends = [from_us(first + (hour + 1) * HOUR) for hour in range(max(hours, 0))]
    return ends, unit_demand.census(stays, first, max(hours, 0))


def arrived(read: Read, unit: int | None, since: datetime, until: datetime) -> list[int]:
    """Return how many arrived in each whole hour between two moments."""
    counts = hourly(read.openings.of(unit), to_us(since), to_us(until))
    return [int(count) for count in counts]


def tonight(told: Told) -> Night | None:
    """Return the arrivals of the night that is on or next, as far as it is foretold."""
    start, end = night_of(told.row.site, told.row.slot_at)
    slot = to_us(told.row.slot_at)
    first, last = max((start - slot) // HOUR, 0), (end - slot) // HOUR
    mean = float(told.mean[first:last].sum())
    if last <= first or last > told.hours:
        return None
    # A night of some eight hours or more: its hours vary together as those of a shift do.
    low, high = count_law.quantiles(np.array([mean]), told.spread(8), (0.1, 0.9))[0].tolist()
    return Night(from_us(slot + first * HOUR), from_us(slot + last * HOUR), mean, low, high)


def by_hour(told: Told, hours: int) -> NDArray[np.int64]:
    """Return the quantiles of the arrivals of each of the next hours."""
    return by_window(told, hours, 1)[1]


def width_of(told: Told) -> int:
    """Return the hours of the windows in which arrivals are shown: where less than one an hour is
    expected over a day, an hour says little, and eight hours are shown as one."""
    return 1 if told.mean[:DAY].mean() >= 1 else SMALL


def by_window(
    told: Told, hours: int, width: int, shares: Sequence[float] = forecasts.SHARES
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return the mean and the quantiles of the arrivals in each whole window of 1, 8 or 24 hours
    within the next hours."""
    mean = told.mean[: hours // width * width].reshape(-1, width).sum(1)
    return mean, count_law.quantiles(mean, told.spread(width), shares)


def is_stale(row: Vintage, *, at: datetime) -> bool:
    """Return whether a forecast is too old at a moment, or the site was silent when it was made."""
    return at - row.slot_at > policies.HOURLY + policies.STALE_SLOT or row.facts["quiet"]
