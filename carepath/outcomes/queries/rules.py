"""Which escalation rules hold at a site, and which were proposed."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from carepath.accounts.permissions import Permission
from carepath.frames.escalation import SHIPPED, Rules
from carepath.outcomes.models import RuleSet
from carepath.places.models import Site

State = RuleSet.State


@dataclass(frozen=True, slots=True)
class Standard:
    """The rules that hold at a site, with their name; `row` None = as shipped."""

    rules: Rules
    name: str
    row: RuleSet | None = None

    @property
    def title(self) -> str:
        """Return the name as a page shows it."""
        return self.name or _("sample set, as shipped")


def standard(site: Site) -> Standard:
    """Return the rules in force at a site, else those that come with the portal."""
    found = RuleSet.objects.filter(site=site, state=State.IN_FORCE)
    row = found.select_related("site", "proposed_by", "decided_by").first()
    return Standard(SHIPPED, "") if row is None else Standard(row.rules, row.name, row)


def rule_sets(*, site: Site) -> QuerySet[RuleSet]:
    """Return every version of the rules of a site, newest first."""
    found = RuleSet.objects.filter(site=site).order_by("-pk")
    return found.select_related("site", "proposed_by", "decided_by")


def rule_set(*, pk: int, by: Any) -> RuleSet | None:
    """Return a version of the rules of a site this person sees."""
    found = RuleSet.objects.select_related("site", "proposed_by", "decided_by").filter(pk=pk)
    row = found.first()
    return row if row and by.may(Permission.SEE, site=row.site.slug) else None


def replaces(row: RuleSet) -> Standard:
    """Return what a version replaces, or replaced: what held when it was decided."""
    before = RuleSet.objects.filter(
        site=row.site, state__in=[State.IN_FORCE, State.REPLACED], number__lt=row.number
    )
    last = before.order_by("-number").first()
    return Standard(SHIPPED, "") if last is None else Standard(last.rules, last.name, last)


def waiting_for(*, by: Any) -> QuerySet[RuleSet]:
    """Return the proposals of others that this person may confirm, oldest first."""
    found = RuleSet.objects.filter(state=State.PROPOSED).exclude(proposed_by=by.pk)
    sites = by.sites_where(Permission.SET_ESCALATION)
    if sites is not None:
        found = found.filter(site__slug__in=sites)
    return found.select_related("site", "proposed_by").order_by("pk")
