"""What a version may become, who must agree, and may this person do it: tables and their checks."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import permutations
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from carepath.accounts import policies as accounts
from carepath.accounts.models import User
from carepath.accounts.permissions import Permission
from carepath.accounts.roles import Role
from carepath.analysis.protocol_checks import Result, blocking
from carepath.analysis.protocol_diff import CARE, DOSE, WORDING
from carepath.places.models import Site
from carepath.protocols.models import Activation, Signature, Version

State = Version.State

TRANSITIONS: Mapping[str, frozenset[str]] = {
    State.DRAFT: frozenset({State.IN_REVIEW, State.WITHDRAWN}),
    State.IN_REVIEW: frozenset({State.DRAFT, State.APPROVED}),
    State.APPROVED: frozenset({State.ACTIVE, State.WITHDRAWN}),
    State.ACTIVE: frozenset({State.AMENDED, State.ROLLED_BACK, State.RETIRED}),
    # In force again only because what came after it was rolled back.
    State.AMENDED: frozenset({State.ACTIVE}),
    State.WITHDRAWN: frozenset(),
    State.ROLLED_BACK: frozenset(),
    State.RETIRED: frozenset(),
}
"""What each state may become; any other move is refused."""
AUDIT_VERB: Mapping[str, str] = {
    State.DRAFT: "protocol.returned_to_draft",
    State.IN_REVIEW: "protocol.review_asked",
    State.APPROVED: "protocol.approved",
    State.ACTIVE: "protocol.activated",
    State.WITHDRAWN: "protocol.withdrawn",
    State.AMENDED: "protocol.amended",
    State.ROLLED_BACK: "protocol.rolled_back",
    State.RETIRED: "protocol.retired",
}
EDITABLE = frozenset({State.DRAFT, State.IN_REVIEW})
SIGNABLE = frozenset({State.IN_REVIEW, State.APPROVED, State.ACTIVE})
"""Once approved more people may sign: at another site the same version may weigh more."""
AGREED = frozenset({State.APPROVED, State.ACTIVE, State.AMENDED, State.RETIRED})
"""States of a version that people stand by: changes are weighed against the last of these."""
PAST = AGREED | {State.ROLLED_BACK}
"""States from which a new draft is a way back: a change of the newest version."""


@dataclass(frozen=True, slots=True)
class Approval:
    """How many people must approve; of each group of roles another one of them."""

    approvers: int
    groups: tuple[frozenset[Role], ...] = ()


CLINICAL = frozenset({Role.CLINICIAN})
GOVERNANCE = frozenset({Role.PROTOCOL_OWNER, Role.QUALITY_LEAD})
APPROVALS: Mapping[int, Approval] = {
    WORDING: Approval(1),
    CARE: Approval(2, (CLINICAL,)),
    DOSE: Approval(2, (CLINICAL, GOVERNANCE)),
}
"""Risk of a change -> who must approve it."""


class NotNow(ValueError):
    """Something that cannot be done with a version as it is; the text says why and what next."""


def allowed(check: Callable[..., None], *args: Any, **kwargs: Any) -> bool:
    """Return whether a check passes, for pages that show or hide a button."""
    try:
        check(*args, **kwargs)
    except (PermissionDenied, NotNow):
        return False
    return True


def check_move(version: Version, to: str) -> None:
    """Raise unless the table lets this version become that."""
    if to not in TRANSITIONS[version.state]:
        raise NotNow(
            _("%(version)s is %(state)s: it cannot become %(to)s.")
            % {
                "version": version,
                "state": state_name(version.state),
                "to": state_name(to),
            }
        )


def check_author(by: User, site: Site) -> None:
    """Raise unless this person may write protocols at this site."""
    accounts.check_may(by, Permission.AUTHOR, site=site.slug)


def check_comment(by: User, site: Site) -> None:
    """Raise unless this person may write or review protocols at this site."""
    accounts.check_may(by, Permission.AUTHOR, Permission.REVIEW, site=site.slug)


def check_edit(by: User, version: Version, *, edition: int) -> None:
    """Raise unless this person may change the draft, starting from this edition of it."""
    check_author(by, version.protocol.site)
    if version.state not in EDITABLE:
        raise NotNow(
            _("%(version)s is %(state)s and stays as it is. Open a new draft from it.")
            % {"version": version, "state": state_name(version.state)}
        )
    if edition != version.edition:
        raise NotNow(
            _(
                "Somebody else saved this draft meanwhile. Your changes are not saved: "
                "open the draft again and compare."
            )
        )


def check_sign(
    by: User,
    version: Version,
    *,
    edition: int,
    sha256: str,
    authors: Collection[int],
    named: Collection[int],
    signed: Iterable[Signature],
) -> None:
    """Raise unless this person may approve exactly this content.

    `authors` are the keys of who changed the version, `named` of who was asked to review it,
    `signed` the signatures there are.
    """
    check_reviews(by, version, authors=authors, named=named)
    if version.state not in SIGNABLE:
        raise NotNow(
            _("%(version)s is %(state)s: only a version in review is approved.")
            % {"version": version, "state": state_name(version.state)}
        )
    check_same(version, edition=edition, sha256=sha256)
    if any(one.signer_id == by.pk and one.counts_for(version) for one in signed):
        raise NotNow(_("You approved this version already."))


def check_reviews(
    by: User, version: Version, *, authors: Collection[int], named: Collection[int]
) -> None:
    """Raise unless this person may say yes or no to this version at all."""
    site = version.protocol.site.slug
    accounts.check_may(by, Permission.REVIEW, site=site)
    if by.worker:
        raise PermissionDenied(_("Only a person can sign."))
    if by.pk in authors:
        raise PermissionDenied(_("Nobody approves what they changed. Ask a colleague."))
    held = accounts.held_at(by, Permission.REVIEW, site=site)
    scopes = {role.value.may[Permission.REVIEW].scope for role in held}
    if scopes == {"if named reviewer"} and by.pk not in named:
        raise PermissionDenied(_("A clinician approves when named as reviewer of the version."))


def check_waited(by: User, site: Site, *, at: datetime) -> None:
    """Raise unless the right to review is a day old: nobody makes a colleague up and approves."""
    since = accounts.holds_since(by, Permission.REVIEW, site=site.slug) or at
    if not site.synthetic and at - since < accounts.APPROVER_WAIT:
        raise PermissionDenied(
            _("You may approve from %(when)s UTC: a new reviewer waits 24 hours.")
            % {"when": (since + accounts.APPROVER_WAIT).strftime("%Y-%m-%d %H:%M")}
        )


def check_proved(proved_at: datetime | None, *, at: datetime) -> None:
    """Raise unless the signer proved who they are just now."""
    if proved_at is None or not proved_at <= at or at - proved_at > accounts.PROOF_AGE:
        raise PermissionDenied(_("Prove again who you are before you sign."))


def check_current(newer: Version | None) -> None:
    """Raise unless a version knows what was agreed meanwhile: `newer` is what it does not know."""
    if newer is not None:
        raise NotNow(
            _(
                "%(newer)s is not in this version: its changes would be lost unseen. "
                "Bring a draft up to date with it first."
            )
            % {"newer": newer}
        )


def check_checks(results: Iterable[Result]) -> None:
    """Raise the titles of the required checks that fail, if any."""
    failed = blocking(results)
    if failed:
        titles = get_text_list([_(result.title) for result in failed], _("and"))
        raise NotNow(_("Required checks fail: %(checks)s.") % {"checks": titles})


def check_activate(by: User, version: Version, site: Site) -> None:
    """Raise unless this person may bring this version into force at this site."""
    accounts.check_may(by, Permission.ACTIVATE, site=site.slug)
    if by.worker:
        raise PermissionDenied(_("Only a person can sign."))
    if version.state not in (State.APPROVED, State.ACTIVE):
        raise NotNow(
            _("%(version)s is %(state)s: only an approved version comes into force.")
            % {"version": version, "state": state_name(version.state)}
        )
    if site.synthetic != version.protocol.site.synthetic:
        raise NotNow(_("A protocol of an invented hospital is never in force at a real one."))
    if not site.synthetic and accounts.is_bootstrap():
        raise NotNow(awaits_administrators())


def check_same(version: Version, *, edition: int, sha256: str) -> None:
    """Raise unless the version still is what somebody read before they signed."""
    if (edition, sha256) != (version.edition, version.sha256) or not version.is_intact:
        raise NotNow(
            _(
                "The version changed after you opened it, so you would sign something else. "
                "Read what changed and sign again."
            )
        )


def start(wanted: datetime | None, *, now: datetime) -> datetime:
    """Return from when a version is in force; NotNow for a moment that is past."""
    if wanted is None:
        return now
    if wanted < now:
        raise NotNow(_("A version cannot come into force in the past."))
    return wanted


def awaits_administrators() -> str:
    """Return what the banner says until two people manage people."""
    return _(
        "Nothing can be activated yet: two administrators are needed, so that nobody grants "
        "themselves a role and approves alone. Grant the role to a second person first."
    )


def check_roll_back(by: User, activation: Activation) -> None:
    """Raise unless this person may end this activation at once."""
    accounts.check_may(by, Permission.ROLL_BACK, site=activation.site.slug)
    if activation.ends_at is not None:
        raise NotNow(_("It is no longer in force here."))


def check_retire(by: User, activation: Activation) -> None:
    """Raise unless this person may take this activation out of force as planned."""
    accounts.check_may(by, Permission.ACTIVATE, site=activation.site.slug)
    if activation.ends_at is not None:
        raise NotNow(_("It is no longer in force here."))


def check_decide(by: User, site: Site) -> None:
    """Raise unless this person may decide which version a journey follows, or excuse it."""
    accounts.check_may(by, Permission.REVIEW, Permission.ROLL_BACK, site=site.slug)


def nothing_to_switch() -> str:
    """Return why a journey stays with the version it follows."""
    return _("This journey already follows the version in force, or none is.")


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


def missing(risk: int, approvals: Iterable[Signature]) -> list[str]:
    """Return in words what approvals are missing for a change of this risk; [] = none."""
    needed = APPROVALS[risk]
    found = list({one.signer_id: one for one in approvals}.values())
    lacking = []
    short = needed.approvers - len(found)
    if short > 0:
        text = ngettext("%(n)s more approval", "%(n)s more approvals", short)
        lacking.append(text % {"n": short})
    if not _covers(needed.groups, [set(one.roles) for one in found]):
        groups = [group_name(group) for group in needed.groups if not _has(group, found)]
        each = [_("a %(roles)s among them") % {"roles": group} for group in groups]
        lacking += each or [_("one person for each role asked for")]
    return lacking


def check_approved(
    version: Version, risk: int, signatures: Iterable[Signature], authors: Collection[int]
) -> None:
    """Raise what is missing unless enough people of the right roles approved this content."""
    lacking = missing(risk, counting(version, signatures, authors))
    if lacking:
        words = get_text_list(lacking, _("and"))
        raise NotNow(_("Approvals are missing: %(missing)s.") % {"missing": words})


def _covers(groups: tuple[frozenset[Role], ...], held: list[set[str]]) -> bool:
    """Return whether each group has a person of its own."""
    wanted = [{role.name for role in group} for group in groups]
    return any(
        all(names & roles for names, roles in zip(some, wanted, strict=True))
        for some in permutations(held, len(groups))
    )


def _has(group: frozenset[Role], signatures: Iterable[Signature]) -> bool:
    return any(set(one.roles) & {role.name for role in group} for one in signatures)


def group_name(group: frozenset[Role]) -> str:
    """Return the printed names of a group of roles, of which one is needed."""
    titles = [str(role.value.title) for role in Role if role in group]
    return get_text_list(titles, _("or"))


def state_name(state: str) -> str:
    """Return what people call a state."""
    return {
        State.DRAFT: _("a draft"),
        State.IN_REVIEW: _("in review"),
        State.APPROVED: _("approved"),
        State.ACTIVE: _("active"),
        State.WITHDRAWN: _("withdrawn"),
        State.AMENDED: _("replaced by a later version"),
        State.ROLLED_BACK: _("rolled back"),
        State.RETIRED: _("retired"),
    }[State(state)]
