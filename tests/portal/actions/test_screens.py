"""A screen is added, looks, and is revoked; each stands in the ledger, its token nowhere."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from carepath.audit.models import Entry
from carepath.portal import actions, queries
from carepath.portal.models import Screen
from tests.factories import AT, ben, person, site

pytestmark = pytest.mark.django_db


def admin():
    return person("hana", "HOSPITAL_ADMINISTRATOR")


def test_a_screen_is_kept_as_a_hash_and_ends_when_it_is_revoked():
    who = admin()
    screen, secret = actions.add_screen(site=site(), name="Hall", units=["W2", "W1"], by=who, at=AT)
    assert screen.units == ["W1", "W2"]
    kept = " ".join(map(str, Screen.objects.values_list().get()))
    assert secret.removeprefix("cpw_") not in kept
    assert secret not in str(list(Entry.objects.values_list()))
    assert queries.screen_of(secret=secret) == screen
    assert queries.screen_of(secret="") is None
    assert queries.screen_of(secret=f"{secret}x") is None
    for _twice in range(2):
        actions.revoke_screen(screen=screen, by=who, at=AT)
    assert queries.screen_of(secret=secret) is None
    verbs = [one.verb for one in Entry.objects.order_by("pk")]
    assert [verb for verb in verbs if verb.startswith("screen.")] == [
        "screen.added", "screen.revoked",
    ]  # fmt: skip


def test_who_does_not_set_up_places_adds_and_revokes_none():
    screen, _secret = actions.add_screen(site=site(), name="Hall", units=[], by=admin(), at=AT)
    manager = ben()
    with pytest.raises(PermissionDenied):
        actions.add_screen(site=screen.site, name="Hall", units=[], by=manager, at=AT)
    with pytest.raises(PermissionDenied):
        actions.revoke_screen(screen=screen, by=manager, at=AT)


def test_a_look_is_written_rarely(django_assert_num_queries):
    screen, _secret = actions.add_screen(site=site(), name="Hall", units=[], by=admin(), at=AT)
    actions.note_look(screen=screen, at=AT)
    screen.refresh_from_db()
    assert screen.looked_at == AT
    with django_assert_num_queries(0):
        actions.note_look(screen=screen, at=AT + timedelta(minutes=4))
    actions.note_look(screen=screen, at=AT + timedelta(minutes=5))
    screen.refresh_from_db()
    assert screen.looked_at == AT + timedelta(minutes=5)
