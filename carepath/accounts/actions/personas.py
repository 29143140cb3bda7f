"""Personas of the demo: made when first played, and each change of who looks is written down."""

from datetime import datetime

from django.utils.translation import gettext as _

from carepath.accounts.actions.people import NameTaken
from carepath.accounts.models import Grant, User
from carepath.accounts.roles import Persona
from carepath.audit import actions as audit


def look_as(*, persona: Persona, site: str, by: User, at: datetime) -> User:
    """Return the person others see while somebody looks at this demo site as a persona."""
    with audit.acting_as(by, at=at, why="demo"):
        user = _of(persona, site, at)
        audit.record("looks as", user, site=site, demo=True)
    return user


def look_as_oneself(*, user: User, by: User, at: datetime) -> None:
    """Write that somebody stopped looking as a persona."""
    with audit.acting_as(by, at=at, why="demo"):
        audit.record("stopped looking as", user, site=user.persona_site, demo=True)


def _of(persona: Persona, site: str, at: datetime) -> User:
    name = f"{persona.key}@{site}"
    user = User.objects.filter(username=name, persona_site=site).first()
    if user is not None:
        return user
    if User.objects.filter(username__iexact=name).exists():
        raise NameTaken(_("A real person has the user name of this persona."))
    user = User.objects.create_user(
        name, password=None, first_name=str(persona.name), persona_site=site, toured_at=at
    )
    if persona.role is not None:
        Grant.objects.create(
            user=user, role=persona.role.name, site=site, granted_at=at, granted_by="demo"
        )
    audit.record("made the persona", user, site=site, demo=True)
    return user
