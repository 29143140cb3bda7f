"""The wall: by its own token, without a session, without script, and without a sign of a person."""

from datetime import timedelta

import pytest
from django.test import Client

from carepath.accounts.middleware import sessions
from carepath.audit.models import AccessRead
from carepath.journeys.models import Journey
from carepath.portal import actions
from carepath.ui import clock
from tests.capacity.actions.test_projecting import TWO_IN_ONE, feed, send
from tests.capacity.waiting import waits
from tests.factories import AT, ben, person

pytestmark = pytest.mark.django_db(databases="__all__")


def hung(source, **more):
    """A screen of a site, who hung it, and a browser that signed in with its token."""
    who = person("hana", "HOSPITAL_ADMINISTRATOR")
    screen, secret = actions.add_screen(
        site=source.site, name="Hall", units=[], by=who, at=AT, **more
    )
    browser = Client()
    assert browser.post("/wall/", {"token": f" {secret} "}).status_code == 302
    return screen, who, browser


def test_a_wall_shows_units_and_no_sign_of_a_person():
    source = feed()
    send(source, *TWO_IN_ONE)
    waits(source, "V7")
    _screen, _who, browser = hung(source)
    answer = browser.get("/wall/")
    shown = answer.content.decode()
    assert "W1" in shown and "occupied of staffed" in shown
    for journey in Journey.objects.all():
        for sign in (journey.short, journey.trace_id.hex, f">{journey.case_ref}"):
            assert sign not in shown
    assert "<a " not in shown and "<script" not in shown and "/journeys/" not in shown
    assert not AccessRead.objects.exists()
    assert answer["Refresh"] == "20; url=/wall/?page=1"
    assert answer["Cache-Control"] == "no-store"


def test_the_token_is_kept_where_no_script_and_no_other_address_gets_it():
    _screen, _who, browser = hung(feed())
    cookie = browser.cookies["carepath-wall"]
    assert (cookie["path"], cookie["samesite"], cookie["httponly"]) == ("/wall/", "Strict", True)
    assert "sessionid" not in browser.cookies, "a screen has no session"


def test_a_screen_without_token_or_with_a_wrong_one_is_asked_for_it():
    feed()
    assert "Token of this screen" in Client().get("/wall/").content.decode()
    wrong = Client().post("/wall/", {"token": "cpw_guess"})
    assert wrong.status_code == 403
    assert "unknown or was revoked" in wrong.content.decode()
    assert Client().post("/wall/", {}).status_code == 403


def test_a_revoked_screen_shows_nothing_more():
    screen, who, browser = hung(feed())
    actions.revoke_screen(screen=screen, by=who, at=AT)
    answer = browser.get("/wall/")
    assert answer.status_code == 403
    assert "Refresh" not in answer
    assert "was revoked" in answer.content.decode()


def test_no_look_of_a_screen_keeps_anybody_signed_in(monkeypatch):
    _screen, _who, browser = hung(feed())
    browser.force_login(ben())
    start = clock.now()
    browser.get("/capacity/board/")
    for minute in (5, 10, 14):
        at = start + timedelta(minutes=minute)
        monkeypatch.setattr(clock, "now", lambda site=None, at=at: at)
        assert browser.get("/wall/").status_code == 200
    at = start + timedelta(minutes=16)
    monkeypatch.setattr(clock, "now", lambda site=None: at)
    shown = browser.get("/wall/").content.decode()
    assert "data-bs-theme" in shown and "Hall" in shown, "the wall goes on"
    assert browser.get("/capacity/board/").status_code == 302
    assert sessions.UNATTENDED == "/wall/"
