"""Sites, their clocks, and beds and staff as people enter them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _
from simple_history.utils import bulk_create_with_history

from carepath.audit import actions as audit
from carepath.places.actions.rows import save
from carepath.places.models import RATES, Bed, OpenBeds, Site, StaffOnDuty, Unit

FIRST = "main"


class TooManyBeds(ValueError):
    """More beds than the unit has; the text says how many there are."""


class NoSuchClock(ValueError):
    """A clock that this site may not have."""


def first_site(*, name: str, timezone: str, by: str, at: datetime) -> Site:
    """Return the site a new portal begins with: the oldest there is, else a new one."""
    site = Site.objects.order_by("pk").first()
    if site is not None:
        return site
    with audit.recording_as(by, at=at):
        site = Site.objects.create(slug=FIRST, name=name, timezone=timezone)
        audit.record("created the first site", site, site=site.slug, timezone=timezone)
    return site


def declare_made_up(
    *, slug: str, name: str, timezone: str, units: Mapping[str, str], by: Any, at: datetime
) -> Site:
    """Return the made-up site of this slug with its units {code: name}, made if it is not there.

    NoSuchClock if the slug belongs to a real site.
    """
    with audit.recording_as(by, at=at):
        fields = {"name": name, "timezone": timezone, "synthetic": True}
        site, is_new = Site.objects.get_or_create(slug=slug, defaults=fields)
        if not site.synthetic:
            raise NoSuchClock(_("%(site)s is a real site.") % {"site": site})
        for code, title in units.items():
            Unit.objects.get_or_create(site=site, code=code, defaults={"name": title})
        if is_new:
            audit.record("site.invented", site, site=slug, timezone=timezone)
    return site


def set_clock(*, site: Site, shown: datetime, rate: int, by: Any, at: datetime) -> None:
    """Let a made-up site's clock show `shown` now and run at this rate from here on."""
    if not site.synthetic or rate not in RATES:
        raise NoSuchClock(_("Only a made-up site has a clock that can be set."))
    with audit.recording_as(by, at=at):
        site.clock_real, site.clock_shown, site.clock_rate = at, shown, rate
        site.save(update_fields=["clock_real", "clock_shown", "clock_rate"])
        audit.record("clock.set", site, site=site.slug, shown=shown.isoformat(), rate=rate)


def declare_beds(*, unit: Unit, beds: int, physical: int, by: Any, at: datetime) -> OpenBeds:
    """Return the open beds of a unit; what people set earlier stays.

    Their history is on the site's own clock, as the patients are that they are compared with.
    """
    found = OpenBeds.objects.filter(unit=unit).first()
    if found is not None:
        return found
    with audit.recording_as(by, at=at):
        found = OpenBeds(unit=unit, open_beds=beds, physical=physical)
        save(found, by=by, at=unit.site.time(at))
    return found


def declare_staff(
    *, site: Site, role: str, shift: str, label: str, number: int, by: Any, at: datetime
) -> StaffOnDuty:
    """Return the row of a role and shift; what people set earlier stays."""
    found = StaffOnDuty.objects.filter(site=site, role=role, shift=shift).first()
    if found is not None:
        return found
    with audit.recording_as(by, at=at):
        found = StaffOnDuty(site=site, role=role, shift=shift, label=label, number=number)
        save(found, by=by, at=at)
    return found


def declare_roster(
    *, site: Site, lines: Iterable[tuple[str, str, str, int]], by: Any, at: datetime
) -> None:
    """Enter who is on duty, as (role, shift, label, number), where nobody is entered yet."""
    with audit.recording_as(by, at=at):
        known = set(StaffOnDuty.objects.filter(site=site).values_list("role", "shift"))
        fresh = [
            StaffOnDuty(site=site, role=role, shift=shift, label=label, number=number)
            for role, shift, label, number in lines
            if (role, shift) not in known
        ]
        bulk_create_with_history(fresh, StaffOnDuty, default_user=None, default_date=at)


