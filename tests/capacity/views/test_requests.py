"""Requests on the screen: keep a bed in one click, take it back in another."""

from datetime import timedelta

import pytest
from django.test import Client

from carepath.capacity.models import Reservation
from tests.capacity.actions.test_projecting import feed
from tests.capacity.waiting import a_bed, waits
from tests.factories import AT, ben, nora, otto

pytestmark = pytest.mark.django_db(databases="__all__")
URL = "/capacity/requests/"


def browser(who):
    client = Client()
    client.force_login(who)
    return client


def test_nobody_waits():
    feed()
    assert "Nobody waits for a bed" in browser(nora()).get(URL).content.decode()


def test_a_bed_manager_keeps_a_bed_and_takes_it_back():
    source = feed()
    request, bed, client = waits(source), a_bed("B1", source), browser(ben())
    assert "B1" in client.get(URL).content.decode()
    shown = client.post(f"{URL}{request.pk}/reserve/", {"bed": bed.pk}, follow=True)
    assert "B1 is kept for" in shown.content.decode()
    board = client.get("/capacity/board/", {"unit": "W1"}).content.decode()
    assert "kept for" in board
    kept = Reservation.objects.get()
    shown = client.post(f"/capacity/reservations/{kept.pk}/give-back/", follow=True)
    assert "B1 is given back." in shown.content.decode()


def test_a_bed_that_is_gone_says_why():
    source = feed()
    request, bed, client = waits(source), a_bed("B1", source), browser(ben())
    other = waits(source, "V2")
    client.post(f"{URL}{other.pk}/reserve/", {"bed": bed.pk})
    shown = client.post(f"{URL}{request.pk}/reserve/", {"bed": bed.pk}, follow=True)
    assert "B1: reserved" in shown.content.decode()


def test_who_may_not_place_sees_beds_and_no_buttons():
    source = feed()
    request, bed = waits(source), a_bed("B1", source)
    client = browser(nora())
    shown = client.get(URL).content.decode()
    assert "B1" in shown
    assert "reserve/" not in shown
    assert client.post(f"{URL}{request.pk}/reserve/", {"bed": bed.pk}).status_code == 403


def test_requests_wound_back_show_who_waited_and_no_buttons():
    source = feed()
    waits(source)
    a_bed("B1", source)
    then = (AT + timedelta(minutes=40)).isoformat()
    client = browser(ben())
    shown = client.get(URL, {"at": then}).content.decode()
    assert "The longest wait for a bed was 30 min" in shown
    assert "Not now:" in shown
    assert "reserve/" not in shown
    assert "Nobody waited" in client.get(URL, {"at": AT.isoformat()}).content.decode()
    assert client.get(URL, {"back": "-15"}).status_code == 302


def test_who_may_not_see_journeys_sees_no_requests():
    assert browser(otto()).get(URL).status_code == 403


def test_nonsense_is_not_found():
    source = feed()
    request, client = waits(source), browser(ben())
    for bed in ("", "x", "9" * 30):
        assert client.post(f"{URL}{request.pk}/reserve/", {"bed": bed}).status_code == 404
