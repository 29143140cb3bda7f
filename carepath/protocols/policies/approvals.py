"""How many people, of which roles, must approve a change, and who may decide that."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from itertools import permutations

from django.core.exceptions import PermissionDenied
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from carepath.accounts import policies as accounts
from carepath.accounts.models import User
from carepath.accounts.permissions import Permission
from carepath.accounts.roles import Role
from carepath.frames import approvals
from carepath.frames.approvals import Approvals, Need
from carepath.places.models import Site
from carepath.protocols.models import ApprovalPolicy, Signature, Version
from carepath.protocols.policies.signing import check_proved
from carepath.protocols.policies.states import NotNow

ASKABLE = frozenset({"replay", "overlap", "stages"})
"""Checks that only warn unless a policy asks that they pass."""


def counting(
    version: Version, signatures: Iterable[Signature], authors: Collection[int]
) -> list[Signature]:
    """Return the approvals that count now: of this content, by people who may still give them."""
    site = version.protocol.site.slug
    return [
        one
        for one in signatures
        if one.meaning == Signature.Meaning.APPROVED
        and one.counts_for(version)
        and one.signer_id not in authors
        and one.signer.may(Permission.REVIEW, site=site)
    ]


def missing(needs: Iterable[Need], found: Iterable[Signature]) -> list[str]:
    """Return in words what approvals are missing for all these needs; [] = none."""
    each = list({one.signer_id: one for one in found}.values())
    return list(dict.fromkeys(text for need in needs for text in _missing(need, each)))


def _missing(need: Need, found: list[Signature]) -> list[str]:
    lacking = []
    short = need.approvers - len(found)
    if short > 0:
        text = ngettext("%(n)s more approval", "%(n)s more approvals", short)
        lacking.append(text % {"n": short})
    if not _covers(need.groups, [set(one.roles) for one in found]):
        groups = [group_name(group) for group in need.groups if not _has(group, found)]
        each = [_("a %(roles)s among them") % {"roles": group} for group in groups]
        lacking += each or [_("one person for each role asked for")]
    return lacking


def check_approved(
    version: Version,
    needs: Sequence[Need],
    signatures: Iterable[Signature],
    authors: Collection[int],
) -> None:
    """Raise what is missing unless enough people of the right roles approved this content."""
    lacking = missing(needs, counting(version, signatures, authors))
    if lacking:
        words = get_text_list(lacking, _("and"))
        raise NotNow(_("Approvals are missing: %(missing)s.") % {"missing": words})


def _covers(groups: tuple[frozenset[str], ...], held: list[set[str]]) -> bool:
    """Return whether each group has a person of its own."""
    return any(
        all(group & roles for roles, group in zip(some, groups, strict=True))
        for some in permutations(held, len(groups))
    )


def _has(group: frozenset[str], signatures: Iterable[Signature]) -> bool:
    return any(set(one.roles) & group for one in signatures)


def group_name(group: Collection[str]) -> str:
    """Return the printed names of a group of roles, of which one is needed."""
    titles = [str(role.value.title) for role in Role if role.name in group]
    return get_text_list(titles, _("or"))


def risk_name(risk: int) -> str:
    """Return what people call the risk of a change."""
    return (_("wording"), _("care"), _("limit"), _("dose"))[risk]


def check_propose_policy(by: User, site: Site | None) -> None:
    """Raise unless this person may propose who approves changes, at a site or (None) at all."""
    accounts.check_may(by, Permission.SET_APPROVALS, site=site.slug if site else "")
    if by.worker:
        raise PermissionDenied(_("Only a person can sign."))


def check_policy(policy: Approvals) -> None:
    """Raise what is wrong with a policy, if anything."""
    able = frozenset(role.name for role in accounts.roles_that_may(Permission.REVIEW))
    found = approvals.faults(policy, roles=able, checks=ASKABLE)
    if found:
        raise NotNow(" ".join(_(text) for text in found))


def check_confirm_policy(
    by: User, row: ApprovalPolicy, *, at: datetime, proved_at: datetime | None
) -> None:
    """Raise unless this person may bring somebody else's proposal into force."""
    check_propose_policy(by, row.site)
    if by.pk == row.proposed_by_id:
        raise PermissionDenied(_("A second person must confirm what you proposed."))
    where = row.site.slug if row.site else ""
    since = accounts.holds_since(by, Permission.SET_APPROVALS, site=where) or at
    invented = row.site is not None and row.site.synthetic
    if not invented and at - since < accounts.APPROVER_WAIT:
        raise PermissionDenied(
            _("You may confirm from %(when)s UTC: a new administrator waits 24 hours.")
            % {"when": (since + accounts.APPROVER_WAIT).strftime("%Y-%m-%d %H:%M")}
        )
    check_proved(proved_at, at=at)
    _check_open(row)


def check_decline_policy(by: User, row: ApprovalPolicy) -> None:
    """Raise unless this person may refuse a proposal (their own: take it back)."""
    check_propose_policy(by, row.site)
    _check_open(row)


def _check_open(row: ApprovalPolicy) -> None:
    if row.state != ApprovalPolicy.State.PROPOSED:
        raise NotNow(_("Somebody has decided this already."))
