"""Writing notes in the browser: kept, edited by version, never lost between two tabs."""

import pytest
from django.urls import reverse

from carepath.journeys import actions
from carepath.journeys.models import Journey, Note
from tests.factories import AT, ben, granted, nora, person
from tests.journeys.worlds import ward

pytestmark = pytest.mark.django_db


@pytest.fixture
def journey(db):
    return Journey.objects.get(source=ward(1))


def add(client, journey, text):
    return client.post(reverse("journeys:add_note", args=[journey.trace_id]), {"text": text})


def test_a_note_is_kept_and_the_page_shows_it(client, journey):
    client.force_login(nora())
    response = add(client, journey, "Porter came late.")
    assert response["Location"] == reverse("journeys:detail", args=[journey.trace_id])
    assert "Porter came late." in client.get(response["Location"]).content.decode()


def test_an_empty_note_is_asked_for_again(client, journey):
    client.force_login(nora())
    response = add(client, journey, "  ")
    assert response.status_code == 200
    assert "Write something" in response.content.decode()


def test_two_tabs_lose_no_text(client, journey):
    who = nora()
    client.force_login(who)
    note = actions.write_note(journey=journey, text="first", by=who, at=AT)
    url = reverse("journeys:note", args=[journey.trace_id, note.pk])
    assert client.get(url).status_code == 200
    assert client.post(url, {"text": "from tab one", "version": 1}).status_code == 302
    late = client.post(url, {"text": "from tab two", "version": 1})
    page = late.content.decode()
    assert late.status_code == 200
    assert "from tab one" in page and "from tab two" in page
    assert 'value="2"' in page
    assert client.post(url, {"text": "both", "version": 2}).status_code == 302
    assert Note.objects.get().text == "both"
    assert note.history.count() == 3


def test_a_colleagues_note_cannot_be_edited(client, journey):
    note = actions.write_note(journey=journey, text="a", by=nora(), at=AT)
    client.force_login(ben())
    url = reverse("journeys:note", args=[journey.trace_id, note.pk])
    assert client.get(url).status_code == 403
    assert client.post(url, {"text": "b", "version": 1}).status_code == 403


def test_who_may_only_look_may_not_write(client, journey):
    client.force_login(person("rob", "READ_ONLY"))
    assert add(client, journey, "x").status_code == 403
    assert not Note.objects.exists()


def test_a_role_elsewhere_does_not_open_this_site(client, journey):
    who = person("far", "READ_ONLY", at_site="north")
    granted(who, "CLINICIAN", "south")
    client.force_login(who)
    assert add(client, journey, "x").status_code == 403


def test_a_note_of_another_journey_is_not_there(client, journey):
    who = nora()
    client.force_login(who)
    assert client.get(reverse("journeys:note", args=[journey.trace_id, 5])).status_code == 404
