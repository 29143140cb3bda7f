"""What is there, as the rows of a file that can be loaded again."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from carepath.places.models import (
    Bed,
    Equipment,
    EquipmentUse,
    Holiday,
    Site,
    Slot,
    Unit,
    UnitStaff,
)

BACK, AHEAD = timedelta(days=35), timedelta(days=35)
"""How far from now staff, uses and slots are written out."""
Cells = Sequence[Any]


def exported(*, kind: str, site: Site, at: datetime) -> Iterable[Cells]:
    """Return the rows of a kind of file, in the order of its columns (`plans.KINDS`)."""
    found = {
        "places": _places, "staff": _staff, "equipment": _equipment, "slots": _slots,
        "holidays": _holidays,
    }  # fmt: skip
    return found[kind](site, at)


def _places(site: Site, at: datetime) -> Iterator[Cells]:
    head = (site.slug, site.name, site.timezone)
    beds: dict[int, list[Bed]] = {}
    for bed in Bed.objects.filter(unit__site=site).order_by("room", "code"):
        beds.setdefault(bed.unit_id, []).append(bed)
    for unit in Unit.objects.filter(site=site).order_by("code"):
        for bed in beds.get(unit.pk, [None]):
            yield (*head, unit.code, unit.name, *(_bed(bed) if bed else [""] * 6))


def _bed(bed: Bed) -> Cells:
    said = [_yes_no(bed.side_room), _yes_no(bed.confirmed)]
    return [bed.room, bed.code, bed.care, bed.specialty, *said]


def _staff(site: Site, at: datetime) -> Iterator[Cells]:
    rows = UnitStaff.objects.filter(unit__site=site, worked_on__range=_days(site, at))
    for row in rows.select_related("unit").order_by("worked_on", "unit__code", "role", "shift"):
        yield row.unit.code, row.role, row.shift, row.worked_on, row.present, row.needed


def _equipment(site: Site, at: datetime) -> Iterator[Cells]:
    rows = Equipment.objects.filter(site=site).select_related("unit").order_by("kind", "pk")
    for row in rows:
        yield row.kind, _code(row.unit), row.number, row.stage, None, None
    uses = EquipmentUse.objects.filter(equipment__site=site, seen_at__range=_around(at))
    for use in uses.select_related("equipment__unit").order_by("equipment", "seen_at"):
        of = use.equipment
        yield of.kind, _code(of.unit), None, None, _moment(use.seen_at, site), use.in_use


def _slots(site: Site, at: datetime) -> Iterator[Cells]:
    rows = Slot.objects.filter(site=site, starts_at__range=_around(at)).select_related("unit")
    for row in rows.order_by("starts_at", "resource"):
        start = _moment(row.starts_at, site)
        yield row.kind, row.resource, _code(row.unit), start, row.minutes, _yes_no(row.taken)


def _holidays(site: Site, at: datetime) -> Iterator[Cells]:
    for row in Holiday.objects.filter(site=site).order_by("day"):
        yield row.day, row.name


def _around(at: datetime) -> tuple[datetime, datetime]:
    return at - BACK, at + AHEAD


def _days(site: Site, at: datetime) -> tuple[Any, Any]:
    zone = ZoneInfo(site.timezone)
    low, high = (moment.astimezone(zone).date() for moment in _around(at))
    return low, high


def _moment(at: datetime, site: Site) -> str:
    """Return a moment with its offset: the hour that autumn repeats is told apart."""
    return at.astimezone(ZoneInfo(site.timezone)).isoformat(sep=" ")


def _code(unit: Unit | None) -> str:
    return unit.code if unit else ""


def _yes_no(value: bool) -> str:
    return "yes" if value else "no"
