"""Make, use and revoke API tokens."""

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from carepath.accounts.models import ApiToken, TokenUse, User
from carepath.accounts.permissions import Permission
from carepath.accounts.roles import BY_TOKEN
from carepath.audit import actions as audit

LONGEST_DAYS = 366
USE_NOTED_EVERY = timedelta(minutes=1)


class TokenRefused(ValueError):
    """The token asked for cannot be; the text says why."""


def create_token(
    *,
    user: User,
    name: str,
    scopes: Collection[Permission],
    days: int,
    by: User | str,
    at: datetime,
) -> tuple[ApiToken, str]:
    """Return the token's row and its secret, which is shown once; TokenRefused."""
    _check(user, scopes, days)
    secret = f"cp_{secrets.token_urlsafe(32)}"
    with audit.acting_as(by, at=at, why=name or "token"):
        token = ApiToken.objects.create(
            user=user,
            name=name,
            digest=ApiToken.digest_of(secret),
            prefix=secret[:8],
            scopes=sorted(scope.name for scope in scopes),
            created_at=at,
            expires_at=at + timedelta(days=days),
        )
        audit.record("created an API token for", user, token=token.pk, scopes=token.scopes)
    return token, secret


def revoke_token(*, token: ApiToken, by: User, at: datetime) -> None:
    """End a token at once; revoking twice changes nothing."""
    with audit.acting_as(by, at=at, why="revoked"):
        if ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=at):
            audit.record("revoked an API token of", token.user, token=token.pk)


def note_use(*, token: ApiToken, at: datetime) -> None:
    """Keep when a token was last used, to the minute."""
    last = TokenUse.objects.filter(pk=token.pk).values_list("at", flat=True).first()
    if last is None or at - last >= USE_NOTED_EVERY:
        TokenUse.objects.update_or_create(pk=token.pk, defaults={"at": at})


def _check(user: User, scopes: Collection[Permission], days: int) -> None:
    if user.persona_site:
        raise TokenRefused(_("A persona of the demo has no tokens."))
    if not scopes:
        raise TokenRefused(_("Name at least one scope."))
    for scope in scopes:
        if scope not in BY_TOKEN:
            raise TokenRefused(_("No token may %(act)s.") % {"act": scope.words})
        if not user.may(scope):
            raise TokenRefused(
                _("%(user)s may not %(act)s, so a token cannot either.")
                % {"user": user.username, "act": scope.words}
            )
    if not 1 <= days <= LONGEST_DAYS:
        raise TokenRefused(_("A token lasts 1 to %(days)d days.") % {"days": LONGEST_DAYS})
