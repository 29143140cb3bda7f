"""Judge the forecasts of a site over the last weeks, series by series, and keep what came out."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cached_property
from time import monotonic
from typing import Any

import numpy as np

from carepath.analysis import (
    arrival_series,
    backtests,
    demand_backtests,
    departure_backtests,
    group_backtests,
    unit_demand,
    wall_hours,
)
from carepath.analysis.arrival_groups import Groups
from carepath.analysis.backtests import BacktestError
from carepath.analysis.demand_backtests import Said
from carepath.analysis.forecast_baselines import Forecaster
from carepath.analysis.forecast_laws import Counts
from carepath.audit import actions as audit
from carepath.forecasts import policies, queries
from carepath.forecasts.actions import judging_advice, telling
from carepath.forecasts.models import QUEUES, Backtest, Slot
from carepath.frames.moments import DAY, HOUR, from_us, to_us
from carepath.places.models import Equipment, Unit
from carepath.work.actions import leases

DAYS = 28
"""Days over which forecasts are judged."""
LEAD = 4 * HOUR
"""How long before a night it is asked."""
HOURS = 24
ROUND_S = 1.0
"""How long a round takes at most before others get their turn."""
LEASE_S = 120
Result = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Piece:
    """One series to judge: of beds where there is a ward, of a queue where there is a resource,
    else of arrivals."""

    job: str
    series: str
    unit: Unit | None
    ward: queries.Ward | None = None
    resource: Equipment | None = None


@dataclass(frozen=True)
class Court:
    """What all series of a site are judged by: what is known, and the nights with their origins."""

    slot: Slot
    read: queries.Read
    nights: list[tuple[int, int, int]]

    @property
    def first(self) -> int:
        """Return the beginning of the first whole hour, counted back from now."""
        return self.read.now - (self.read.now - self.read.since) // HOUR * HOUR

    @property
    def origins(self) -> list[int]:
        return [origin for origin, _start, _end in self.nights]

    @property
    def low(self) -> int:
        """Return from when on is judged."""
        return self.read.now - DAYS * DAY

    @cached_property
    def mornings(self) -> list[int]:
        """Return the hours from which the rest of a day is judged."""
        return judging_advice.todays_origins(self.read, self.low)


def judge_some(slot: Slot, *, by: Any, at: datetime) -> dict[str, Any] | None:
    """Judge the next series of a slot; return what was read when none is left, else None.

    LeaseLost when another process took the slot over; NothingToTell.
    """
    began, court = monotonic(), _court(slot)
    if not slot.done:
        Backtest.objects.filter(slot=slot).delete()
    there = set(Backtest.objects.filter(slot=slot).values_list("job", "series"))
    pieces = list(_pieces(court))
    for place, piece in enumerate(pieces):
        if (piece.job, piece.series) in there or place < slot.done:
            continue
        found = _judged(court, piece)
        with audit.recording_as(by, at=at):
            leases.renew(Slot, slot.pk, at=at, seconds=LEASE_S, progress=True)
            Slot.objects.filter(pk=slot.pk).update(done=place + 1, total=len(pieces))
            if found is not None:
                found.save(force_insert=True)
        if monotonic() - began > ROUND_S and place + 1 < len(pieces):
            return None
    return court.read.counts() | {"units": len(pieces)}


def _court(slot: Slot) -> Court:
    read = telling.known_of(slot)
    low = read.now - DAYS * DAY
    found = [
        ((night.start - LEAD) // HOUR * HOUR, night.start, night.end)
        for night in queries.nights(slot.site, low, read.now)
    ]
    return Court(slot, read, [one for one in found if one[0] >= max(low, read.since)])


def _pieces(court: Court) -> Iterator[Piece]:
    for ward in queries.wards(site=court.slot.site, now=court.read.now):
        yield Piece(Slot.Job.BEDS, ward.series, ward.unit, ward)
    for unit in queries.departments(court.read):
        yield Piece(Slot.Job.ARRIVALS, unit.code if unit else "", unit)
    for row in judging_advice.resources(court.slot.site):
        yield Piece(QUEUES, str(row.pk), row.unit, resource=row)


def _judged(court: Court, piece: Piece) -> Backtest | None:
    """Return how good the forecasts of a series were, not saved; None where nothing can be said."""
    told, origins = _told(court, piece, court.origins), court.origins
    try:
        if piece.resource is not None:
            result = judging_advice.of_queue(court.read, piece.resource, court.low)
            origins = result.pop("origins")
            result["origins"] = len(origins)
        elif piece.ward is not None:
            result = _of_beds(court, piece.ward, told)
            if piece.ward.unit is not None:
                result["today"] = _of_today(court, piece)
        else:
            result = _of_arrivals(court, piece.unit, told)
    except BacktestError:
        return None
    return Backtest(
        slot=court.slot,
        site=court.slot.site,
        job=piece.job,
        series=piece.series,
        unit=piece.unit,
        made_at=court.slot.slot_at,
        first_at=from_us(origins[0]),
        last_at=from_us(origins[-1]),
        origins=result["origins"],
        told_then=len(told),
        result=result,
    )


def _told(court: Court, piece: Piece, origins: list[int]) -> dict[int, queries.Told]:
    """Return what was told of a series at these origins, where it is kept."""
    if piece.resource is not None:
        return {}
    found = queries.told_at(
        site=court.slot.site, job=piece.job, series=piece.series,
        slots=[from_us(origin) for origin in origins],
    )  # fmt: skip
    return {to_us(one.row.slot_at): one for one in found}


def _of_today(court: Court, piece: Piece) -> Result | None:
    told = _told(court, piece, court.mornings)
    then = {origin: one.present for origin, one in told.items() if one.present is not None}
    return judging_advice.of_today(court.read, piece.ward, court.mornings, then)


def _of_beds(court: Court, ward: queries.Ward, told: dict[int, queries.Told]) -> Result:
    read, stays = court.read, court.read.stays(ward)
    then = {origin: Said(one.demand, one.leaving) for origin, one in told.items()}
    laws = demand_backtests.laws(
        stays, court.origins, then, read.zone, HOURS, read.since,
        came_since=read.came_since, special=read.special,
    )  # fmt: skip
    census = unit_demand.census(stays, court.first, (read.now - court.first) // HOUR)
    found = demand_backtests.judged(
        demand_backtests.census_law(laws, court.first), census, court.first, sorted(laws),
        read.zone, HOURS, _seed(court, ward.series), read.special,
    )  # fmt: skip
    nights = demand_backtests.nights(
        stays, laws, court.nights, ward.staffed, read.now, policies.RULE.raises
    )
    return _result(court, found) | {
        "staffed": ward.staffed,
        "leaving": _of_leaving(court, ward, laws),
        "nights": [[one.start, one.end, round(one.chance, 4), one.missing] for one in nights],
    }


def _of_leaving(court: Court, ward: queries.Ward, laws: dict[int, Said]) -> list[Result]:
    """Return how good the windows of who leaves were, by width."""
    told = {origin: one.leaving for origin, one in laws.items() if one.leaving is not None}
    found = departure_backtests.judged(
        told, court.read.stays(ward), since=court.read.since, now=court.read.now, hours=HOURS,
        seed=_seed(court, ward.series),
    )  # fmt: skip
    return [asdict(one) for one in found]


def _of_arrivals(court: Court, unit: Unit | None, told: dict[int, queries.Told]) -> Result:
    read = court.read
    counts = arrival_series.hourly(read.openings.of(unit and unit.pk), read.came_since, read.now)
    first = read.now - len(counts) * HOUR
    found = demand_backtests.judged(
        _arrivals_law(first, told), counts, first, court.origins, read.zone, HOURS,
        _seed(court, unit.code if unit else ""), read.special,
    )  # fmt: skip
    return _result(court, found) | {"acuity": _of_groups(court, unit, told)}


def _of_groups(court: Court, unit: Unit | None, told: dict[int, queries.Told]) -> Result:
    """Return how good each group of acuity was, by its label; {} where none is told."""
    read = court.read
    (groups,) = queries.by_acuity(read, [unit], weeks=queries.CAME_WEEKS).groups
    if groups is None:
        return {}
    n = groups.counts.shape[1]
    first = read.now - n * HOUR
    hours = wall_hours.of_instants(first, n + HOURS, read.zone, read.special)
    places = group_backtests.usable([(origin - first) // HOUR for origin in court.origins], n)
    anew = group_backtests.parted(groups, _arrivals_law(first, told))
    then = {(origin - first) // HOUR: one for origin, one in told.items()}
    said = {
        place: _told_of(then.get(place), groups)
        or anew(place, hours.part(slice(0, place)), hours.part(slice(place, place + HOURS)))
        for place in places
    }
    if not said:
        return {}
    found = group_backtests.judged(
        groups, said, hours, HOURS, _seed(court, unit.code if unit else "")
    )
    return {
        label: {
            "scores": asdict(one.scores),
            "rules": one.rules,
            "skill": one.skill,
            "calibrated": demand_backtests.is_calibrated(one.scores),
        }
        for label, one in found.items()
    }


def _told_of(told: queries.Told | None, groups: Groups) -> group_backtests.Parted | None:
    """Return what was told then of each group; None where it spoke of other groups."""
    each = {one.group: one for one in queries.groups_of(told)} if told is not None else {}
    if set(each) != set(groups.labels):
        return None
    these = [each[label] for label in groups.labels]
    return (
        np.stack([one.mean[:HOURS] for one in these]),
        np.array([one.spread(group_backtests.WIDTH) for one in these]),
    )


def _arrivals_law(first: int, told: dict[int, queries.Told]) -> Forecaster:
    """Return what was told then, else what would have been told from the hours before."""
    then = {(origin - first) // HOUR: one for origin, one in told.items()}

    def law(counts: np.ndarray, past: Any, coming: Any) -> Counts:
        one = then.get(len(counts))
        if one is None:
            return backtests.model(counts, past, coming)
        return Counts(one.mean[: coming.n], float(one.packed.rows["dispersion"][0]))

    return law


def _result(court: Court, found: demand_backtests.Judged) -> Result:
    first, last = (str(from_us(moment).astimezone(court.read.zone).date())
                   for moment in (court.origins[0], court.read.now))  # fmt: skip
    return {
        "holidays": [one for one in queries.days_used(court.read) if first <= one[0] <= last],
        "origins": found.origins,
        "scores": asdict(found.scores),
        "baselines": {name: asdict(one) for name, one in found.baselines.items()},
        "ahead": [[low, high, asdict(one)] for low, high, one in found.ahead],
        "misses": [asdict(one) for one in found.misses],
        "skill": demand_backtests.has_skill(found.scores, found.baselines),
        "calibrated": demand_backtests.is_calibrated(found.scores),
    }


def _seed(court: Court, series: str) -> int:
    """Return the seed of the random part of coverage: of site and series, the same each day."""
    text = f"{court.slot.site.slug}/{series}"
    return int.from_bytes(text.encode()[-7:], "big")
