"""Occupancy on the screen."""

from datetime import timedelta

import pytest
from django.test import Client

from tests.capacity.actions.test_projecting import feed, send
from tests.factories import AT, nora, otto
from tests.ingestion.messages import adt

pytestmark = pytest.mark.django_db(databases="__all__")
URL = "/capacity/occupancy/"


def page(who, **query):
    client = Client()
    client.force_login(who)
    return client.get(URL, query)


def test_before_any_bed_is_named_it_says_what_it_will_show():
    feed()
    assert "No beds yet" in page(nora()).content.decode()


def test_three_measures_with_their_definitions_and_its_own_checks():
    send(feed(), adt("A01", 0, "W1", bed="B1"))
    answer = page(nora(), unit="W1", days="28")
    shown = answer.content.decode()
    assert answer.context["found"].weighted == 100  # it has been open since
    for words in ("At midnight", "Over time", "At the peak", "to the microsecond", "λW"):
        assert words in shown
    assert "Based on 1 stay in a bed." in shown


def test_the_days_before_another_moment():
    send(feed(), adt("A01", 0, "W1", bed="B1"))
    who, then = nora(), (AT + timedelta(hours=12)).isoformat()
    answer = page(who, days="1", at=then)
    assert answer.context["found"].weighted == 50
    assert "50 % full over the day before" in answer.content.decode()
    assert page(who, days="1", at=then, known_at=AT.isoformat()).context["found"].weighted is None
    assert page(who, back="-15").status_code == 302


def test_nonsense_is_not_found_and_outsiders_are_refused():
    send(feed(), adt("A01", 0, "W1", bed="B1"))
    who = nora()
    assert page(who, days="3").status_code == 404
    assert page(who, unit="W9").status_code == 404
    assert page(otto()).status_code == 403
