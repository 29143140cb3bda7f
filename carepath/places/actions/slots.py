"""Writes of slots."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from carepath.audit import actions as audit
from carepath.places.actions.rows import save
from carepath.places.models import Site, Slot, Unit
from carepath.places.models.equipment import MOST_MINUTES


class SlotOverlaps(ValueError):
    """A slot where the resource has one already; the text says from when to when."""


def add_slot(
    *,
    site: Site,
    kind: str,
    resource: str,
    starts_at: datetime,
    minutes: int,
    taken: bool,
    unit: Unit | None,
    by: Any,
    at: datetime,
    reason: str,
) -> Slot:
    """Return a new slot of a resource; SlotOverlaps if it has one at that time."""
    with audit.acting_as(by, at=at, why=reason):
        _check_free(site, resource, starts_at, minutes)
        row = Slot(
            site=site, kind=kind, resource=resource, starts_at=starts_at, minutes=minutes,
            taken=taken, unit=unit,
        )  # fmt: skip
        save(row, by=by, at=at, why=reason)
        said = {"resource": resource, "start": starts_at.isoformat(), "minutes": minutes}
        audit.record("slot.added", row, site=site.slug, **said, taken=taken)
    return row


def set_slot(*, row: Slot, taken: bool, by: Any, at: datetime) -> bool:
    """Say that a slot is taken or free; return whether it was otherwise before."""
    with audit.recording_as(by, at=at):
        row = Slot.objects.select_for_update(of=("self",)).select_related("site").get(pk=row.pk)
        if row.taken == taken:
            return False
        row.taken, row.source = taken, ""
        save(row, by=by, at=at)
        said = {"resource": row.resource, "start": row.starts_at.isoformat()}
        audit.record("slot.taken" if taken else "slot.freed", row, site=row.site.slug, **said)
    return True


def declare_slots(
    *, site: Site, lines: Iterable[tuple[str, str, str, datetime, int, bool]], by: Any, at: datetime
) -> None:
    """Enter slots as (kind, resource, unit, start, minutes, taken): those that are not there yet
    are added, and free ones that are said to be taken become so."""
    with audit.recording_as(by, at=at):
        lines, units = list(lines), {unit.code: unit for unit in site.units.all()}
        starts = {start for _kind, _resource, _unit, start, _minutes, _taken in lines}
        rows = Slot.objects.filter(site=site, starts_at__in=starts)
        known = {(slot.resource, slot.starts_at): slot for slot in rows}
        fresh = [
            Slot(
                site=site, kind=kind, resource=resource, unit=units.get(unit), starts_at=start,
                minutes=minutes, taken=taken,
            )
            for kind, resource, unit, start, minutes, taken in lines
            if (resource, start) not in known
        ]  # fmt: skip
        said = {"default_user": None, "default_date": at}
        bulk_create_with_history(fresh, Slot, 500, **said)
        now_taken = []
        for _kind, resource, _unit, start, _minutes, taken in lines:
            slot = known.get((resource, start))
            if slot is not None and taken and not slot.taken:
                slot.taken = True
                now_taken.append(slot)
        bulk_update_with_history(now_taken, Slot, ["taken"], 500, **said)


def _check_free(site: Site, resource: str, starts_at: datetime, minutes: int) -> None:
    end = starts_at + timedelta(minutes=minutes)
    near = Slot.objects.filter(site=site, resource=resource, starts_at__lt=end)
    longest = timedelta(minutes=MOST_MINUTES)
    for one in near.filter(starts_at__gt=starts_at - longest).order_by("starts_at"):
        until = one.starts_at + timedelta(minutes=one.minutes)
        if until > starts_at:
            words = {"resource": resource, "n": one.minutes}
            said = _("%(resource)s has a slot of %(n)s minutes at that time already.")
            raise SlotOverlaps(said % words)
