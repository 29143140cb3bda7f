"""What the ledger says about signing in."""

import pytest

from carepath.accounts import actions
from carepath.audit.models import Entry
from tests.factories import AT, nora

pytestmark = pytest.mark.django_db


def test_signing_in_and_out_is_said():
    user = nora()
    actions.note_sign_in(user=user, address="10.0.0.7", methods=["password", "totp"], at=AT)
    actions.note_sign_out(user=user, at=AT)
    out, came = Entry.objects.all()
    assert (came.verb, came.actor) == ("signed in", f"user:{user.pk}")
    assert came.detail == {"address": "10.0.0.7", "methods": ["password", "totp"]}
    assert out.verb == "signed out"


def test_a_failure_names_the_account_but_never_what_was_typed():
    user = nora()
    actions.note_failure(username="NORA", address="10.0.0.7", at=AT)
    actions.note_failure(username="hunter2-my-password", address="10.0.0.7", at=AT)
    unknown, known = Entry.objects.all()
    assert known.target == f"accounts.User:{user.pk}"
    assert unknown.target == "accounts.User:unknown"
    assert "hunter2" not in str(list(Entry.objects.values()))


def test_choosing_a_password_ends_the_one_time_password():
    user = nora(one_time_until=AT)
    actions.note_password_change(user=user, at=AT)
    user.refresh_from_db()
    assert user.one_time_until is None


def test_a_changed_factor_is_said():
    actions.note_factor_change(user=nora(), what="totp_activated", at=AT)
    assert Entry.objects.get().detail == {"what": "totp_activated"}
