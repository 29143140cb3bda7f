"""Every read about places."""

from collections.abc import Iterable

from django.db.models import QuerySet

from carepath.places.models import OpenBeds, Site, StaffOnDuty, Unit


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


def unit_names(keys: Iterable[int]) -> dict[int, str]:
    """Return the name of each of these units by its key."""
    return {unit.pk: str(unit) for unit in Unit.objects.filter(pk__in=list(keys))}
