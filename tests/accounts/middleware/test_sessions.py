"""Sessions end when idle and at last; polling is no sign of life."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from carepath.ui import clock
from tests.factories import nora

pytestmark = pytest.mark.django_db(databases="__all__")
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PAGE = "/accounts/sessions/"


@pytest.fixture
def at(monkeypatch, client):
    """Return a function that asks a page so many minutes after the start."""
    client.force_login(nora())

    def ask(minutes, path=PAGE, **headers):
        monkeypatch.setattr(clock, "now", lambda: START + timedelta(minutes=minutes))
        return client.get(path, headers=headers)

    assert ask(0).status_code == 200
    return ask


def test_a_session_ends_after_a_quarter_of_an_hour_without_its_person(at):
    assert at(14).status_code == 200
    assert at(28).status_code == 200
    ended = at(44)
    assert ended["Location"] == f"/accounts/login/?next={PAGE}"


def test_the_person_is_told_why(at, client):
    at(44)
    assert "You were signed out" in client.get("/accounts/login/").content.decode()


def test_polling_never_extends_a_session(at):
    for minute in range(1, 15):
        assert at(minute, **{"X-CarePath-Poll": "1"}).status_code == 200
    assert at(16, **{"X-CarePath-Poll": "1"}).status_code == 302


def test_a_poll_of_a_fragment_sends_the_page_to_sign_in(at):
    headers = {
        "X-CarePath-Poll": "1",
        "HX-Request": "true",
        "HX-Current-URL": "http://testserver/imports/7/",
    }
    ended = at(16, **headers)
    assert ended.status_code == 401
    assert ended["HX-Redirect"] == "/accounts/login/?next=/imports/7/"


def test_a_busy_session_ends_after_twelve_hours(at):
    for minute in range(10, 721, 10):
        assert at(minute).status_code == 200
    assert at(721).status_code == 302


def test_the_end_removes_the_session(at, client):
    key = client.session.session_key
    at(44)
    assert not Session.objects.filter(session_key=key).exists()


def test_the_api_answers_401_instead_of_a_page(at):
    ended = at(44, path="/api/v1/no-such-thing/")
    assert ended.status_code in (401, 404)
    assert ended["Content-Type"] == "application/problem+json"


def test_life_is_written_once_a_minute(at, client):
    def seen():
        return client.session["seen"]

    at(1)
    first = seen()
    at(1.9)
    assert seen() == first
    at(2)
    assert seen() == first + 60


def test_nothing_a_program_gets_is_stored():
    assert Client().get("/api/v1/journeys/")["Cache-Control"] == "no-store"


def test_nothing_a_signed_in_person_sees_is_stored(at):
    assert "no-store" in at(1)["Cache-Control"]
