"""Forecasts as they were told: the newest of each series by a moment, and what they say."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

import numpy as np
from django.db.models import Max, QuerySet
from numpy.typing import NDArray

from carepath.analysis import arrival_groups, forecast_packing, forecasts
from carepath.analysis.bed_demand import Demand
from carepath.analysis.departures_ahead import Departures
from carepath.analysis.forecast_packing import Packed
from carepath.analysis.sooner_discharges import Present
from carepath.forecasts import policies
from carepath.forecasts.models import Backtest, Recommendation, Slot, Vintage
from carepath.frames.moments import HOUR, from_us, to_us
from carepath.places.models import Site


@dataclass(frozen=True)
class Told:
    """One forecast: its row, and the law that was told; of arrivals also of one group of acuity."""

    row: Vintage
    group: str | None = None

    @cached_property
    def packed(self) -> Packed:
        return forecast_packing.unpack(bytes(self.row.law))

    @property
    def demand(self) -> Demand:
        """Return the law of each hour; only a forecast of beds has one."""
        if self.packed.demand is None:
            raise ValueError("Arrivals have no law of demand.")
        return self.packed.demand

    @property
    def leaving(self) -> Departures | None:
        """Return the windows of who leaves; None where that was not told."""
        if self.packed.leaving is None:
            return None
        rows = (self.packed.rows[name].astype(np.int64) for name in ("leaves_after", "leaves_by"))
        return Departures(*rows, self.packed.leaving)

    @property
    def mean(self) -> NDArray[np.float64]:
        """Return what is expected for each hour: of beds the sum of both parts."""
        rows = self.packed.rows
        if self.row.job != Slot.Job.ARRIVALS:
            return rows["staying"] + rows["coming"]
        if self.group is None:
            return rows["mean"]
        shares = rows["shares"].reshape(len(self.row.facts["acuity"]), -1)
        return arrival_groups.means(rows["mean"], shares)[self._place]

    def spread(self, width: int) -> float:
        """Return the dispersion of arrivals in windows of 1, 8 or 24 hours."""
        column, rows = forecasts.WIDTHS.index(width), self.packed.rows
        if self.group is None:
            return float(rows["dispersion"][column])
        return float(rows["spreads"].reshape(-1, len(forecasts.WIDTHS))[self._place, column])

    @property
    def _place(self) -> int:
        return list(self.row.facts["acuity"]).index(self.group)

    @cached_property
    def ends(self) -> list[datetime]:
        """Return the end of each hour that is foretold."""
        first = to_us(self.row.slot_at)
        return [from_us(first + (hour + 1) * HOUR) for hour in range(self.hours)]

    @property
    def hours(self) -> int:
        return len(self.mean)

    @cached_property
    def present(self) -> Present | None:
        """Return who was there, until the day ends; None where that was not told."""
        rows = self.packed.rows
        if "today" not in rows:
            return None
        hours, dispersion = int(rows["today"][0]), float(rows["today"][1])
        return Present(rows["each"].reshape(-1, hours), rows["coming"][:hours], dispersion)

    @property
    def name(self) -> str:
        """Return what the series is called; '' = the whole site."""
        return str(self.row.unit) if self.row.unit_id else ""

    @cached_property
    def short(self) -> NDArray[np.float64]:
        """Return the chance of each hour that more beds are needed than are staffed."""
        staffed = self.row.staffed or 0
        return self.demand.beyond(np.full(len(self.demand.pmf), staffed))

    def quantiles(self, shares: Sequence[float] = forecasts.SHARES) -> NDArray[np.int64]:
        """Return beds needed, (hours, shares)."""
        return self.demand.quantiles(shares)


def latest(*, site: Site, job: str, known_at: datetime, series: str | None = None) -> list[Vintage]:
    """Return the newest forecast of each series that had been told by a moment, by series.

    Those of series that fell out of the newest run are left out. At most two queries.
    """
    rows = Vintage.objects.filter(site=site, job=job, issued_at__lte=known_at)
    slot_at = rows.aggregate(last=Max("slot_at"))["last"]
    if slot_at is None:
        return []
    rows = rows.filter(slot_at=slot_at)
    if series is not None:
        rows = rows.filter(series=series)
    found = rows.select_related("unit", "site").order_by("series", "-run", "-pk")
    newest: dict[str, Vintage] = {}
    for row in found:
        newest.setdefault(row.series, row)
    return list(newest.values())


def before(*, site: Site, job: str, slot_at: datetime) -> dict[str, Vintage]:
    """Return the newest forecast of each series made for an earlier slot, within the horizon."""
    rows = Vintage.objects.filter(site=site, job=job, slot_at__lt=slot_at)
    last = rows.aggregate(last=Max("slot_at"))["last"]
    if last is None or slot_at - last >= timedelta(hours=policies.HORIZON):
        return {}
    return {row.series: row for row in rows.filter(slot_at=last).order_by("run", "pk")}


def told_at(*, site: Site, job: str, series: str, slots: Collection[datetime]) -> list[Told]:
    """Return what was told of a series for each of these slots, where it is kept: the first run
    within the hour, as that is what people saw then."""
    rows = Vintage.objects.filter(site=site, job=job, series=series, slot_at__in=list(slots))
    found: dict[datetime, Vintage] = {}
    for row in rows.order_by("slot_at", "run", "pk"):
        if row.issued_at < row.slot_at + policies.HOURLY:
            found.setdefault(row.slot_at, row)
    return [Told(row) for row in found.values()]


def vintage_of(row: Recommendation) -> Vintage | None:
    """Return the forecast that a recommendation rests on, None when its time is over."""
    found = Vintage.objects.filter(pk=row.vintage, site=row.site)
    return found.select_related("unit", "site").first()


def moments(*, site: Site, job: str, known_at: datetime) -> tuple[datetime | None, datetime | None]:
    """Return when the forecasts before and after those known at a moment were issued."""
    rows = Vintage.objects.filter(site=site, job=job)
    shown = rows.filter(issued_at__lte=known_at).aggregate(last=Max("issued_at"))["last"]
    if shown is None:
        return None, _first(rows.filter(issued_at__gt=known_at).order_by("issued_at"))
    return (
        _first(rows.filter(issued_at__lt=shown).order_by("-issued_at")),
        _first(rows.filter(issued_at__gt=shown).order_by("issued_at")),
    )


def _first(rows: QuerySet[Vintage]) -> Any:
    return rows.values_list("issued_at", flat=True).first()


def judged(*, site: Site, job: str) -> dict[str, Backtest]:
    """Return the newest whole backtest of each series of a job, in two queries."""
    rows = Backtest.objects.filter(site=site, job=job, slot__state=Slot.State.DONE)
    last = rows.aggregate(last=Max("slot"))["last"]
    return {row.series: row for row in rows.filter(slot=last).select_related("unit")}
