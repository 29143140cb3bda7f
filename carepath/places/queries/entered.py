"""Reads of what people entered: open beds, who is on duty, who set it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet, Window
from django.db.models.functions import RowNumber

from carepath.accounts.permissions import Permission
from carepath.places.models import OpenBeds, Site, StaffOnDuty, Unit

SHIFTS = ("early", "late", "night")
"""Shifts in the order of the day; others follow by name."""


@dataclass(frozen=True, slots=True)
class Entered:
    """A number in force, and who set it, when and why; `before` is None while nobody changed it."""

    row: Any
    number: int
    before: int | None
    at: datetime | None
    who: str
    why: str


@dataclass(frozen=True, slots=True)
class Roster:
    """Who is on duty at a site: one line a role, one column a shift; None = no such shift there."""

    shifts: list[str]
    lines: list[tuple[str, list[Entered | None]]]


def sites_of(*, by: Any) -> list[Site]:
    """Return the sites this person sees, those with entered beds or staff first, then real ones.

    An invented one that is only being built comes before real ones of which nothing is known.
    """
    slugs = by.sites_where(Permission.SEE)
    found = Site.objects.all() if slugs is None else Site.objects.filter(slug__in=slugs)
    entered = {*OpenBeds.objects.values_list("unit__site", flat=True).distinct()}
    entered |= {*StaffOnDuty.objects.values_list("site", flat=True).distinct()}
    empty = set()
    if any(site.synthetic and site.pk not in entered for site in found):
        known = set(Unit.objects.values_list("site", flat=True).distinct())
        empty = {site.pk for site in found if not site.synthetic} - known
    return sorted(
        found,
        key=lambda site: (site.pk not in entered, site.pk in empty, site.synthetic, site.name),
    )


def beds_entered(*, site: Site) -> list[Entered]:
    """Return the open beds of each unit of a site by the unit's name, with who set them."""
    rows = sorted(open_beds(site=site), key=lambda row: str(row.unit))
    return with_changes(rows, OpenBeds, "open_beds")


def roster(*, site: Site) -> Roster:
    """Return who is on duty at a site by role and shift, with who set it."""
    found = with_changes(list(staff_on_duty(site=site)), StaffOnDuty, "number")
    shifts = sorted({one.row.shift for one in found}, key=_order)
    lines: dict[str, dict[str, Entered]] = {}
    for one in found:
        lines.setdefault(one.row.label, {})[one.row.shift] = one
    named = sorted(lines.items())
    return Roster(shifts, [(label, [cells.get(each) for each in shifts]) for label, cells in named])


def changed(found: Iterable[Entered]) -> list[Entered]:
    """Return the numbers that somebody changed, the latest first."""
    named = [one for one in found if one.before is not None and one.at is not None]
    return sorted(named, key=lambda one: one.at, reverse=True)


def _order(shift: str) -> tuple[int, str]:
    return (SHIFTS.index(shift) if shift in SHIFTS else len(SHIFTS)), shift


def with_changes(rows: list, model: Any, field: str) -> list[Entered]:
    """Return the rows with their last change, from the last two versions of each."""
    rank = Window(RowNumber(), partition_by=F("id"), order_by=F("history_id").desc())
    kept = model.history.filter(id__in=[row.pk for row in rows]).annotate(rank=rank)
    versions: dict[int, list] = {}
    for version in kept.filter(rank__lte=2).select_related("history_user").order_by("id", "rank"):
        versions.setdefault(version.id, []).append(version)
    return [_last_change(row, field, versions.get(row.pk, [])) for row in rows]


def _last_change(row: Any, field: str, versions: list) -> Entered:
    last = versions[0] if versions else None
    return Entered(
        row=row,
        number=getattr(row, field),
        before=getattr(versions[1], field) if len(versions) > 1 else None,
        at=last.history_date if last else None,
        who=name_of(last.history_user) if last else "",
        why=(last.history_change_reason or "") if last else "",
    )


def name_of(user: Any) -> str:
    """Return what a person is called beside what they set, '' for the portal itself."""
    if user is None:
        return ""
    name = user.get_full_name() or user.get_username()
    return f"{name} (demo)" if user.persona_site else name


def site_choices() -> list[tuple[str, str]]:
    """Return (slug, name) of each site by name, for forms."""
    return list(Site.objects.order_by("name").values_list("slug", "name"))


def open_beds(*, site: Site) -> QuerySet[OpenBeds]:
    """Return the open beds of each unit of a site, by the unit's code."""
    found = OpenBeds.objects.filter(unit__site=site).select_related("unit")
    return found.order_by("unit__code")


def staff_on_duty(*, site: Site) -> QuerySet[StaffOnDuty]:
    """Return who is on duty at a site, by role and shift."""
    return StaffOnDuty.objects.filter(site=site).order_by("role", "shift")


def unit_codes(keys: Iterable[int]) -> dict[int, str]:
    """Return the code of each of these units by its key."""
    found = Unit.objects.filter(pk__in=list(keys)).order_by("pk")
    return dict(found.values_list("pk", "code"))


def unit_names(keys: Iterable[int]) -> dict[int, str]:
    """Return the name of each of these units by its key."""
    return {unit.pk: str(unit) for unit in Unit.objects.filter(pk__in=list(keys))}
