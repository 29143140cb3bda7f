"""Sentences of the ledger about signing in and out, passwords and second factors."""

from datetime import datetime

from carepath.accounts.models import User
from carepath.audit import actions as audit


def note_sign_in(*, user: User, address: str, methods: list[str], at: datetime) -> None:
    """Write that a person signed in, from where and by which proofs."""
    with audit.recording_as(user, at=at):
        audit.record("signed in", user, address=address, methods=methods)


def note_failure(*, username: str, address: str, at: datetime) -> None:
    """Write a failed sign-in. An unknown name is not kept: people type passwords there."""
    known = User.objects.filter(username__iexact=username).first()
    with audit.recording_as(f"address:{address}", at=at):
        audit.record("failed to sign in as", known or "accounts.User:unknown")


def note_sign_out(*, user: User, at: datetime) -> None:
    """Write that a person signed out."""
    with audit.recording_as(user, at=at):
        audit.record("signed out", user)


def note_password_change(*, user: User, at: datetime) -> None:
    """Write that a person chose a password of their own; a one-time password is done with."""
    with audit.recording_as(user, at=at):
        User.objects.filter(pk=user.pk).update(one_time_until=None)
        user.one_time_until = None
        audit.record("changed the password of", user)


def note_factor_change(*, user: User, what: str, at: datetime) -> None:
    """Write that a second factor was added, removed or used up, such as `totp_activated`."""
    with audit.recording_as(user, at=at):
        audit.record("changed second factors of", user, what=what)
