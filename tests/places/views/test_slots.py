"""Slots on the screen."""

import pytest

from carepath.places.models import Slot
from carepath.ui import clock
from tests.factories import AT, ben, nora, person, site
from tests.places.worlds import filled

pytestmark = pytest.mark.django_db
URL = "/beds/slots/"


@pytest.fixture(autouse=True)
def now(monkeypatch):
    """Ten o'clock in Amsterdam, whenever this runs."""
    monkeypatch.setattr(clock, "now", lambda *_site: AT)


def shown(client, who, **query):
    client.force_login(who)
    return client.get(URL, query).content.decode()


def test_the_page_says_what_is_free_next_and_how_full_slots_were(
    client, django_assert_max_num_queries
):
    filled(AT)
    page = shown(client, nora())
    assert "Free next:" in page and "/definitions/next_free/" in page
    assert "of the time was taken." in page and 'data-figure="slots"' in page
    assert "Theatre 1" in page and "Take it" not in page
    page = shown(client, ben(), kind="imaging", on="2026-03-03")
    assert "CT 1, planned" in page and "Theatre 1" not in page.partition("Enter a slot")[0]
    assert client.get(URL, {"kind": "party"}).status_code == 404
    assert client.get(URL, {"on": "soon"}).status_code == 404
    with django_assert_max_num_queries(24):
        client.get(URL)


def test_a_slot_is_entered_taken_and_freed(client):
    site()
    assert "No slots yet" in shown(client, nora())
    client.force_login(ben())
    said = {"site": "north", "kind": "clinic", "resource": "Skin", "minutes": "20",
            "starts_at": "2026-03-02 11:00", "reason": "extra"}  # fmt: skip
    page = client.post(f"{URL}add/", said, follow=True).content.decode()
    assert "The slot of Skin is entered." in page and "Take it" in page
    row = Slot.objects.get()
    assert row.starts_at.hour == 10
    answer = client.post(f"{URL}add/", said)
    assert answer.status_code == 422
    assert "Skin has a slot of 20 minutes at that time already." in answer.content.decode()
    for taken, sentence in (("yes", "Skin is taken."), ("no", "Skin is free again.")):
        page = client.post(f"{URL}{row.pk}/", {"taken": taken}, follow=True).content.decode()
        assert sentence in page
    client.force_login(person("far", "BED_MANAGER", at_site="south"))
    site("south")
    assert client.post(f"{URL}{row.pk}/", {"taken": "yes"}).status_code == 404
    assert client.post(f"{URL}add/", said).status_code == 404
