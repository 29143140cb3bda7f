"""Limits on the screen: seen by all, set by who may."""

import pytest
from django.test import Client

from carepath.forecasts.models import AdviceLimits
from tests.factories import AT, nora, person
from tests.forecasts.advice import short_of_beds

pytestmark = pytest.mark.django_db(databases="__all__")
PAGE, SET = "/forecasts/recommendations/limits/", "/forecasts/recommendations/limits/set/"
TYPED = {
    "hastens": "50", "sooner_h": "3", "sooner_most": "4", "sooner_min": "30",
    "longer_h": "4", "target_h": "1", "hour_staff": "1", "hour_cost": "0",
    "opens": "60", "holds": "20", "raises": "25", "clears": "10", "runs": "2", "rest": "6",
    "cool_h": "6", "reverse_h": "24", "staff": "0.25", "cost": "0", "reason": "winter is near",
    "most_0": "3",
}  # fmt: skip


def test_they_are_seen_by_all_and_set_by_who_may():
    short_of_beds()
    client = Client()
    client.force_login(nora())
    shown = client.get(PAGE).content.decode()
    assert "In force: as shipped" in shown and "Set these limits" not in shown
    assert client.post(SET, TYPED).status_code == 403
    client.force_login(person("hana", "HOSPITAL_ADMINISTRATOR", first_name="Hana"))
    assert "Set these limits" in client.get(PAGE).content.decode()
    shown = client.post(SET, TYPED, follow=True).content.decode()
    row = AdviceLimits.objects.get()
    assert row.limits.raises == 0.25 and row.limits.most == {"W2": 3}
    assert row.name in shown and "winter is near" in shown and "25 %" in shown
    assert (row.limits.opens, row.limits.holds) == (0.6, 0.2)
    wrong = client.post(SET, TYPED | {"clears": "60"})
    assert wrong.status_code == 422 and "at or below" in wrong.content.decode()
    assert client.post(SET, TYPED | {"runs": "x"}).status_code == 422
    assert AdviceLimits.objects.count() == 1 and row.set_at > AT
