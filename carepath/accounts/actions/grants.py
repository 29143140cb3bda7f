"""Grant and take back roles. Granting takes two people once there are two."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.utils.translation import gettext as _

from carepath.accounts import policies
from carepath.accounts.models import Grant, Proposal, User
from carepath.accounts.permissions import Permission
from carepath.accounts.roles import Role
from carepath.audit import actions as audit


class AlreadyHeld(ValueError):
    """The person holds the role there, or it waits for a second person."""


def grant(
    *, user: User, role: Role, site: str, by: User, at: datetime, why: str
) -> Grant | Proposal:
    """Return the grant while there is one manager of people (bootstrap); else the proposal."""
    policies.check_may(by, Permission.MANAGE_PEOPLE, site=site)
    policies.check_is_real(user)
    _check_new(user, role, site)
    with audit.acting_as(by, at=at, why=why):
        if policies.is_bootstrap():
            return _give(user, role, site, at=at, by=str(by), bootstrap=True)
        proposal = Proposal.objects.create(
            user=user, role=role.name, site=site, why=why, proposed_at=at, proposed_by=by
        )
        audit.record("proposed a role for", user, site=site, role=role.name, proposal=proposal.pk)
    return proposal


def approve(*, proposal: Proposal, by: User, at: datetime) -> Grant:
    """Return the grant a second person agreed to."""
    policies.check_approve(by, proposal, at=at)
    with audit.acting_as(by, at=at, why=proposal.why):
        _decide(proposal, Proposal.Outcome.APPROVED, by, at)
        names = f"{proposal.proposed_by} + {by}"
        role = Role[proposal.role]
        return _give(proposal.user, role, proposal.site, at=at, by=names, bootstrap=False)


def decline(*, proposal: Proposal, by: User, at: datetime) -> None:
    """Refuse a proposed role, or withdraw one's own proposal."""
    policies.check_decline(by, proposal)
    with audit.acting_as(by, at=at, why=proposal.why):
        _decide(proposal, Proposal.Outcome.DECLINED, by, at)
        audit.record("declined a role for", proposal.user, site=proposal.site, role=proposal.role)


def revoke(*, grant: Grant, by: User, at: datetime, why: str) -> None:
    """Take a role back at once; one person suffices, as this is the safe direction."""
    policies.check_may(by, Permission.MANAGE_PEOPLE, site=grant.site)
    with audit.acting_as(by, at=at, why=why):
        person, role, site = grant.user, grant.role, grant.site
        grant.delete()
        policies.check_somebody_manages()
        _end_sessions(person)
        audit.record("revoked a role of", person, site=site, role=role)


def _check_new(user: User, role: Role, site: str) -> None:
    same = {"user": user, "role": role.name, "site": site}
    if Grant.objects.filter(**same).exists():
        raise AlreadyHeld(_("They hold this role there already."))
    if Proposal.objects.filter(**same, outcome=Proposal.Outcome.WAITING).exists():
        raise AlreadyHeld(_("This role already waits for a second person."))


def _give(user: User, role: Role, site: str, *, at: datetime, by: str, bootstrap: bool) -> Grant:
    given = Grant.objects.create(
        user=user, role=role.name, site=site, granted_at=at, granted_by=by, bootstrap=bootstrap
    )
    _end_sessions(user)
    audit.record("granted a role to", user, site=site, role=role.name, bootstrap=bootstrap)
    return given


def _decide(proposal: Proposal, outcome: Proposal.Outcome, by: User, at: datetime) -> None:
    waiting = Proposal.objects.select_for_update().filter(outcome=Proposal.Outcome.WAITING)
    held = waiting.filter(pk=proposal.pk).first()
    if held is None:
        raise PermissionDenied(_("Somebody has decided this already."))
    held.outcome, held.decided_by, held.decided_at = outcome, by, at
    held.save(update_fields=["outcome", "decided_by", "decided_at"])


def _end_sessions(user: User) -> None:
    # Rights changed: sessions begin anew. F() so that two grants at once both count.
    User.objects.filter(pk=user.pk).update(session_epoch=F("session_epoch") + 1)
