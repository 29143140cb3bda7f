"""May this person do this, and where: the one place that decides."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import wraps
from typing import Any

from allauth.core.exceptions import ReauthenticationRequired
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from carepath.accounts import roles
from carepath.accounts.models import Grant, Proposal, User
from carepath.accounts.permissions import Permission
from carepath.ui import guards

PROOF_AGE = timedelta(minutes=5)
"""How old a sign-in may be for weighty acts (people, roles, tokens)."""

APPROVER_WAIT = timedelta(hours=24)
"""How long a new approver waits: nobody can make a colleague up and approve at once."""


class _Portal:
    """Nobody in particular: the portal itself, or who runs its commands on the machine.

    Either reads the whole database anyway. What it finds stays on the machine, or is a count.
    """

    def sites_where(self, *permissions: Permission | str) -> None:
        """Return None: every site."""
        return


PORTAL = _Portal()
"""Who asks where no person does: `by=` of queries that say where somebody may look."""
signed_in = guards.signed_in
public = guards.public
SIGNED_IN = guards.SIGNED_IN
roles_that_may = roles.roles_that_may


def refusal(*permissions: Permission) -> str:
    """Return the sentence of a refusal: what is refused and which roles may."""
    return roles.refusal(*permissions)


def check_may(user: Any, *permissions: Permission, site: str | None = None) -> None:
    """Raise a sentence that names the roles that may, unless this person may (at this site).

    Of several permissions one suffices.
    """
    if not user.is_authenticated:
        raise PermissionDenied(refusal(*permissions))
    user.check_may(*permissions, site=site)


def may(user: Any, permission: Permission, *, site: str | None = None) -> bool:
    """Return whether this person may (at this site; None = at one site at least)."""
    return user.is_authenticated and user.may(permission, site=site)


def requires(*permissions: Permission) -> Callable:
    """Decorate a view: signed in and allowed at one site at least; the view narrows by site.

    Of several permissions one suffices.
    """
    return guards.requires(*(permission.name for permission in permissions))


def renewed(view: Callable) -> Callable:
    """Decorate a weighty view: a sign-in older than PROOF_AGE is asked to prove itself again.

    What was posted is kept and done after the proof.
    """

    @wraps(view)
    def proved(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not proved_recently(request, at=request.at):
            raise ReauthenticationRequired
        return view(request, *args, **kwargs)

    return proved


def mark_of(view: Any, method: str) -> Permission | tuple[Permission, ...] | str | None:
    """Return the policy mark of an API view for a method; None = refused.

    A view declares `policy = Permission.X`, a tuple of which one suffices, or one of these per
    method: `policy = {"GET": Permission.X}`.
    """
    mark = getattr(view, "policy", None)
    if isinstance(mark, Mapping):
        mark = mark.get("GET" if method in ("HEAD", "OPTIONS") else method)
    return mark


def proved_recently(request: HttpRequest, *, at: datetime) -> bool:
    """Return whether this session gave a password or second factor within PROOF_AGE."""
    proved = proved_at(request, at=at)
    return proved is not None and at - proved <= PROOF_AGE


def proved_at(request: HttpRequest, *, at: datetime) -> datetime | None:
    """Return when this session last gave a password or second factor, None = never.

    A persona's proof is made up like its hospital, and counts as its roles do: there alone.
    """
    if getattr(request.user, "persona_site", ""):
        return at if settings.LOOPBACK_ONLY else None
    records = request.session.get("account_authentication_methods", [])
    moments = [record["at"] for record in records if "at" in record]
    return datetime.fromtimestamp(max(moments), UTC) if moments else None


def check_proved(proved_at: datetime | None, *, at: datetime) -> None:
    """Raise unless the signer proved who they are just now."""
    if proved_at is None or not proved_at <= at or at - proved_at > PROOF_AGE:
        raise PermissionDenied(_("Prove again who you are before you sign."))


def held_at(user: User, permission: Permission, *, site: str) -> list[roles.Role]:
    """Return the roles by which this person may do this at a site, in the table's order."""
    names = {role for role, where in user.held if where in ("", site)}
    if not user.may(permission, site=site):
        return []
    return [role for role in roles_that_may(permission) if role.name in names]


def holds_since(user: User, permission: Permission, *, site: str) -> datetime | None:
    """Return since when this person may do this at a site, None = they may not."""
    names = [role.name for role in roles_that_may(permission)]
    held = Grant.objects.filter(user=user, role__in=names, site__in={"", site})
    return min(held.values_list("granted_at", flat=True), default=None)


def check_manages(by: User, person: User) -> None:
    """Raise unless this person may manage people at every site where the other holds a role."""
    check_may(by, Permission.MANAGE_PEOPLE)
    check_is_real(person)
    for _role, site in person.held:
        check_may(by, Permission.MANAGE_PEOPLE, site=site)


def check_is_real(person: User) -> None:
    """Raise a sentence if this is a persona: it has no password, and roles of the demo alone."""
    if person.persona_site:
        raise PermissionDenied(_("This is a persona of the demo: it stays as it is."))


def check_approve(by: User, proposal: Proposal, *, at: datetime) -> None:
    """Raise a sentence unless this person is a second, seasoned manager of people at that site."""
    check_may(by, Permission.MANAGE_PEOPLE, site=proposal.site)
    if by.pk == proposal.proposed_by_id:
        raise PermissionDenied(_("A second person must approve what you proposed."))
    if by.pk == proposal.user_id:
        raise PermissionDenied(_("Nobody approves a role of their own."))
    since = holds_since(by, Permission.MANAGE_PEOPLE, site=proposal.site) or at
    if at - since < APPROVER_WAIT:
        raise PermissionDenied(
            _("You may approve from %(when)s UTC: a new manager of people waits 24 hours.")
            % {"when": (since + APPROVER_WAIT).strftime("%Y-%m-%d %H:%M")}
        )


def check_decline(by: User, proposal: Proposal) -> None:
    """Raise unless this person manages people at that site (the proposer may withdraw)."""
    check_may(by, Permission.MANAGE_PEOPLE, site=proposal.site)


def check_somebody_manages() -> None:
    """Raise a sentence if nobody is left who manages people at every site."""
    if not User.who_manage_people(everywhere=True).exists():
        raise PermissionDenied(
            _("Nobody would be left to manage people. Grant the role to somebody else first.")
        )


def is_bootstrap() -> bool:
    """Return whether at most one person manages people, so that one person suffices."""
    return User.who_manage_people().count() < 2
