"""The first page: what it says, to whom, and that nothing new is told as that."""

from datetime import timedelta

import pytest
from django.test import Client

from carepath.accounts.models import User
from carepath.ui import clock
from tests.capacity.actions.test_projecting import feed, send
from tests.factories import ben, otto, person
from tests.ingestion.messages import adt

pytestmark = pytest.mark.django_db(databases="__all__")
POLL = {"HX-Request": "true", "HX-Target": "now", "X-CarePath-Poll": "1"}


def page(who=None, headers=None, **query):
    client = Client()
    client.force_login(who or User.objects.filter(username="ben").first() or ben())
    return client.get("/now/", query, headers=headers or {})


def test_it_says_how_the_hospital_stands_and_what_to_decide():
    send(feed(), adt("A01", 0, "W1", bed="B1"))
    shown = page().content.decode()
    assert "1 of 1 staffed beds are occupied, nobody waits for one." in shown
    assert "Nothing came from adt for" in shown
    assert "1 of 1 staffed beds" in shown
    assert "/definitions/beds_occupied/" in shown
    assert "/journeys/" not in shown.split('id="now"')[1].split("</main>")[0], "no patient"


def test_before_anything_is_known_it_teaches():
    feed()
    assert "Nothing to show yet" in page().content.decode()


def test_nothing_new_is_told_as_that_until_something_changes(monkeypatch):
    at = clock.now().replace(second=1, microsecond=0)
    monkeypatch.setattr(clock, "now", lambda site=None: at)
    source = feed()
    send(source, adt("A01", 0, "W1", bed="B1"))
    first = page()
    asked = POLL | {"If-None-Match": first["ETag"]}
    assert page(headers=asked).status_code == 304
    send(source, adt("A03", 5, "W1", bed="B1"))
    answer = page(headers=asked)
    assert (answer.status_code, b"<html" in answer.content) == (200, False)
    assert answer["ETag"] != first["ETag"]
    assert b"0 of 1 staffed beds" in answer.content
    other = person("rita", "READ_ONLY")
    assert page(other)["ETag"] != page()["ETag"], "what is shown differs by reader"


def test_waits_grow_with_time(monkeypatch):
    feed()
    at = clock.now()
    monkeypatch.setattr(clock, "now", lambda site=None: at)
    first = page()["ETag"]
    monkeypatch.setattr(clock, "now", lambda site=None: at + timedelta(minutes=1))
    assert page()["ETag"] != first


def test_a_site_that_is_not_there_is_not_found_and_outsiders_are_refused():
    feed()
    assert page(site="nowhere").status_code == 404
    assert page(otto()).status_code == 403


def test_it_is_the_first_page_of_who_runs_the_hospital():
    client = Client()
    client.force_login(person("hana", "HOSPITAL_ADMINISTRATOR"))
    assert client.get("/")["Location"] == "/now/"


def test_another_moment_is_said_loudly_asks_for_nothing_and_offers_nothing():
    source = feed()
    send(source, adt("A01", 0, "W1", visit="V1", bed="B1"))
    send(source, adt("A01", 5, "W1", visit="V2", bed="B1", control="second"))
    for visit in ("V1", "V2"):
        send(source, adt("A03", 30, "W1", visit=visit, bed="B1", control=f"{visit} left"))
    now, then = page().content.decode(), page(at="2026-03-02T10:10")
    shown = then.content.decode()
    assert "0 of 1 staffed beds are occupied" in now and "Not now:" not in now
    assert "1 of 1 staffed beds are occupied" in shown
    assert "Not now:" in shown and "as is known now" in shown and "Back to now" in shown
    assert 'hx-trigger="every' in now and 'hx-trigger="every' not in shown
    assert "no-decisions" in now and "Look at the feed" in now
    decided = shown.split('class="no-decisions"')[1].split("</ol>")[0]
    assert "claimed twice" in decided and "btn" not in decided
    assert "Not kept for another moment than now" in shown and "Data" in shown
    assert "?site=north&amp;at=2026-03-02T10%3A10" in shown, "what a tile opens is of then"
    assert not then.has_header("ETag")
    known = page(at="2026-03-02T10:40", known_at="2026-03-02T10:40").content.decode()
    assert "as known then" in known and "Left today" in known.split("no-tiles")[0]
    moved = page(back="-60")
    assert moved.status_code == 302 and "at=" in moved["Location"]


def test_a_poll_that_names_another_moment_is_no_poll():
    feed()
    first = page()
    answer = page(headers=POLL | {"If-None-Match": first["ETag"]}, at="2026-03-02T10:10")
    assert answer.status_code == 200 and b"<html" in answer.content
