"""Which limits of advice hold at a site, and every version there was."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from carepath.analysis.shortfalls import Rule
from carepath.forecasts.models import AdviceLimits
from carepath.frames.advice import INVENTED, SHIPPED, Limits
from carepath.places.models import OpenBeds, Site


@dataclass(frozen=True, slots=True)
class Held:
    """The limits that hold at a site, with their name; `row` None = as shipped."""

    limits: Limits
    name: str
    row: AdviceLimits | None = None

    @property
    def rule(self) -> Rule:
        """Return when a warning is raised and taken back."""
        one = self.limits
        return Rule(raises=one.raises, clears=one.clears, runs=one.runs, rest=one.rest)

    @property
    def title(self) -> str:
        """Return the name as a page shows it."""
        return self.name or _("as shipped")


def limits_held(site: Site) -> Held:
    """Return the limits in force at a site, else those that come with the portal."""
    found = AdviceLimits.objects.filter(site=site, state=AdviceLimits.State.IN_FORCE)
    row = found.select_related("set_by").first()
    if row is None:
        return Held(INVENTED if site.synthetic else SHIPPED, "")
    return Held(row.limits, row.name, row)


def versions_of_limits(*, site: Site) -> QuerySet[AdviceLimits]:
    """Return every version of the limits of a site, newest first."""
    return AdviceLimits.objects.filter(site=site).select_related("set_by").order_by("-pk")


def units_with_entered_beds(*, site: Site) -> list[OpenBeds]:
    """Return the open beds of each unit of which they are entered, by code."""
    rows = OpenBeds.objects.filter(unit__site=site).select_related("unit")
    return list(rows.order_by("unit__code"))
