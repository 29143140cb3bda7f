"""Jobs on the screen: progress, history, reasons, and once more."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from carepath.forecasts import actions
from carepath.forecasts.models import Slot
from tests.factories import AT, person, site
from tests.forecasts.worlds import hospital

pytestmark = pytest.mark.django_db(databases="__all__")
URL = "/forecasts/jobs/"


@pytest.fixture
def sam(client):
    who = person("sam", "SYSTEM_ADMINISTRATOR")
    client.force_login(who)
    return who


def test_before_anything_is_due_it_says_what_will_stand_here(sam, client):
    assert "No job yet" in client.get(URL).content.decode()


def test_the_history_says_what_was_read_written_skipped_and_why(sam, client):
    hospital(weeks=1)
    for hours in (0, 2):
        actions.run_due(by="worker:sweep", at=AT + timedelta(hours=hours))
    shown = client.get(URL).content.decode()
    assert "No job of" not in shown
    for words in ("journeys", "bed demand", "skipped", "Nobody was there", "Run again"):
        assert words in shown
    assert client.get(URL, {"state": "skipped"}).context["page"].items[0].state == "skipped"
    assert client.get(URL, {"state": "nonsense"}).context["state"] == ""
    assert "No such job" in client.get(URL, {"state": "failed"}).content.decode()


def test_what_is_at_work_shows_how_far_it_is_and_asks_again(sam, client):
    now = AT
    slot = Slot.objects.create(
        job="beds", site=site(), slot_at=now, asked_at=now, asked_by="test", state="waiting",
        done=3, total=9, lease_until=now + timedelta(days=9999), leased_by="x:1:1",
    )  # fmt: skip
    Slot.objects.filter(pk=slot.pk).update(asked_at="2100-01-01T00:00:00Z")
    shown = client.get(URL).content.decode()
    assert "at work, 3 of 9" in shown and "every 5s" in shown
    part = client.get(URL, headers={"HX-Request": "true"}).content.decode()
    assert part.strip().startswith('<div id="slots"') and "<html" not in part


def test_a_long_history_is_paged_at_the_same_cost(sam, client):
    def slots(first, last):
        Slot.objects.bulk_create(
            Slot(job="beds", site=site(), slot_at=AT - timedelta(hours=n), asked_at=AT,
                 asked_by="test", state="skipped")
            for n in range(first, last)
        )  # fmt: skip

    slots(0, 3)
    client.get(URL)
    with CaptureQueriesContext(connection) as few:
        client.get(URL)
    slots(3, 130)
    with CaptureQueriesContext(connection) as many:
        answer = client.get(URL)
    assert len(few) == len(many)
    page = answer.context["page"]
    assert len(page.items) == 50 and page.after
    later = client.get(URL, {"after": page.after}).context["page"].items
    assert later[0].pk < page.items[-1].pk


def test_a_job_is_done_again_and_only_by_who_may(sam):
    hospital(weeks=1)
    actions.run_due(by="worker:sweep", at=AT)
    slot = Slot.objects.filter(job="beds").get()
    client = Client()
    client.force_login(person("eva", "SYSTEM_ADMINISTRATOR", at_site="south"))
    address = reverse("forecasts:again", args=[slot.pk])
    assert client.post(address).status_code == 404
    client.force_login(sam)
    answer = client.post(address, follow=True)
    assert "as soon as its turn comes" in answer.content.decode()
    assert "waiting for its turn" in client.post(address, follow=True).content.decode()
