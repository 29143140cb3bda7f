"""A recommendation on the screen, and its decision."""

import pytest
from django.test import Client
from django.urls import reverse

from carepath.forecasts import actions
from carepath.forecasts.models import Recommendation
from carepath.places import actions as places
from carepath.places.models import Unit
from carepath.ui import clock
from tests.factories import AT, ben, nora, person
from tests.forecasts.advice import HOUR, proven
from tests.forecasts.worlds import hospital

pytestmark = pytest.mark.django_db(databases="__all__")


def test_it_is_shown_decided_once_and_kept_with_its_reason(monkeypatch):
    where = hospital(weeks=9)
    unit = Unit.objects.get(code="W2")
    places.declare_beds(unit=unit, beds=1, physical=8, by="test", at=AT)
    proven(where)
    for hours in (0, 1):
        actions.run_due(by="test", at=AT + hours * HOUR)
    monkeypatch.setattr(clock, "now", lambda site=None: AT + HOUR)
    row, client = Recommendation.objects.get(), Client()
    address = reverse("forecasts:decide", args=[row.pk])
    client.force_login(nora())
    shown = client.get("/forecasts/").content.decode()
    assert "Recommendations" in shown and "Accept" not in shown
    assert client.post(address, {"to": "accepted", "reason": "x"}).status_code == 403
    client.force_login(person("bob", "BED_MANAGER", at_site="south"))
    assert client.post(address, {"to": "accepted", "reason": "x"}).status_code == 404
    client.force_login(ben(first_name="Ben", last_name="Smit"))
    shown = client.get("/forecasts/").content.decode()
    assert f"Open {row.beds} beds in Surgery" in shown and "Accept" in shown
    assert row.before_high is not None and "such nights:" in shown
    assert "Say why." in client.post(address, {"to": "accepted"}, follow=True).content.decode()
    said = {"to": "deferred", "reason": "after the round"}
    assert "Deferred for four hours" in client.post(address, said, follow=True).content.decode()
    said = {"to": "rejected", "reason": "the ward copes"}
    shown = client.post(address, said, follow=True).content.decode()
    assert "rejected" in shown and "Ben Smit: the ward copes" in shown
    assert "decided already" in client.post(address, said, follow=True).content.decode()
