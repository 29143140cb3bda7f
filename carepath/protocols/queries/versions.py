"""One version: what it changes, what checks say of it, who agreed and who may not."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Max, QuerySet

from carepath.accounts.models import User
from carepath.accounts.permissions import Permission
from carepath.accounts.policies import roles_that_may
from carepath.accounts.roles import Role
from carepath.analysis import protocol_checks as checking
from carepath.analysis import protocol_diff, protocol_merge
from carepath.analysis.protocol_checks import Ground, Result
from carepath.frames.protocol import PLAIN, SECTIONS, Document
from carepath.journeys.models import Stage
from carepath.places.models import Site
from carepath.protocols import policies
from carepath.protocols.models import (
    Activation,
    Comment,
    Contribution,
    Protocol,
    Ruling,
    Signature,
    Version,
)
from carepath.protocols.queries import approvals
from carepath.protocols.queries.approvals import Standard
from carepath.protocols.queries.rollouts import open_activation
from carepath.simulator.levers import LEVERS
from carepath.ui import paging
from carepath.ui.paging import Page

EMPTY = Document()
MOST_COMMENTS = 500
AWAITING = 25
"""Versions of a page of those that wait: each is weighed anew."""


def visible(*, by: Any) -> QuerySet[Protocol]:
    """Return the protocols of the sites this person sees, by name."""
    found = Protocol.objects.select_related("site", "created_by").order_by("name", "pk")
    seen = by.sites_where(Permission.SEE)
    return found if seen is None else found.filter(site__slug__in=seen)


def protocol(*, pk: int, by: Any) -> Protocol | None:
    """Return a protocol this person may read."""
    return visible(by=by).filter(pk=pk).first()


def version(*, protocol: Protocol, number: int) -> Version | None:
    """Return one version of a protocol."""
    found = protocol.versions.select_related("protocol__site", "parent", "created_by")
    return found.filter(number=number).first()


def history(protocol: Protocol) -> list[Version]:
    """Return every version of a protocol, newest first, each with its parent."""
    found = protocol.versions.select_related("parent", "created_by").order_by("-number")
    return list(found[:200])


def authors(version: Version) -> frozenset[int]:
    """Return the keys of everyone who changed this version."""
    found = Contribution.objects.filter(version=version.pk)
    return frozenset(found.values_list("person", flat=True))


def signatures(version: Version) -> list[Signature]:
    """Return every signature on a version, oldest first."""
    found = Signature.objects.filter(version=version.pk)
    return list(found.select_related("signer").order_by("pk"))


def comments(version: Version) -> dict[str, list[Comment]]:
    """Return the comments on a version by the place they stand at, oldest first."""
    found: dict[str, list[Comment]] = {}
    rows = Comment.objects.filter(version=version.pk).select_related("author")
    for one in rows.order_by("pk")[:MOST_COMMENTS]:
        found.setdefault(one.place, []).append(one)
    return found


def agreed(version: Version) -> Document:
    """Return what was last approved on the way to this version; an empty document if nothing."""
    for ancestor in _ancestors(version):
        if ancestor.state in policies.AGREED:
            return ancestor.document
    return EMPTY


def _ancestors(version: Version) -> Iterator[Version]:
    parents = {row.pk: row for row in version.protocol.versions.select_related("protocol")}
    at = parents.get(version.parent_id)
    while at is not None:
        yield at
        at = parents.get(at.parent_id)


def risk(version: Version, *, site: Site | None = None) -> int:
    """Return how much this version changes what was agreed, and what is in force at a site."""
    document = version.document
    grounds = [agreed(version)]
    running = None if site is None else open_activation(version.protocol, site)
    if running is not None:
        grounds.append(running.version.document)
    return max(protocol_diff.risk(protocol_diff.diff(ground, document)) for ground in grounds)


def checks(version: Version, *, today: date, site: Site | None = None) -> tuple[Result, ...]:
    """Return what each check says of a version for a site (that of its protocol if None)."""
    here = site or version.protocol.site
    found = checking.checks(version.document, _ground(version, here, today))
    return approvals.as_asked(found, version)


def _ground(version: Version, site: Site, today: date) -> Ground:
    running = Activation.objects.filter(site=site, ends_at=None)
    running = running.exclude(protocol=version.protocol_id)
    others = {
        str(one.protocol): one.version.document
        for one in running.select_related("version", "protocol").order_by("protocol__name")
    }
    stages = frozenset(Stage.objects.filter(site=site).values_list("name", flat=True))
    known = frozenset(LEVERS) if site.synthetic else frozenset()
    return Ground(today, frozenset(role.name for role in Role), stages, others, known)


@dataclass(frozen=True, slots=True)
class Rebase:
    """A stale draft brought onto the newest version: the result, and what a person must decide."""

    onto: Version
    merged: protocol_merge.Merged
    ours: Document
    theirs: Document


def places(document: Document) -> frozenset[str]:
    """Return what a comment may stand at: each part of a document, and each row."""
    rows = (f"{name}/{row.id}" for name in SECTIONS for row in getattr(document, name))
    return frozenset({*PLAIN, *SECTIONS, *rows})


def newest_agreed(protocol: Protocol) -> Version | None:
    """Return the newest approved or active version of a protocol."""
    states = [policies.State.APPROVED, policies.State.ACTIVE]
    return protocol.versions.filter(state__in=states).order_by("-number").first()


def stale(version: Version) -> Version | None:
    """Return the version a draft should be rebased onto, None if it is up to date."""
    newest = newest_agreed(version.protocol)
    if version.state not in policies.EDITABLE or newest is None or newest.pk == version.parent_id:
        return None
    known = {one.pk for one in _ancestors(version)}
    return None if newest.pk in known else newest


def unknown_in_force(version: Version, site: Site) -> Version | None:
    """Return what is in force at a site if this version does not come from it, else None."""
    running = open_activation(version.protocol, site)
    if running is None or running.version_id == version.pk:
        return None
    known = {one.pk for one in _ancestors(version)}
    return None if running.version_id in known else running.version


def rebase(version: Version, answers: dict[str, str]) -> Rebase | None:
    """Return a stale draft on the newest version by these answers; None if it is up to date."""
    onto = stale(version)
    if onto is None:
        return None
    base = _common(version, onto)
    ours, theirs = version.document, onto.document
    return Rebase(onto, protocol_merge.merge(base, ours, theirs, answers), ours, theirs)


def _common(one: Version, two: Version) -> Document:
    """Return the newest version that both come from; an empty document if none."""
    known = {two.pk, *(found.pk for found in _ancestors(two))}
    return next((found.document for found in _ancestors(one) if found.pk in known), EMPTY)


def reviewers(version: Version) -> frozenset[int]:
    """Return the keys of who was asked to review a version."""
    return frozenset(version.reviewers.values_list("person", flat=True))


def possible_reviewers(version: Version) -> list[User]:
    """Return who may be asked to review a version: not its authors, by name."""
    roles = [role.name for role in roles_that_may(Permission.REVIEW)]
    here = ["", version.protocol.site.slug]
    people = User.objects.filter(is_active=True, worker=False)
    found = people.filter(grants__role__in=roles, grants__site__in=here).distinct()
    return list(found.exclude(pk__in=authors(version)).order_by("last_name", "username")[:200])


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a version has come: its risk, the policy that applies, the approvals that count, and
    what is missing."""

    risk: int
    standard: Standard
    approvals: list[Signature]
    missing: list[str]
    signatures: list[Signature]
    authors: frozenset[int]
    reviewers: frozenset[int]


