"""Writes of who is on duty in a unit."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from simple_history.utils import bulk_create_with_history

from carepath.analysis import shifts
from carepath.audit import actions as audit
from carepath.places.actions.rows import save
from carepath.places.models import Site, Unit, UnitStaff
from carepath.places.queries import calendars


class NoSuchShift(ValueError):
    """A shift that the day does not have; the text names those it has."""


def set_unit_staff(
    *,
    unit: Unit,
    role: str,
    shift: str,
    day: date,
    present: int | None,
    needed: int | None,
    by: Any,
    at: datetime,
    reason: str,
) -> UnitStaff:
    """Return the row that says how many of a role are there and needed; the earlier is kept.

    NoSuchShift if the calendar of that day has none of this name.
    """
    found = shifts.in_force(calendars(site=unit.site), day)
    names = [one.name for one in found.hours] if found else []
    if names and shift not in names:
        said = _("The calendar of that day has: %(words)s.") % {"words": ", ".join(names)}
        raise NoSuchShift(said)
    key = {"unit": unit, "role": role, "shift": shift, "worked_on": day}
    with audit.acting_as(by, at=at, why=reason):
        row = UnitStaff.objects.select_for_update(of=("self",)).filter(**key).first()
        row = row or UnitStaff(**key)
        before = [row.present, row.needed]
        if row.pk and before == [present, needed]:
            return row
        row.present, row.needed, row.source = present, needed, ""
        save(row, by=by, at=at, why=reason)
        said = {"unit": unit.code, "role": role, "shift": shift, "day": str(day)}
        after = [present, needed]
        audit.record("unit_staff.set", row, site=unit.site.slug, **said, before=before, after=after)
    return row


def declare_unit_staff(
    *, site: Site, day: date, lines: Iterable[tuple[str, str, str, int, int]], by: Any, at: datetime
) -> None:
    """Enter the staff of a day as (unit, role, shift, present, needed), where nobody is entered."""
    with audit.recording_as(by, at=at):
        if UnitStaff.objects.filter(unit__site=site, worked_on=day).exists():
            return
        units = {unit.code: unit for unit in site.units.all()}
        fresh = [
            UnitStaff(unit=units[code], role=role, shift=shift, worked_on=day, present=n, needed=of)
            for code, role, shift, n, of in lines
        ]
        bulk_create_with_history(fresh, UnitStaff, default_user=None, default_date=at)
