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
from carepath.capacity.models import Word
from carepath.places.models import Bed, Site
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
    send(feed(), adt("A01", 0, "W1", bed="B1"))
    shown = page(at=at(30)).content.decode()
    assert "1 of 1 staffed beds are occupied" in shown
    assert "occupied" in shown
    assert "/journeys/" in shown
    assert "V1" not in shown
    assert AccessRead.objects.get().count == 1


def test_a_conflict_is_said_in_the_first_line():
    send(feed(), *TWO_IN_ONE)
    assert "is claimed twice" in page(at=at(25)).content.decode()
    assert "is claimed twice" not in page(at=at(35)).content.decode()


def test_an_open_board_hears_nothing_until_something_changes():
    source = feed()
    send(source, adt("A01", 0, "W1", bed="B1"))
    version = page().context["version"]
    asked = {"HX-Request": "true"}
    assert page(headers=asked, seen=version).status_code == 204
    send(source, adt("A03", 5, "W1", bed="B1"))
    answer = page(headers=asked, seen=version)
    assert answer.status_code == 200
    assert b"<html" not in answer.content
    assert b"taken to be clean" in answer.content  # it was left long ago


def test_a_wrong_moment_is_named_and_now_is_shown():
    send(feed(), adt("A01", 0, "W1", bed="B1"))
    answer = page(at="yesterday")
    assert not answer.context["rewound"]
    assert "valid date" in answer.content.decode()


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
    assert "staffed beds are occupied" not in shown
