"""The board on the screen: now, then, and only for who may see journeys."""

from datetime import timedelta
from importlib import import_module
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from carepath.accounts.models import User
from carepath.audit.models import AccessRead
from carepath.capacity.models import Named, Word
from carepath.places.models import Bed, Site
from carepath.ui.live import SEEN_HEADER
from tests.capacity.actions.test_projecting import TWO_IN_ONE, feed, send
from tests.factories import AT, ben, nora, otto, person
from tests.ingestion.messages import adt

pytestmark = pytest.mark.django_db(databases="__all__")


def at(minute):
    """The moment so many minutes after nine (UTC), as a browser writes it at the site."""
    zone = ZoneInfo(Site.objects.get().timezone)
    return f"{(AT + timedelta(minutes=minute)).astimezone(zone):%Y-%m-%dT%H:%M}"


def page(who=None, headers=None, **query):
    client = Client()
    client.force_login(who or User.objects.filter(username="nora").first() or nora())
    return client.get("/capacity/board/", query, headers=headers or {})


def test_before_any_bed_is_named_the_page_says_what_it_will_show():
    feed()
    assert "No beds yet" in page().content.decode()


def test_beds_are_shown_with_their_state_in_words_and_their_journey():
    send(feed(), adt("A01", 0, "W1", bed="B1", visit="VISIT4711"))
    shown = page(at=at(30)).content.decode()
    assert "1 of 1 staffed beds were occupied" in shown
    assert "occupied" in shown
    assert "/journeys/" in shown
    assert "VISIT4711" not in shown
    assert AccessRead.objects.get().count == 1


def test_a_conflict_is_said_in_the_first_line():
    send(feed(), *TWO_IN_ONE)
    assert "is claimed twice" in page(at=at(25)).content.decode()
    assert "is claimed twice" not in page(at=at(35)).content.decode()


def test_an_open_board_hears_nothing_until_something_changes():
    source = feed()
    send(source, adt("A01", 0, "W1", bed="B1"))
    asked = {"HX-Request": "true", SEEN_HEADER: page()[SEEN_HEADER]}
    assert page(headers=asked).status_code == 204
    send(source, adt("A03", 5, "W1", bed="B1"))
    answer = page(headers=asked)
    assert answer.status_code == 200
    assert b"<html" not in answer.content
    assert b"taken to be clean" in answer.content  # it was left long ago


def test_a_wrong_moment_is_named_and_now_is_shown():
    send(feed(), adt("A01", 0, "W1", bed="B1"))
    answer = page(at="yesterday")
    assert not answer.context["rewind"].is_past
    assert "write a time such as" in answer.content.decode()


def test_a_unit_that_is_not_there_is_not_found():
    send(feed(), adt("A01", 0, "W1", bed="B1"))
    assert page(unit="W9").status_code == 404
    assert page(site="nowhere").status_code == 404


def test_who_may_not_see_journeys_sees_no_board():
    send(feed(), adt("A01", 0, "W1", bed="B1"))
    assert page(who=otto()).status_code == 403


def test_the_page_asks_the_database_as_often_with_many_beds():
    source = feed()
    send(source, adt("A01", 0, "W1", visit="V0", bed="B0"))
    page(at=at(30))
    asked = []
    for n in range(1, 12):
        with CaptureQueriesContext(connection) as queries:
            assert page(at=at(30)).status_code == 200
        asked.append(len(queries))
        send(source, adt("A01", n, "W1", visit=f"V{n}", bed=f"B{n}"))
    assert max(asked) == min(asked)


def test_a_board_wound_back_says_so_and_nothing_can_be_done_on_it():
    send(feed(), adt("A01", 0, "W1", bed="B1"))
    manager = ben()
    assert "Say what it is" in page(who=manager).content.decode()
    shown = page(who=manager, at=at(30), unit="W1").content.decode()
    assert "Not now:" in shown
    assert "as is known now" in shown
    assert "Say what it is" not in shown
    assert "confirm them" not in shown
    assert "data-live=" not in shown, "it does not refresh itself"
    assert 'href="?unit=W1"' in shown, "the way back to now"


def test_as_known_before_anything_was_the_board_is_empty_and_says_why():
    send(feed(), adt("A01", 0, "W1", bed="B1"))
    early = {"at": at(30), "known_at": at(-5)}
    assert "Nothing was known then" in page(**early).content.decode()
    assert "1 of 1 staffed" in page(at=at(30), known_at=at(30)).content.decode()


def test_another_unit_is_never_shown_in_place_of_one_that_was_not_known():
    source = feed()
    send(source, adt("A01", 0, "W1", bed="B1"))
    Named.objects.update(at=AT + timedelta(minutes=20))
    send(source, adt("A01", 1, "W2", visit="V2", bed="B2"))
    shown = page(unit="W1", at=at(10), known_at=at(10)).content.decode()
    assert "No bed of this unit was known then" in shown
    assert page(unit="W9", at=at(10)).status_code == 404


def test_the_slider_leads_to_an_address_and_brings_the_whole_page():
    send(feed(), adt("A01", 0, "W1", bed="B1"))
    moved = page(back="-60", unit="W1", knowledge="then")
    assert moved.status_code == 302
    assert "known_at=" in moved["Location"]
    answer = page(headers={"HX-Request": "true", "HX-Target": "main"}, at=at(30))
    assert b"<html" in answer.content


def say(who, bed, **said):
    client = Client()
    client.force_login(who)
    return client.post(f"/capacity/beds/{bed.pk}/", said, follow=True)


def test_a_bed_manager_says_that_a_bed_is_clean():
    send(feed(), adt("A01", 0, "W1", bed="B1"), adt("A03", 5, "W1", bed="B1"))
    answer = say(ben(), Bed.objects.get(), state="U")
    assert "B1: free." in answer.content.decode()
    assert Word.objects.get().said_by == f"user:{User.objects.get(username='ben').pk}"


def test_a_bed_is_closed_only_with_a_reason():
    send(feed(), adt("A01", 0, "W1", bed="B1"), adt("A03", 5, "W1", bed="B1"))
    bed = Bed.objects.get()
    assert "Say why the bed is closed" in say(ben(), bed, state="C").content.decode()
    assert not Word.objects.exists()
    shown = say(User.objects.get(username="ben"), bed, state="C", reason="Tap drips")
    assert "Tap drips" in shown.content.decode()


def test_who_may_not_correct_a_bed_says_nothing():
    send(feed(), adt("A01", 0, "W1", bed="B1"))
    assert say(person("rita", "READ_ONLY"), Bed.objects.get(), state="U").status_code == 403
    assert not Word.objects.exists()


def test_a_board_that_is_behind_does_not_count(monkeypatch):
    monkeypatch.setattr(import_module("carepath.capacity.queries.board"), "MANY", 0)
    send(feed(), adt("A01", 0, "W1", bed="B1"))
    shown = page(at=at(30)).content.decode()
    assert "not complete yet" in shown
    assert "staffed beds were occupied" not in shown
