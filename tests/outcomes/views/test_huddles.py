"""The huddle on the screen: read, written, decided, carried over, and its times."""

from datetime import timedelta

import pytest
from django.urls import reverse

from carepath.outcomes.models import Decision, Huddle, HuddleTime
from carepath.places.models import Unit
from carepath.ui import clock
from tests.factories import ben, nora, otto, person, site
from tests.outcomes.actions.test_huddles import busy
from tests.outcomes.views.test_alerts import client_of

pytestmark = pytest.mark.django_db(databases="__all__")


def shown(client, address, *args, **data):
    """The page after something was sent."""
    return client.post(reverse(f"outcomes:{address}", args=args), data, follow=True)


def test_a_huddle_from_its_beginning_to_its_end(django_assert_max_num_queries):
    north = busy()
    client = client_of(ben(first_name="Ben"))
    page = client.get(reverse("outcomes:huddle")).content.decode()
    assert "No huddle was held yet" in page
    page = shown(client, "hold_huddle", site=north.slug).content.decode()
    row, ward = Huddle.objects.get(), Unit.objects.get(code="W")
    assert "8 beds available" in page and "1 patient waits for one" in page
    page = shown(client, "say_of_unit", row.pk, ward.pk, note="Two go home", ask="A porter")
    assert "Two go home" in page.content.decode() and "A porter" in page.content.decode()
    until = (clock.now(north) + timedelta(hours=3)).strftime("%Y-%m-%dT%H:%M")
    said = {"text": "Open bay 3", "owner": "bed manager", "until": until}
    page = shown(client, "decide", row.pk, **said).content.decode()
    assert "Open bay 3" in page and "open" in page
    number = Decision.objects.get().pk
    page = shown(client, "finish_decision", number, **{"from": row.pk})
    assert "done, Ben" in page.content.decode()
    assert shown(client, "finish_decision", number, **{"from": "nonsense"}).status_code == 200
    page = shown(client, "read_huddle", row.pk).content.decode()
    assert "Nobody said so yet" not in page and "I have read it" not in page
    with django_assert_max_num_queries(40):
        assert client.get(reverse("outcomes:huddle"), {"n": row.pk}).status_code == 200


def test_what_cannot_be_is_told_beside_its_field():
    north = busy()
    client = client_of(ben())
    shown(client, "hold_huddle", site=north.slug)
    row, ward = Huddle.objects.get(), Unit.objects.get(code="W")
    past = (clock.now(north) - timedelta(hours=3)).strftime("%Y-%m-%dT%H:%M")
    said = {"text": "Open bay 3", "owner": "bed manager", "until": past}
    page = shown(client, "decide", row.pk, **said)
    assert page.status_code == 422 and "still to come" in page.content.decode()
    page = shown(client, "say_of_unit", row.pk, ward.pk, note="x" * 301)
    assert page.status_code == 422 and "at most 300" in page.content.decode()
    assert client.get(reverse("outcomes:huddle"), {"n": "x"}).status_code == 404
    assert client.get(reverse("outcomes:huddle"), {"n": row.pk + 1}).status_code == 404


def test_times_are_set_by_who_sets_up_places():
    north = busy()
    client = client_of(person("hana", "HOSPITAL_ADMINISTRATOR"))
    page = shown(client, "add_huddle_time", site=north.slug, time="07:30").content.decode()
    assert "The next huddle is at" in page and "07:30" in page
    page = shown(client, "add_huddle_time", site=north.slug, time="x").content.decode()
    assert "Write a time" in page
    page = shown(client, "drop_huddle_time", HuddleTime.objects.get().pk).content.decode()
    assert "No time is set" in page
    assert "Drop" not in client_of(nora()).get(reverse("outcomes:huddles")).content.decode()


def test_another_sites_huddle_is_not_there():
    north = busy()
    shown(client_of(ben()), "hold_huddle", site=north.slug)
    row = Huddle.objects.get()
    site(slug="south", name="South")
    client = client_of(person("sue", "BED_MANAGER", at_site="south"))
    assert shown(client, "read_huddle", row.pk).status_code == 404
    assert shown(client, "hold_huddle", site=north.slug).status_code == 404
    assert client.get(reverse("outcomes:huddle"), {"site": north.slug}).status_code == 404
    assert client_of(otto()).get(reverse("outcomes:huddle")).status_code == 403
