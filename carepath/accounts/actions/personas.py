"""Personas of the demo: made when first played, and each change of who looks is written down."""

from datetime import datetime
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from carepath.accounts.actions.people import NameTaken
from carepath.accounts.models import Grant, Proposal, User
from carepath.accounts.roles import Persona
from carepath.audit import actions as audit


def look_as(*, persona: Persona, site: str, by: User, at: datetime) -> User:
    """Return the person others see while somebody looks at this demo site as a persona."""
    with audit.acting_as(by, at=at, why="demo"):
        user = _there(persona, site, at)
        audit.record("looks as", user, site=site, demo=True)
    return user


def look_as_oneself(*, user: User, by: User, at: datetime) -> None:
    """Write that somebody stopped looking as a persona."""
    with audit.acting_as(by, at=at, why="demo"):
        audit.record("stopped looking as", user, site=user.persona_site, demo=True)


def leave(*, site: str, by: Any, at: datetime) -> int:
    """End the roles at a demo site that goes, and its personas; return how many personas.

    Their accounts stay, as of everybody whom the ledger names: inactive, without roles or sessions,
    until somebody looks as them again.
    """
    with audit.acting_as(by, at=at, why="the demo site goes"):
        Grant.objects.filter(site=site).delete()
        Proposal.objects.filter(site=site).delete()
        personas = User.objects.filter(persona_site=site, is_active=True)
        return personas.update(is_active=False, session_epoch=F("session_epoch") + 1)


def persona_there(*, persona: Persona, site: str, at: datetime) -> User:
    """Return the person others see as a persona of this demo site, made if there is none yet."""
    with audit.acting_as("demo", at=at, why="demo"):
        return _there(persona, site, at)


def _there(persona: Persona, site: str, at: datetime) -> User:
    name = f"{persona.key}@{site}"
    user = User.objects.filter(username=name, persona_site=site).first()
    if user is not None and user.is_active:
        return user
    verb = "made the persona" if user is None else "took up the persona"
    user = _made(persona, name, site, at) if user is None else _active(user)
    if persona.role is not None:
        Grant.objects.create(
            user=user, role=persona.role.name, site=site, granted_at=at, granted_by="demo"
        )
    audit.record(verb, user, site=site, demo=True)
    return user


def _made(persona: Persona, name: str, site: str, at: datetime) -> User:
    if User.objects.filter(username__iexact=name).exists():
        raise NameTaken(_("A real person has the user name of this persona."))
    return User.objects.create_user(
        name, password=None, first_name=str(persona.name), persona_site=site, toured_at=at
    )


def _active(user: User) -> User:
    user.is_active = True
    user.save(update_fields=["is_active"])
    return user
