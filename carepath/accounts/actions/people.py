"""Make, stop and mend accounts. Nobody is ever deleted: the ledger names them."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from carepath.accounts import policies, queries
from carepath.accounts.models import Grant, User
from carepath.accounts.permissions import Permission
from carepath.accounts.roles import FIRST_ACCOUNT
from carepath.audit import actions as audit

ONE_TIME = timedelta(days=7)
"""How long a password made by somebody else opens the door."""

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that look alike


class NameTaken(ValueError):
    """The user name belongs to somebody else."""


@dataclass(frozen=True, slots=True)
class NewAccount:
    """A person and the password to hand over; it is kept nowhere."""

    user: User
    password: str


def create_first_account(*, at: datetime, username: str = "admin") -> NewAccount | None:
    """Return the first account with every role it needs to start; None if anybody exists."""
    if queries.is_anybody():
        return None
    password = _new_password()
    with audit.acting_as("setup", at=at, why="first start"):
        user = User.objects.create_user(username, password=password)
        for role in FIRST_ACCOUNT:
            Grant.objects.create(
                user=user, role=role.name, granted_at=at, granted_by="setup", bootstrap=True
            )
        audit.record("created the first account", user, roles=[r.name for r in FIRST_ACCOUNT])
    return NewAccount(user, password)


def renew_first_account(*, at: datetime) -> NewAccount | None:
    """Return the first account with another password, as nobody was told the one before; None
    where it has been signed in with."""
    try:
        user = User.objects.get(worker=False, persona_site="", last_login=None)
    except (User.DoesNotExist, User.MultipleObjectsReturned):
        return None
    password = _new_password()
    with audit.acting_as("setup", at=at, why="nobody was told the first password"):
        user.set_password(password)
        _end_sessions(user)
        user.save(update_fields=["password", "session_epoch"])
        audit.record("renewed the password of", user)
    return NewAccount(user, password)


def invite(*, username: str, name: str = "", email: str = "", by: User, at: datetime) -> NewAccount:
    """Return a new person without roles and their one-time password; NameTaken."""
    policies.check_may(by, Permission.MANAGE_PEOPLE)
    password = _new_password()
    first, _space, last = name.strip().partition(" ")
    with audit.acting_as(by, at=at, why="invited"):
        if User.objects.filter(username__iexact=username).exists():
            raise NameTaken(_("This user name is taken."))
        try:
            with transaction.atomic():
                user = User.objects.create_user(
                    username,
                    email=email,
                    password=password,
                    first_name=first,
                    last_name=last.strip(),
                    one_time_until=at + ONE_TIME,
                )
        except IntegrityError as error:
            raise NameTaken(_("This user name is taken.")) from error
        audit.record("invited", user)
    return NewAccount(user, password)


def deactivate(*, user: User, by: User, at: datetime, why: str) -> None:
    """End a person's access at once: sign-ins, sessions and tokens."""
    policies.check_manages(by, user)
    with audit.acting_as(by, at=at, why=why):
        user.is_active = False
        _end_sessions(user)
        user.save(update_fields=["is_active", "session_epoch"])
        policies.check_somebody_manages()
        audit.record("deactivated", user)


def reactivate(*, user: User, by: User, at: datetime, why: str) -> None:
    """Let a person back in, with the roles they had."""
    policies.check_manages(by, user)
    with audit.acting_as(by, at=at, why=why):
        user.is_active = True
        user.save(update_fields=["is_active"])
        audit.record("reactivated", user)


def renew_password(*, user: User, by: User, at: datetime, why: str) -> NewAccount:
    """Return a new one-time password for a person who lost theirs; their sessions end."""
    policies.check_manages(by, user)
    password = _new_password()
    with audit.acting_as(by, at=at, why=why):
        user.set_password(password)
        user.one_time_until = at + ONE_TIME
        _end_sessions(user)
        user.save(update_fields=["password", "one_time_until", "session_epoch"])
        audit.record("renewed the password of", user)
    return NewAccount(user, password)


def reset_factors(*, user: User, by: User, at: datetime, why: str) -> int:
    """Remove a person's second factors, lost or stolen; returns how many. Their sessions end."""
    policies.check_manages(by, user)
    with audit.acting_as(by, at=at, why=why):
        removed, _by_model = Authenticator.objects.filter(user=user).delete()
        _end_sessions(user)
        user.save(update_fields=["session_epoch"])
        audit.record("removed the second factors of", user, removed=removed)
    return removed


def _end_sessions(user: User) -> None:
    user.session_epoch += 1


def _new_password() -> str:
    groups = ("".join(secrets.choice(LETTERS) for _ in range(5)) for _ in range(4))
    return "-".join(groups)
