"""What a file of slots would do: clinics, imaging and theatres by start and length."""

from collections import defaultdict
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from carepath.frames.sheets import CHOICE, MOMENT, WHOLE, YES_NO, Column, Row, Table
from carepath.places.models import Site, Slot
from carepath.places.models.equipment import MOST_MINUTES
from carepath.places.queries.plans.draft import Draft, Plan

COLUMNS = (
    Column("kind", CHOICE, needed=True, words={kind.value: kind.value for kind in Slot.Kind}),
    Column("resource", needed=True),
    Column("unit"),
    Column("start", MOMENT, needed=True),
    Column("minutes", WHOLE, needed=True, least=1, most=MOST_MINUTES),
    Column("taken", YES_NO),
)
LONGEST = timedelta(minutes=MOST_MINUTES)


def plan(table: Table, *, site: Site, by: Any) -> Plan:
    """Return what the rows would do; two slots of one resource never overlap."""
    draft = Draft(table)
    units = {unit.code: unit for unit in site.units.order_by("pk")}
    known = _known(table, site)
    numbers: dict[tuple[str, datetime], int] = {}
    for row in table.rows:
        key = (row["resource"], row["start"])
        if not draft.first(key, row.number, "start"):
            continue
        if row["unit"] is not None and row["unit"] not in units:
            draft.wrong(row.number, "unit", "unknown_unit")
            continue
        unit = units.get(row["unit"])
        numbers[key] = row.number
        what = f"{row['resource']}, {row['start'].isoformat(timespec='minutes')}"
        if key in known:
            said = {name: row[name] for name in ("kind", "minutes", "taken")} | {"unit": unit}
            draft.compare(row.number, what, known[key], said)
        else:
            new = _new(row, site, unit)
            known[key] = new
            draft.add(row.number, what, new)
    _never_overlap(draft, known, numbers)
    return draft.plan()


def _new(row: Row, site: Site, unit: Any) -> Slot:
    return Slot(
        site=site,
        unit=unit,
        kind=row["kind"],
        resource=row["resource"],
        starts_at=row["start"],
        minutes=row["minutes"],
        taken=bool(row["taken"]),
    )


def _known(table: Table, site: Site) -> dict[tuple[str, datetime], Slot]:
    starts = [row["start"] for row in table.rows]
    if not starts:
        return {}
    low, high = min(starts) - LONGEST, max(starts) + LONGEST
    found = Slot.objects.filter(site=site, starts_at__range=(low, high)).select_related("unit")
    return {(one.resource, one.starts_at): one for one in found.order_by("pk")}


def _never_overlap(
    draft: Draft, known: dict[tuple[str, datetime], Slot], numbers: dict[tuple[str, datetime], int]
) -> None:
    """Say which rows would overlap a slot of another row, or one that is there."""
    each: dict[str, list[Slot]] = defaultdict(list)
    for slot in known.values():
        each[slot.resource].append(slot)
    for resource, slots in each.items():
        slots.sort(key=lambda one: one.starts_at)
        for one, other in pairwise(slots):
            if one.starts_at + timedelta(minutes=one.minutes) <= other.starts_at:
                continue
            first = numbers.get((resource, one.starts_at))
            second = numbers.get((resource, other.starts_at))
            if second and first:
                draft.wrong(second, "start", "overlap", row=first)
            elif second or first:
                there = one if second else other
                since = there.starts_at.isoformat(timespec="minutes")
                draft.wrong(second or first, "start", "overlaps_known", since=since)
