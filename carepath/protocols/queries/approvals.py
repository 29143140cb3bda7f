"""Who must approve: the policy in force, the one a review was asked under, and what came before."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from carepath.accounts.permissions import Permission
from carepath.analysis.protocol_checks import Result
from carepath.frames import approvals
from carepath.frames.approvals import RISKS, SHIPPED, Approvals, Need
from carepath.places.models import Site
from carepath.protocols.models import ApprovalPolicy, Ruling, Version

IN_FORCE = ApprovalPolicy.State.IN_FORCE


@dataclass(frozen=True, slots=True)
class Standard:
    """What holds somewhere: a policy with its title; `row` None = as shipped; `pinned` = held fast
    when the review was asked for."""

    title: str
    rules: Approvals
    row: ApprovalPolicy | None = None
    pinned: bool = False


def standard(site: Site | None) -> Standard:
    """Return the policy in force at a site: its own, else that for all sites, else as shipped."""
    found = ApprovalPolicy.objects.filter(Q(site=site) | Q(site=None), state=IN_FORCE)
    rows = sorted(found.select_related("site", "decided_by"), key=lambda row: row.site_id is None)
    if not rows:
        return Standard(_("as shipped"), SHIPPED)
    return Standard(rows[0].title, rows[0].rules, rows[0])


def ruling(version: Version) -> Ruling | None:
    """Return what was held fast when the review of this edition was asked for, None = not yet."""
    return Ruling.objects.filter(version=version.pk, edition=version.edition).first()


def applying(version: Version) -> Standard:
    """Return the policy that applies to a version: held fast once its review was asked for."""
    row = ruling(version)
    if row is None:
        return standard(version.protocol.site)
    return Standard(row.policy, row.rules, pinned=True)


def needs(version: Version, risk: int, *, site: Site | None = None) -> list[Need]:
    """Return whom a change of this risk needs: by the policy that applies to the version, and at
    another site by the one in force there as well."""
    found = [applying(version).rules.needs[risk]]
    if site is not None and site.pk != version.protocol.site_id:
        found.append(standard(site).rules.needs[risk])
    return found


def as_asked(results: Iterable[Result], version: Version) -> tuple[Result, ...]:
    """Return results of checks, those required that the policy of a version asks for."""
    asked = applying(version).rules.checks
    return tuple(
        replace(result, required=True) if result.key in asked else result for result in results
    )


def policies(*, by: Any) -> QuerySet[ApprovalPolicy]:
    """Return the policies of the sites this person sees, and those for all sites, newest first."""
    found = ApprovalPolicy.objects.select_related("site", "proposed_by", "decided_by")
    seen = by.sites_where(Permission.SEE, Permission.SET_APPROVALS)
    if seen is not None:
        found = found.filter(Q(site=None) | Q(site__slug__in=seen))
    return found.order_by("-pk")


def policy(*, pk: int, by: Any) -> ApprovalPolicy | None:
    """Return a policy this person sees."""
    return policies(by=by).filter(pk=pk).first()


def replaces(row: ApprovalPolicy) -> Standard:
    """Return what a proposal would replace."""
    return standard(row.site)


def loosens(row: ApprovalPolicy) -> list[str]:
    """Return the names of the risks, and "checks", for which a proposal asks for less."""
    return approvals.looser(replaces(row).rules, row.rules)


def by_risk(rules: Approvals) -> list[tuple[str, Need]]:
    """Return (name of the risk, whom it needs), the least first."""
    return list(zip(RISKS, rules.needs, strict=True))
