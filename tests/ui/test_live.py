"""Pages that refresh themselves: what was seen, and whether it is still all there is."""

from datetime import timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.http import HttpResponse

from carepath.ui import live
from tests.factories import AT

ZONE = ZoneInfo("Europe/Amsterdam")


def asked(text, htmx=True):
    headers = {} if text is None else {live.SEEN_HEADER: text}
    return SimpleNamespace(headers=headers, htmx=htmx)


def test_a_version_goes_to_the_browser_and_back():
    shown = live.version(17, AT, ticking=True)
    assert live.seen(asked(str(shown))) == shown
    assert live.seen(asked("17.0")) == live.version(17, AT, ticking=False)


@pytest.mark.parametrize("text", [None, "", "17", "17.", "a.1", "-1.0", "1" * 30 + "." + "1" * 30])
def test_what_is_no_version_is_an_ordinary_question(text):
    assert live.seen(asked(text)) is None


def test_only_a_page_asks_again():
    assert live.seen(asked("17.0", htmx=False)) is None


def test_it_holds_until_something_changes():
    shown = live.version(17, AT, ticking=False)
    assert live.holds(shown, 17, AT + timedelta(days=9))
    assert not live.holds(shown, 18, AT)
    assert not live.holds(None, 17, AT)


def test_where_something_is_open_a_minute_is_a_change():
    shown = live.version(17, AT, ticking=True)
    assert live.holds(shown, 17, AT + timedelta(seconds=59))
    assert not live.holds(shown, 17, AT + timedelta(seconds=60))


@pytest.mark.parametrize(
    ("ticking", "changed_at", "every"),
    [
        (True, None, live.EVERY_MS),
        (False, AT - timedelta(hours=23), live.EVERY_MS),
        (False, AT - timedelta(hours=25), live.IDLE_MS),
        (False, None, live.IDLE_MS),
    ],
)
def test_what_moves_is_asked_often(ticking, changed_at, every):
    shown = live.version(17, AT, ticking=ticking)
    found = live.pulse(shown, AT, ZONE, changed_at=changed_at, real=AT)
    assert (found.every_ms, found.at) == (every, "10:00:00")
    assert every <= 2_000 or not ticking


def test_answers_say_what_they_are():
    shown = live.version(17, AT, ticking=False)
    nothing = live.nothing_new(shown, AT, ZONE)
    assert (nothing.status_code, nothing.content) == (204, b"")
    assert (nothing[live.SEEN_HEADER], nothing[live.AT_HEADER]) == ("17.0", "10:00:00")
    found = live.pulse(shown, AT, ZONE, changed_at=AT, real=AT)
    assert live.marked(HttpResponse("x"), found)[live.SEEN_HEADER] == "17.0"
