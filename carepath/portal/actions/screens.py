"""Screens are added, look at their wall, and are revoked."""

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from carepath.accounts.models import ApiToken, User
from carepath.audit import actions as audit
from carepath.places.models import Site
from carepath.portal import policies
from carepath.portal.models import Screen

NOTED_EVERY = timedelta(minutes=5)


def add_screen(
    *, site: Site, name: str, units: Collection[str], by: User, at: datetime
) -> tuple[Screen, str]:
    """Return a new screen and its token, which is shown once and kept as a hash."""
    policies.check_screens(by, site)
    secret = f"cpw_{secrets.token_urlsafe(24)}"
    with audit.acting_as(by, at=at, why=name) as act:
        screen = Screen.objects.create(
            site=site,
            name=name,
            units=sorted(units),
            digest=ApiToken.digest_of(secret),
            prefix=secret[:8],
            added_at=at,
            added_by=act.actor[:150],
        )
        audit.record("screen.added", screen, site=site.slug, units=screen.units)
    return screen, secret


def revoke_screen(*, screen: Screen, by: User, at: datetime) -> None:
    """End a screen at once; revoking twice changes nothing."""
    policies.check_screens(by, screen.site)
    with audit.acting_as(by, at=at, why="revoked") as act:
        mine = Screen.objects.filter(pk=screen.pk, revoked_at=None)
        if mine.update(revoked_at=at, revoked_by=act.actor[:150]):
            audit.record("screen.revoked", screen, site=screen.site.slug)


def note_look(*, screen: Screen, at: datetime) -> None:
    """Keep when a screen last looked, to a few minutes, so that a wall writes rarely."""
    if screen.looked_at is None or at - screen.looked_at >= NOTED_EVERY:
        with audit.recording_as("screen", at=at):
            Screen.objects.filter(pk=screen.pk).update(looked_at=at)
