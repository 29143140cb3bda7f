"""Tokens are shown once, kept as a hash, narrowed, and end."""

from datetime import timedelta

import pytest

from carepath.accounts import actions, queries
from carepath.accounts.models import ApiToken, TokenUse
from carepath.accounts.permissions import Permission as P
from carepath.audit.models import Entry
from tests.factories import AT, first, nora

pytestmark = pytest.mark.django_db(databases="__all__")


def make(user, *scopes, days=30, at=AT):
    return actions.create_token(
        user=user, name="nightly", scopes=scopes or (P.SEE,), days=days, by=user, at=at
    )


def test_only_its_hash_is_kept():
    token, secret = make(first())
    row = ApiToken.objects.values().get()
    assert secret.startswith("cp_")
    assert len(secret) == 46
    assert secret not in str(row)
    assert secret not in str(list(Entry.objects.values()))
    assert row["digest"] == ApiToken.digest_of(secret)
    assert token.prefix == secret[:8]


def test_a_token_holds_until_it_expires():
    _token, secret = make(first(), days=1)
    assert queries.token_of(secret=secret, at=AT + timedelta(hours=23))
    assert queries.token_of(secret=secret, at=AT + timedelta(days=1)) is None


def test_a_revoked_token_is_dead_and_said_once():
    token, secret = make(user := first())
    actions.revoke_token(token=token, by=user, at=AT)
    actions.revoke_token(token=token, by=user, at=AT)
    assert queries.token_of(secret=secret, at=AT) is None
    assert Entry.objects.filter(verb="revoked an API token of").count() == 1


def test_the_token_of_a_deactivated_person_is_dead():
    admin, owner = first(), nora()
    _token, secret = make(owner)
    actions.deactivate(user=owner, by=admin, at=AT, why="left")
    assert queries.token_of(secret=secret, at=AT) is None


@pytest.mark.parametrize(
    ("scopes", "days", "says"),
    [
        ((P.AUDIT,), 30, "No token may read the audit"),
        ((P.MANAGE_PEOPLE,), 30, "No token may manage people"),
        ((P.PLACE,), 30, "first may not place patients"),
        ((P.SEE,), 0, "1 to 366 days"),
        ((P.SEE,), 367, "1 to 366 days"),
    ],
)
def test_what_a_token_cannot_be(scopes, days, says):
    with pytest.raises(actions.TokenRefused, match=says):
        make(first(), *scopes, days=days)


def test_a_token_without_scope_is_refused():
    with pytest.raises(actions.TokenRefused, match="at least one scope"):
        actions.create_token(user=first(), name="x", scopes=[], days=1, by="test", at=AT)


def test_use_is_noted_at_most_once_a_minute():
    token, _secret = make(first())
    for seconds in (0, 20, 59, 61):
        actions.note_use(token=token, at=AT + timedelta(seconds=seconds))
        seen = TokenUse.objects.get(pk=token.pk).at
        assert seen == AT + timedelta(seconds=61 if seconds == 61 else 0)


def test_a_token_narrows_what_its_person_may():
    user = first()
    user.token_scopes = ["SEE", "AUDIT"]
    assert user.may(P.SEE)
    assert not user.may(P.IMPORT)
    assert not user.may(P.AUDIT)
