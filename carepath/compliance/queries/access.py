"""Looks at access: who can sign in, with what, for how long, and who let them."""

from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.hashers import is_password_usable
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from carepath.accounts.models import ApiToken, Grant, Proposal, User
from carepath.accounts.roles import Role
from carepath.compliance.queries.found import Found, of_rows

IDLE_MINUTES, SESSION_HOURS = 15, 12
TOKEN_DAYS = 366


def second_factor(at: datetime) -> Found:
    """Return who holds a role that asks for a second factor and has none."""
    if settings.LOOPBACK_ONLY:
        return Found(0, note=_("The portal listens on this machine only."), applies=False)
    roles = [role.name for role in Role if role.value.mfa_required]
    people = _people().filter(grants__role__in=roles).distinct()
    factors = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    has_one = Authenticator.objects.filter(type__in=factors).values("user")
    return of_rows(people.count(), people.exclude(pk__in=has_one).order_by("pk"))


def sign_out(at: datetime) -> Found:
    """Return the roles whose sessions may stay open for longer than they should."""
    late = (
        role.name
        for role in Role
        if role.value.idle_minutes > IDLE_MINUTES or role.value.session_hours > SESSION_HOURS
    )
    return Found(len(Role), tuple(f"role:{name}" for name in late))


def no_shared_accounts(at: datetime) -> Found:
    """Return workers that could sign in with a password, as only people may."""
    workers = User.objects.filter(Q(worker=True) | ~Q(persona_site="")).order_by("pk")
    rows = list(workers.only("pk", "password"))
    return of_rows(len(rows), (row for row in rows if is_password_usable(row.password)))


def tokens_end(at: datetime) -> Found:
    """Return keys of programs that live too long, or whose person is gone."""
    live = ApiToken.objects.filter(revoked_at=None, expires_at__gt=at).order_by("pk")
    longest = F("created_at") + timedelta(days=TOKEN_DAYS)
    wrong = live.filter(Q(expires_at__gt=longest) | Q(user__is_active=False))
    return of_rows(live.count(), wrong)


def two_people_grant(at: datetime) -> Found:
    """Return the roles, given after the start, that no two people agreed to."""
    grants = Grant.objects.filter(user__persona_site="", bootstrap=False).order_by("pk")
    agreed = Proposal.objects.filter(
        outcome=Proposal.Outcome.APPROVED,
        user=OuterRef("user"),
        role=OuterRef("role"),
        site=OuterRef("site"),
    ).exclude(decided_by=F("user"))
    return of_rows(grants.count(), grants.exclude(Exists(agreed)))


def no_rights_of_the_gone(at: datetime) -> Found:
    """Return roles still held by people who can no longer sign in."""
    grants = Grant.objects.filter(user__persona_site="", user__worker=False).order_by("pk")
    return of_rows(grants.count(), grants.filter(user__is_active=False))


def _people() -> QuerySet[User]:
    return User.objects.filter(is_active=True, worker=False, persona_site="")
