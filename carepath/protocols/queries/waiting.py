"""What of protocols waits for one person: only what they may act on themselves."""

from collections import defaultdict

from django.db.models import QuerySet

from carepath.accounts.models import User
from carepath.accounts.permissions import Permission
from carepath.protocols import policies
from carepath.protocols.models import (
    ApprovalPolicy,
    Contribution,
    Override,
    Reviewer,
    Signature,
    Version,
)
from carepath.protocols.policies.overrides import OPEN

MOST = 100
"""Versions that are looked at for one person."""


def to_review(*, by: User) -> list[Version]:
    """Return the versions in review that this person may approve and has not, newest first."""
    found = Version.objects.filter(state=Version.State.IN_REVIEW)
    sites = by.sites_where(Permission.REVIEW)
    if sites is not None:
        found = found.filter(protocol__site__slug__in=sites)
    rows = list(found.select_related("protocol__site").order_by("-pk")[:MOST])
    keys = [row.pk for row in rows]
    authors, named = defaultdict(set), defaultdict(set)
    for version, person in Contribution.objects.filter(version__in=keys).values_list(
        "version", "person"
    ):
        authors[version].add(person)
    for version, person in Reviewer.objects.filter(version__in=keys).values_list(
        "version", "person"
    ):
        named[version].add(person)
    signed = Signature.objects.filter(version__in=keys, signer=by.pk)
    done = {(one.version, one.edition, one.content_sha256) for one in signed}
    return [
        row
        for row in rows
        if (row.pk, row.edition, row.sha256) not in done
        and policies.allowed(
            policies.check_reviews, by, row, authors=authors[row.pk], named=named[row.pk]
        )
    ]


def to_countersign(*, by: User) -> QuerySet[Override]:
    """Return the overrides that somebody else asked for and this person may confirm, oldest
    first."""
    found = Override.objects.filter(state__in=OPEN).exclude(asked_by=by.pk)
    sites = by.sites_where(Permission.OVERRIDE)
    if sites is not None:
        found = found.filter(journey__site__slug__in=sites)
    return found.select_related("journey__site", "protocol").order_by("pk")


def policies_to_confirm(*, by: User) -> QuerySet[ApprovalPolicy]:
    """Return the approval policies that somebody else proposed and this person may confirm."""
    found = ApprovalPolicy.objects.filter(state=ApprovalPolicy.State.PROPOSED)
    sites = by.sites_where(Permission.SET_APPROVALS)
    if sites is not None:
        found = found.filter(site__slug__in=sites)
    return found.exclude(proposed_by=by.pk).select_related("site").order_by("pk")
