"""Writes of equipment and of how much of it is in use."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from simple_history.utils import bulk_create_with_history

from carepath.audit import actions as audit
from carepath.places.actions.rows import save
from carepath.places.models import Equipment, EquipmentUse, Site, Unit


class TooMany(ValueError):
    """More in use than there are; the text says how many there are."""


def set_equipment(
    *,
    site: Site,
    kind: str,
    unit: Unit | None,
    number: int,
    stage: str,
    by: Any,
    at: datetime,
    reason: str,
) -> Equipment:
    """Return how many of a kind a site or unit has, new or changed; the earlier number is kept."""
    with audit.acting_as(by, at=at, why=reason):
        key = {"site": site, "kind": kind, "unit": unit}
        row = Equipment.objects.select_for_update(of=("self",)).filter(**key).first()
        row = row or Equipment(**key)
        before = row.number if row.pk else None
        if row.pk and (before, row.stage) == (number, stage):
            return row
        row.number, row.stage = number, stage
        save(row, by=by, at=at, why=reason)
        said = {"kind": kind, "unit": unit.code if unit else "", "stage": stage}
        audit.record("equipment.set", row, site=site.slug, **said, before=before, after=number)
    return row


def set_use(
    *, row: Equipment, in_use: int, seen_at: datetime, by: Any, at: datetime
) -> EquipmentUse:
    """Say how many are in use from a moment of the site's clock on; TooMany if there are fewer."""
    if in_use > row.number:
        raise TooMany(_("%(kind)s: there are %(n)s.") % {"kind": row, "n": row.number})
    with audit.recording_as(by, at=at):
        found = EquipmentUse.objects.filter(equipment=row, seen_at=seen_at).first()
        found = found or EquipmentUse(equipment=row, seen_at=seen_at)
        found.in_use, found.source = in_use, ""
        save(found, by=by, at=at)
        audit.record("equipment.used", row, site=row.site.slug, kind=row.kind, in_use=in_use)
    return found


def declare_equipment(
    *,
    site: Site,
    lines: Iterable[tuple[str, str, int, str]],
    since: datetime,
    by: Any,
    at: datetime,
) -> None:
    """Give a site its equipment as (kind, unit, number, stage), there since a moment of its clock,
    where nobody entered it yet."""
    with audit.recording_as(by, at=at):
        units = {unit.code: unit for unit in site.units.all()}
        known = set(Equipment.objects.filter(site=site).values_list("kind", flat=True))
        fresh = [
            Equipment(site=site, unit=units.get(unit), kind=kind, number=number, stage=stage)
            for kind, unit, number, stage in lines
            if kind not in known
        ]
        bulk_create_with_history(fresh, Equipment, default_user=None, default_date=since)


def declare_uses(
    *, site: Site, lines: Iterable[tuple[str, datetime, int]], by: Any, at: datetime
) -> None:
    """Enter how many of a kind were in use as (kind, moment, number), where nobody said so yet."""
    with audit.recording_as(by, at=at):
        rows = {row.kind: row for row in Equipment.objects.filter(site=site)}
        wanted = [(rows[kind], when, number) for kind, when, number in lines if kind in rows]
        known = set(
            EquipmentUse.objects.filter(
                equipment__site=site, seen_at__in={when for _row, when, _number in wanted}
            ).values_list("equipment", "seen_at")
        )
        fresh = [
            EquipmentUse(equipment=row, seen_at=when, in_use=number)
            for row, when, number in wanted
            if (row.pk, when) not in known
        ]
        bulk_create_with_history(fresh, EquipmentUse, 500, default_user=None, default_date=at)
