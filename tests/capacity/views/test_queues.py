"""Queues on the screen."""

from importlib import import_module

import pytest

from tests.capacity.small import NOON, hospital
from tests.capacity.views.test_emergency import page, words_of
from tests.factories import nora, otto, site

pytestmark = pytest.mark.django_db(databases="__all__")
URL = "/capacity/queues/"


def test_before_any_request_it_says_what_it_will_show():
    site()
    who = nora()
    assert "Each queue proves itself" in words_of(page(who, URL))
    assert page(otto(), URL).status_code == 403


def test_noon_with_the_proof_of_the_queue_that_is_chosen():
    hospital()
    who = nora()
    answer = page(who, URL, at=NOON)
    shown = words_of(answer)
    assert "3 steps wait to begin; most hours were waited for Ward stay, 4 h" in shown
    assert "Time under the line: 14,400,000,000 µs" in shown
    assert "summed: 14,400,000,000 µs (4.0 h)" in shown
    assert "They are the same, to the microsecond." in shown
    assert "L, waiting on average: 0.17. λW" in shown
    assert not answer.context["wrong"] and not answer.context["suspicious"]
    stay = words_of(page(who, URL, at=NOON, stage="Emergency stay"))
    assert "At most 1 waited for Emergency stay at once." in stay
    assert page(who, URL, stage="Nothing").status_code == 404


def test_a_busy_queue_is_drawn_for_its_last_changes(monkeypatch):
    hospital()
    monkeypatch.setattr(import_module("carepath.capacity.views.queues"), "DRAWN", 2)
    shown = words_of(page(nora(), URL, at=NOON, stage="Emergency stay"))
    assert "Only the last 2 changes are drawn." in shown
