"""Every read about people, roles and tokens."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import Prefetch, Q, QuerySet
from django.utils.module_loading import import_string
from django.utils.translation import gettext

from carepath.accounts.models import ApiToken, Grant, Proposal, TokenUse, User
from carepath.accounts.permissions import Permission
from carepath.accounts.roles import BY_TOKEN, Cell, Role
from carepath.ui.paging import SIZE, Page

API_TODAY = (
    Permission.SEE,
    Permission.EXPORT,
    Permission.ANNOTATE,
    Permission.IMPORT,
    Permission.UNDO_IMPORT,
    Permission.MANAGE_FEEDS,
)
SECOND_FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a session lasts: without a sign of its person, and at all."""

    idle: timedelta
    absolute: timedelta


@dataclass(frozen=True, slots=True)
class OwnToken:
    """A token as its owner sees it."""

    token: ApiToken
    scopes: list[str]
    last_used_at: datetime | None
    ended: bool


def is_anybody() -> bool:
    """Return whether anybody may sign in or ever might: workers and personas do not."""
    return User.objects.filter(worker=False, persona_site="").exists()


def people(*, by: User, search: str = "", after: str = "", size: int = SIZE) -> Page:
    """Return a page of the people this manager sees, with their grants, by user name.

    A manager of some sites sees who holds a role there, and who holds none yet.
    """
    found = visible(by=by).order_by("username")
    for word in search.split():
        found = found.filter(
            Q(username__icontains=word)
            | Q(first_name__icontains=word)
            | Q(last_name__icontains=word)
        )
    if after:
        found = found.filter(username__gt=after)
    grants = Prefetch("grants", Grant.objects.order_by("role", "site"))
    items = list(found.prefetch_related(grants)[: size + 1])
    more = len(items) > size
    return Page(items[:size], items[size - 1].username if more else "")


def visible(*, by: User) -> QuerySet[User]:
    """Return the people (no workers, no personas) this manager sees."""
    found = User.objects.filter(worker=False, persona_site="")
    sites = by.sites_where(Permission.MANAGE_PEOPLE)
    if sites is None:
        return found
    return found.filter(Q(grants__site__in=sites) | Q(grants=None)).distinct()


def waiting_proposals(*, by: User) -> QuerySet[Proposal]:
    """Return the proposed roles that wait for a second person, oldest first."""
    waiting = Proposal.objects.filter(outcome=Proposal.Outcome.WAITING).order_by("id")
    sites = by.sites_where(Permission.MANAGE_PEOPLE)
    if sites is not None:
        waiting = waiting.filter(site__in=sites)
    return waiting.select_related("user", "proposed_by")


def token_of(*, secret: str, at: datetime) -> ApiToken | None:
    """Return the token with this secret while it is in force and its owner active."""
    return (
        ApiToken.objects.select_related("user")
        .filter(digest=ApiToken.digest_of(secret), revoked_at=None, expires_at__gt=at)
        .filter(user__is_active=True)
        .first()
    )


def own_tokens(*, user: User, at: datetime, limit: int = 100) -> list[OwnToken]:
    """Return a person's tokens, newest first, with their last use to the minute."""
    tokens = list(ApiToken.objects.filter(user=user).order_by("-id")[:limit])
    used = dict(TokenUse.objects.filter(pk__in=[t.pk for t in tokens]).values_list("token", "at"))
    return [
        OwnToken(
            token=token,
            scopes=[Permission[name].words for name in token.scopes],
            last_used_at=used.get(token.pk),
            ended=token.revoked_at is not None or token.expires_at <= at,
        )
        for token in tokens
    ]


def scopes_for(*, user: User) -> list[Permission]:
    """Return what a token of this person may carry to today's API, in the table's order."""
    return [
        permission for permission in API_TODAY if permission in BY_TOKEN and user.may(permission)
    ]


def limits(*, user: User) -> Limits:
    """Return the strictest session limits among the roles held."""
    held = [role.value for role in user.roles] or [Role.READ_ONLY.value]
    return Limits(
        idle=timedelta(minutes=min(holding.idle_minutes for holding in held)),
        absolute=timedelta(hours=min(holding.session_hours for holding in held)),
    )


def second_factors(*, user: User) -> QuerySet[Authenticator]:
    """Return a person's authenticator apps and security keys (recovery codes do not count)."""
    return Authenticator.objects.filter(user=user, type__in=SECOND_FACTORS).order_by("pk")


def sites(*, by: User, permission: Permission) -> list[tuple[str, str]]:
    """Return (slug, name) of the sites where this person may; '' = all sites, for who may there."""
    known = import_string(settings.SITE_CHOICES)()
    allowed = by.sites_where(permission)
    if allowed is None:
        return [("", gettext("all sites")), *known]
    return [(slug, name) for slug, name in known if slug in allowed]


def matrix() -> list[tuple[Permission, list[str]]]:
    """Return each permission with one text per role, "" = may not; the columns are `Role`."""
    return [
        (permission, [_cell(role.value.may.get(permission)) for role in Role])
        for permission in Permission
    ]


def _cell(cell: Cell | None) -> str:
    if cell is None:
        return ""
    words = [gettext(cell.scope)] if cell.scope else [gettext("yes")]
    words += [gettext("renewed sign-in")] if cell.proof else []
    words += [gettext("second person")] if cell.two else []
    return ", ".join(words)
