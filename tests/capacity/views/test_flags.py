"""Flags on the board: when a patient leaves, what holds it up, and a patient nobody reads of."""

import pytest
from django.urls import reverse

from carepath.capacity.models import Flag
from tests.capacity.actions.test_moving import bed, two, visit
from tests.capacity.actions.test_projecting import feed
from tests.capacity.views.test_moves import browser, said
from tests.factories import ben, nora

pytestmark = pytest.mark.django_db(databases="__all__")


def flagged(client, kind, **more):
    address = reverse("capacity:flag", args=[bed("B1").pk])
    data = {"patient": visit("V1").pk, "kind": kind, **more}
    return client.post(address, data, follow=True).content.decode()


def down(client, flag):
    address = reverse("capacity:take_down", args=[bed("B1").pk, flag.pk])
    return client.post(address, follow=True).content.decode()


def test_a_discharge_and_a_barrier_stand_on_the_bed_until_taken_down():
    two(feed())
    client = browser(ben())
    assert "1 is marked for discharge" in flagged(client, "discharge")
    shown = flagged(client, "discharge", due="2026-03-02T14:30")
    assert "was to leave <time" in shown
    assert "2 Mar 2026 14:30</time>" in shown
    assert "waits for transport: Ward desk" in flagged(
        client, "barrier", what="transport", owner="Ward desk"
    )
    assert "Say what holds it up" in flagged(client, "barrier", what="transport")
    assert "no longer barrier" in down(client, Flag.objects.get(kind="barrier"))
    assert "waits for transport" not in client.get(reverse("capacity:board")).content.decode()


def test_who_is_private_is_on_no_board_and_the_bed_is():
    two(feed())
    client, name = browser(ben()), visit("V1").short
    shown = flagged(client, "private")
    assert "private" in shown
    assert "2 of 3 staffed beds are occupied" in shown
    left = said(client, "leave", "B1", str(visit("V1").trace_id))
    assert "A private patient has left B1" in left
    reader = browser(nora())
    pages = [client.get(reverse(f"capacity:{page}")) for page in ("board", "moves", "requests")]
    pages += [reader.get(reverse("capacity:board"))]
    assert all(name not in page.content.decode() for page in pages)
    assert name not in left
    assert "no longer private" in down(client, Flag.objects.get(kind="private"))
    assert name in reader.get(reverse("capacity:board")).content.decode()


def test_who_may_not_place_reads_flags_and_changes_none():
    two(feed())
    flagged(browser(ben()), "discharge")
    client = browser(nora())
    shown = client.get(reverse("capacity:board")).content.decode()
    assert "marked for discharge" in shown
    assert "/flag" not in shown
    address = reverse("capacity:flag", args=[bed("B1").pk])
    assert client.post(address, {"patient": 1, "kind": "private"}).status_code == 403
