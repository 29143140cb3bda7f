"""One timeline of a unit: beds, staff, equipment and slots, and which of them binds in each
hour."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import reduce
from operator import or_
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from carepath.analysis import binding, shifts, stage_use, utilisation
from carepath.analysis.binding import Hour, Resource
from carepath.analysis.occupancy import Steps
from carepath.analysis.utilisation import Piece
from carepath.capacity.queries.occupancy import occupancy
from carepath.frames.moments import MINUTE, to_us
from carepath.frames.spans import Spans
from carepath.journeys import queries as journeys
from carepath.places import queries as places
from carepath.places.models import Bed, Equipment, Site, Slot, Unit, UnitStaff

BED, STAFF, EQUIPMENT, SLOT = "bed", "staff", "equipment", "slot"


@dataclass(frozen=True, slots=True)
class Timeline:
    """The hours of a day of a unit, up to now, and how many hours each resource bound."""

    resources: tuple[Resource, ...]
    hours: tuple[Hour, ...]
    bound: tuple[tuple[str, int], ...]
    unbound: int


def timeline(*, unit: Unit, by: Any, day: date, at: datetime) -> Timeline:
    """Return what bound in each hour of a local day of a unit, up to a moment."""
    zone = ZoneInfo(unit.site.timezone)
    low, high = (datetime.combine(day + timedelta(days=n), time(), zone) for n in (0, 1))
    high = min(high, at)
    if high <= low:
        return Timeline((), (), (), 0)
    window = (to_us(low), to_us(high))
    spans = journeys.spans(by=by, site=unit.site.slug)
    waits = stage_use.waiting_in(spans, window[1], unit=unit.pk)
    found = tuple(_resources(unit, spans, waits, low, high))
    hours = tuple(binding.hours(found, *window))
    counts: dict[str, int] = defaultdict(int)
    for hour in hours:
        if hour.binding is not None:
            counts[hour.binding.resource.name] += 1
    bound = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return Timeline(found, hours, tuple(bound), len(hours) - sum(counts.values()))


def units_with_resources(*, site: Site) -> QuerySet[Unit]:
    """Return the units of a site that have beds, staff, equipment or slots, by code."""
    has = (
        Exists(model.objects.filter(unit=OuterRef("pk")))
        for model in (Bed, UnitStaff, Equipment, Slot)
    )
    return Unit.objects.filter(reduce(or_, has), site=site).select_related("site").order_by("code")


def _resources(
    unit: Unit, spans: Spans, waits: Steps, low: datetime, high: datetime
) -> Iterator[Resource]:
    beds = occupancy(unit=unit, low=low, high=high)
    if len(beds.staffed.at):
        stays = stage_use.waiting_in(spans, to_us(high), unit=unit.pk, stays=True)
        yield Resource(BED, _("Beds"), beds.occupied, beds.staffed, stays)
    yield from _staff(unit, waits, beds.occupied, beds.staffed, low, high)
    yield from _equipment(unit, spans, waits, low, high)
    yield from _slots(unit, waits, low, high)


def _staff(
    unit: Unit, waits: Steps, occupied: Steps, open_beds: Steps, low: datetime, high: datetime
) -> Iterator[Resource]:
    """Yield each role of which both numbers are known in a shift of the window."""
    window = (to_us(low), to_us(high))
    calendars = places.calendars(site=unit.site)
    found = shifts.shifts(calendars, ZoneInfo(unit.site.timezone), *window)
    days = {one.day for one in found}
    rows = UnitStaff.objects.filter(unit=unit, worked_on__in=days).order_by("role")
    known = {(row.worked_on, row.shift, row.role): row for row in rows if row.missing is not None}
    for role in sorted({role for _day, _shift, role in known}):
        used, limit = [], []
        for one in found:
            row = known.get((one.day, one.name, role))
            if row is not None:
                start, end = max(one.start, window[0]), min(one.end, window[1])
                limit.append(Piece(start, end, row.present or 0))
                used += _needed(row.needed or 0, occupied, open_beds, start, end)
        steps = (utilisation.stacked(each) for each in (used, limit))
        yield Resource(STAFF, role, *steps, _within(waits, limit))


def _needed(needed: int, occupied: Steps, open_beds: Steps, low: int, high: int) -> list[Piece]:
    """Return how many people the patients who are there need: all of them when beds are full."""
    edges = np.concatenate([occupied.at, open_beds.at])
    edges = np.unique(np.concatenate([[low], edges[(edges > low) & (edges < high)], [high]]))
    there, beds = occupied.when(edges[:-1]), open_beds.when(edges[:-1])
    people = np.floor(needed * there / np.maximum(beds, 1) + 0.5).astype(np.int64)
    found = zip(edges[:-1].tolist(), edges[1:].tolist(), people.tolist(), strict=True)
    return [Piece(*one) for one in found]


def _equipment(
    unit: Unit, spans: Spans, waits: Steps, low: datetime, high: datetime
) -> Iterator[Resource]:
    rows = list(Equipment.objects.filter(unit=unit).select_related("unit").order_by("kind"))
    numbers = places.numbers_there(rows)
    said = places.uses_said(rows, low=low, high=high)
    for row in rows:
        limit = numbers.get(row.pk)
        if limit is None:
            continue
        if row.stage in spans.stages:
            look = {"stage": row.stage, "now": to_us(high), "unit": unit.pk}
            used = stage_use.in_stage(spans, **look)
            yield Resource(EQUIPMENT, row.kind, used, limit, stage_use.waiting_for(spans, **look))
        elif not row.stage and row.pk in said:
            used = said[row.pk]
            since = [Piece(max(int(used.at[0]), to_us(low)), to_us(high))]
            yield Resource(EQUIPMENT, row.kind, used, limit, _within(waits, since))


def _slots(unit: Unit, waits: Steps, low: datetime, high: datetime) -> Iterator[Resource]:
    rows = Slot.objects.filter(unit=unit, starts_at__gte=low, starts_at__lt=high)
    by_kind: dict[str, list[Slot]] = defaultdict(list)
    for slot in rows.order_by("starts_at"):
        by_kind[slot.get_kind_display()].append(slot)
    for kind, each in sorted(by_kind.items()):
        offered = [_piece(slot) for slot in each]
        taken = [_piece(slot) for slot in each if slot.taken]
        name = _("Slots: %(kind)s") % {"kind": kind}
        steps = (utilisation.stacked(pieces) for pieces in (taken, offered))
        yield Resource(SLOT, name, *steps, _within(waits, offered))


def _piece(slot: Slot) -> Piece:
    start = to_us(slot.starts_at)
    return Piece(start, start + slot.minutes * MINUTE)


def _within(waits: Steps, pieces: Iterable[Piece]) -> Steps:
    """Return who waits while the resource is known at all; outside of that nobody waits for it."""
    known = utilisation.stacked(Piece(one.start, one.end) for one in pieces)
    at = np.unique(np.concatenate([waits.at, known.at]))
    return Steps(at, np.where(known.when(at) > 0, waits.when(at), 0)) if len(at) else waits
