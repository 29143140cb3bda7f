"""Recommendations on the screen: a list and a page each, promised beside happened."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from carepath.forecasts import actions
from carepath.forecasts.models import Recommendation
from carepath.places.models import Unit
from carepath.ui import clock
from tests.factories import AT, nora, person
from tests.forecasts.advice import HOUR, decided, open_all, run, short_of_beds
from tests.forecasts.queries.test_recommendations import advised

pytestmark = pytest.mark.django_db(databases="__all__")
LIST = "/forecasts/recommendations/"


@pytest.fixture
def reader():
    return nora()


def at(monkeypatch, hours):
    monkeypatch.setattr(clock, "now", lambda site=None: AT + hours * HOUR)


def text(who, address):
    client = Client()
    client.force_login(who)
    return client.get(address).content.decode()


def test_a_decision_is_followed_from_its_promise_to_what_happened(monkeypatch, reader):
    short_of_beds()
    at(monkeypatch, 1)
    assert "Nothing was recommended yet" in text(reader, LIST)
    row = decided()
    open_all(row)
    page = reverse("forecasts:recommendation", args=[row.pk])
    at(monkeypatch, 1.8)
    shown = text(reader, page)
    assert "goes from" in shown and "Happened in" not in shown
    assert "What else could be done" in shown and "Do nothing" in shown
    assert "the next one is worth it too" in shown
    at(monkeypatch, 9)
    shown = text(reader, page)
    assert "so far, 8 of 24 h" in shown and "Had it not been done" in shown
    assert "so far, 8 of 24 h" in text(reader, LIST)
    assert "so far, 8 of 24 h" in text(reader, "/forecasts/")
    run(26)
    at(monkeypatch, 26)
    shown = text(reader, page)
    assert "looked at once" in shown and "so far" not in shown and "Ben Smit" in shown
    shown = text(reader, LIST)
    assert "1 was accepted" in shown and "How promises came true" in shown
    assert f"Open {row.beds} beds in Surgery" in shown


def test_the_list_is_paged_filtered_and_asks_little(monkeypatch, reader):
    short_of_beds()
    at(monkeypatch, 1)
    unit = Unit.objects.get(code="W1")
    for n in range(30):
        advised(unit, 0.3, state="rejected", decided_at=AT, decided_by="Ben", reason=f"no {n}")
    advised(unit, 0.3, hours=0)
    with CaptureQueriesContext(connection) as many:
        shown = text(reader, LIST)
    assert shown.count('<th scope="row">') == 25 and "Earlier" in shown
    with CaptureQueriesContext(connection) as few:
        assert text(reader, f"{LIST}?state=waiting").count('<th scope="row">') == 1
    assert len(many) == len(few)
    assert "None is in this state" in text(reader, f"{LIST}?state=deferred")
    assert text(reader, f"{LIST}?state=wrong").count('<th scope="row">') == 25
    after = Recommendation.objects.order_by("-pk")[24].pk
    assert text(reader, f"{LIST}?after={after}").count('<th scope="row">') == 6


def test_what_is_of_another_site_is_not_there(monkeypatch):
    short_of_beds()
    at(monkeypatch, 2)
    row, client = decided(), Client()
    client.force_login(person("bob", "BED_MANAGER", at_site="south"))
    assert client.get(reverse("forecasts:recommendation", args=[row.pk])).status_code == 404


def test_it_stands_when_its_forecast_is_gone(monkeypatch, reader):
    where = short_of_beds(synthetic=True)
    at(monkeypatch, 2)
    row = decided()
    actions.obey(site=where, by="worker:demo", at=AT + 2 * HOUR)
    row.refresh_from_db()
    where.vintage_set.filter(pk=row.vintage).delete()
    shown = text(reader, reverse("forecasts:recommendation", args=[row.pk]))
    assert "no longer kept" in shown and "Carried out" in shown
