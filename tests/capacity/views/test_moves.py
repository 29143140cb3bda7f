"""Moves on the screen: said on the board, shown as awaiting the feed, undone in one click."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from carepath.capacity.models import Move
from carepath.journeys.models import Journey
from carepath.ui import clock
from tests.capacity.actions.test_moving import bed, two, visit
from tests.capacity.actions.test_projecting import feed, held
from tests.factories import ben, nora, otto, person

pytestmark = pytest.mark.django_db(databases="__all__")


def browser(who):
    client = Client()
    client.force_login(who)
    return client


def said(client, what, code, journey, **more):
    """What the board shows after something was said of a bed."""
    address = reverse(f"capacity:{what}", args=[bed(code).pk])
    return client.post(address, {"journey": journey, **more}, follow=True).content.decode()


def test_a_bed_manager_moves_patients_and_takes_it_back():
    two(feed())
    client, first, second = browser(ben(first_name="Ben")), visit("V1").short, visit("V2").short
    shown = said(client, "leave", "B1", first)
    assert f"{first} has left B1: awaiting the feed." in shown
    assert f"{first}</span> gone</span>" in shown
    assert "awaiting feed" in shown
    assert "1 move was said by hand" in shown
    shown = said(client, "arrive", "B3", first, ago="0")
    assert f"{first}</span> arrived</span>" in shown
    shown = said(client, "swap", "B3", second)
    assert shown.count("</span> changed beds</span>") == 2
    move = Move.objects.filter(kind="swapped").first()
    shown = client.post(reverse("capacity:undo", args=[move.pk]), follow=True).content.decode()
    assert "undone." in shown
    assert [held(code)[-1][0] for code in ("B2", "B3")] == ["V2", "V1"]


def test_what_cannot_be_is_told_with_its_reason():
    two(feed())
    client, first = browser(ben()), visit("V1").short
    assert "already" in said(client, "arrive", "B1", first)
    assert "the board has changed" in said(client, "swap", "B3", first)
    assert "No one open visit" in said(client, "arrive", "B3", "ffff0000ffff")
    assert "B3: " in said(client, "arrive", "B3", "ab")
    assert "less than or equal to 720" in said(client, "arrive", "B3", first, ago="721")
    assert not Move.objects.exists()


def test_what_waits_is_listed_with_what_to_do_and_set_aside():
    two(feed())
    client, first = browser(ben()), visit("V1").short
    said(client, "leave", "B1", first)
    address = reverse("capacity:moves")
    shown = client.get(address).content.decode()
    assert "none for long" in shown
    assert "may take two hours" in shown
    Move.objects.update(
        happened_at=clock.now() - timedelta(hours=3), recorded_at=clock.now() - timedelta(hours=2)
    )
    shown = client.get(address).content.decode()
    assert "no message fits it" in shown
    assert "Ask the ward" in shown
    assert "is to be looked at" in client.get(reverse("capacity:board")).content.decode()
    settled = reverse("capacity:settle", args=[Move.objects.get().pk])
    assert "set aside" in client.post(settled, follow=True).content.decode()
    assert "has told every move" in client.get(address).content.decode()


def test_who_may_not_place_sees_what_is_awaited_and_no_buttons():
    two(feed())
    said(browser(ben()), "leave", "B1", visit("V1").short)
    client = browser(nora())
    for address in (reverse("capacity:board"), reverse("capacity:moves")):
        shown = client.get(address).content.decode()
        assert "awaiting feed" in shown
        assert "/undo/" not in shown
        assert "leave/" not in shown
    undo = reverse("capacity:undo", args=[Move.objects.get().pk])
    assert client.post(undo).status_code == 403
    assert browser(otto()).get(reverse("capacity:moves")).status_code == 403


def test_who_places_elsewhere_places_nobody_here():
    two(feed())
    away = browser(person("bo", "BED_MANAGER", at_site="south"))
    address = reverse("capacity:leave", args=[bed("B1").pk])
    assert away.post(address, {"journey": visit("V1").short}).status_code == 404
    assert Journey.objects.filter(moves__isnull=False).count() == 0