def set_open_beds(*, unit: Unit, beds: int, by: Any, at: datetime, reason: str) -> OpenBeds:
    """Open or close beds of a unit; TooManyBeds if it has fewer. The earlier number is kept."""
    with audit.acting_as(by, at=at, why=reason):
        row = OpenBeds.objects.select_for_update().get(unit=unit)
        if not 0 <= beds <= row.physical:
            words = {"unit": unit, "physical": row.physical}
            raise TooManyBeds(_("%(unit)s has %(physical)s beds.") % words)
        before, row.open_beds = row.open_beds, beds
        if before != beds:
            save(row, by=by, at=unit.site.time(at), why=reason)
            audit.record(
                "beds.opened", row, site=unit.site.slug, unit=unit.code, before=before, after=beds
            )
    return row


def set_staff(*, row: StaffOnDuty, number: int, by: Any, at: datetime, reason: str) -> StaffOnDuty:
    """Set how many people of a role are on duty in a shift. The earlier number is kept."""
    with audit.acting_as(by, at=at, why=reason):
        row = StaffOnDuty.objects.select_for_update(of=("self",)).get(pk=row.pk)
        before, row.number = row.number, number
        if before != number:
            save(row, by=by, at=at, why=reason)
            said = {"role": row.role, "shift": row.shift, "before": before, "after": number}
            audit.record("staff.set", row, site=row.site.slug, **said)
    return row


def add_beds(
    *,
    site: Site,
    code: str,
    name: str,
    beds: int,
    physical: int,
    by: Any,
    at: datetime,
    reason: str,
) -> OpenBeds:
    """Return the open beds of a unit that had none entered; the unit is made if it is new."""
    with audit.acting_as(by, at=at, why=reason):
        unit, _is_new = Unit.objects.get_or_create(site=site, code=code, defaults={"name": name})
        if not 0 <= beds <= physical:
            words = {"unit": unit, "physical": physical}
            raise TooManyBeds(_("%(unit)s has %(physical)s beds.") % words)
        row = declare_beds(unit=unit, beds=beds, physical=physical, by=by, at=at)
        audit.record("beds.entered", row, site=site.slug, unit=code, beds=beds, physical=physical)
    return row


def add_staff(
    *, site: Site, label: str, shift: str, number: int, by: Any, at: datetime, reason: str
) -> StaffOnDuty:
    """Return who is on duty in a shift of a role that had nobody entered."""
    with audit.acting_as(by, at=at, why=reason):
        row = declare_staff(
            site=site, role=slugify(label)[:40], shift=shift, label=label, number=number,
            by=by, at=at,
        )  # fmt: skip
        audit.record("staff.entered", row, site=site.slug, label=label, shift=shift, number=number)
    return row


def declare_each_bed(
    *,
    unit: Unit,
    codes: Sequence[str],
    care: str,
    specialty: str = "",
    side_rooms: int = 0,
    by: Any,
    at: datetime,
) -> None:
    """Enter each bed of a unit that is not there yet, kept for a specialty ('' = for none); the
    last few are rooms of their own."""
    with audit.recording_as(by, at=at):
        known = set(unit.each_bed.filter(room="").values_list("code", flat=True))
        alone = set(codes[len(codes) - side_rooms :])
        fresh = [
            Bed(
                unit=unit, code=code, care=care, specialty=specialty, side_room=code in alone,
                confirmed=True,
            )
            for code in codes
            if code not in known
        ]  # fmt: skip
        bulk_create_with_history(fresh, Bed, default_user=None, default_date=at)


def confirm_beds(*, unit: Unit, by: Any, at: datetime) -> int:
    """Say that the beds of a unit which only a feed had named are there; return how many."""
    with audit.recording_as(by, at=at):
        found = list(Bed.objects.select_for_update().filter(unit=unit, confirmed=False))
        for bed in found:
            bed.confirmed = True
            save(bed, by=by, at=at)
        if found:
            audit.record("beds.confirmed", unit, site=unit.site.slug, beds=len(found))
    return len(found)