def standing(version: Version) -> Standing:
    """Return how far a version has come."""
    signed, wrote, weight = signatures(version), authors(version), risk(version)
    counting = policies.counting(version, signed, wrote)
    applies = approvals.applying(version)
    lacking = policies.missing([applies.rules.needs[weight]], counting)
    return Standing(weight, applies, counting, lacking, signed, wrote, reviewers(version))


def last_signed(version: Version) -> datetime | None:
    """Return when a version was last written, asked about or signed; None for a new row."""
    moments = [version.created_at]
    for model in (Contribution, Ruling, Signature):
        moments += model.objects.filter(version=version.pk).aggregate(last=Max("at")).values()
    return max((one for one in moments if one is not None), default=None)


def awaiting(*, by: User, after: str = "", size: int = AWAITING) -> Page:
    """Return a page of the versions in review at sites where this person may review or author."""
    found = Version.objects.filter(state=Version.State.IN_REVIEW)
    sites = by.sites_where(Permission.REVIEW, Permission.AUTHOR)
    if sites is not None:
        found = found.filter(protocol__site__slug__in=sites)
    rows = found.select_related("protocol__site", "parent", "created_by")
    return paging.newest(rows, after=after, size=size)


def in_flight(*, site: Site) -> dict[str, int]:
    """Return how many versions of a site's protocols are in each state on the way into force:
    in review, and approved but not brought into force."""
    states = (Version.State.IN_REVIEW, Version.State.APPROVED)
    found = Version.objects.filter(protocol__site=site, state__in=states)
    return Counter(found.order_by("pk").values_list("state", flat=True))


def today(site: Site, at: datetime) -> date:
    """Return the day on a site's clock at a real moment."""
    return site.time(at).astimezone(ZoneInfo(site.timezone)).date()
