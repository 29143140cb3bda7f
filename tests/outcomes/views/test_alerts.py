"""Alerts on the screen: listed, opened with their evidence, answered and rated in one click."""

import pytest
from django.test import Client
from django.urls import reverse

from carepath.outcomes.models import Alert, Note
from tests.factories import ben, nora, person
from tests.outcomes import worlds
from tests.outcomes.actions.test_alerts import hold, rule, waiting
from tests.outcomes.worlds import AT

pytestmark = pytest.mark.django_db(databases="__all__")


def client_of(user):
    client = Client()
    client.force_login(user)
    return client


def test_from_my_work_to_a_word_about_it():
    north = worlds.hospital()
    hold(north, rule("waiting", 2, 2))
    waiting(north, 2, AT)
    worlds.scored(AT, minutes=6)
    alert = Alert.objects.get()
    mine = client_of(ben())
    count = mine.get(reverse("portal:work_count")).content.decode()
    assert "1 alert among them" in count
    listed = mine.get(reverse("portal:my_work")).content.decode()
    assert reverse("outcomes:alert", args=[alert.pk]) in listed
    page = mine.get(reverse("outcomes:alert", args=[alert.pk])).content.decode()
    assert "The numbers when it was raised" in page and "told: bed manager" in page
    back = {"next": reverse("outcomes:alerts")}
    answer = mine.post(reverse("outcomes:acknowledge", args=[alert.pk]), back, follow=True)
    assert "somebody sees to each of them" in answer.content.decode()
    rate = reverse("outcomes:rate", args=[alert.pk])
    mine.post(rate, {"useful": "yes", "next": "https://elsewhere.example/"})
    assert mine.post(rate, {"useful": "perhaps"}).status_code == 404
    listed = mine.get(reverse("outcomes:alerts")).content.decode()
    assert "1 of 1 rated useful" in listed and "seen to" in listed
    assert "Nothing waits for you" in mine.get(reverse("portal:my_work")).content.decode()
    reader = client_of(nora())
    assert reader.post(rate, {"useful": "no"}).status_code == 403
    assert "Not useful" not in reader.get(reverse("outcomes:alerts")).content.decode()


def test_the_list_is_paged_and_asks_the_same_however_long(django_assert_max_num_queries):
    north = worlds.hospital()
    for number in range(60):
        Alert.objects.create(
            site=north, parameter="waiting" if number % 2 else "spare", rule={}, raised_at=AT,
            since_at=AT, value=number, worst=number, cleared_at=AT,
        )  # fmt: skip
    mine = client_of(ben())
    with django_assert_max_num_queries(25):
        first = mine.get(reverse("outcomes:alerts"))
    assert len(first.context["page"].items) == 25
    second = mine.get(reverse("outcomes:alerts"), {"after": first.context["page"].after})
    assert second.context["page"].items[0].value == 34
    only = mine.get(reverse("outcomes:alerts"), {"parameter": "spare"})
    assert {one.parameter for one in only.context["page"].items} == {"spare"}
    assert mine.get(reverse("outcomes:alerts"), {"parameter": "x"}).status_code == 404


def test_a_note_is_read_by_its_owner_only():
    north = worlds.hospital()
    note = Note.objects.create(
        site=north, parameter="waiting", owner="QUALITY_LEAD", shift_at=AT, held_back=3
    )
    lead = client_of(person("quinn", "QUALITY_LEAD"))
    shown = lead.get(reverse("portal:my_work")).content.decode()
    assert "3 alerts were held back in a shift" in shown
    settle = reverse("outcomes:settle_note", args=[note.pk])
    assert client_of(nora()).post(settle).status_code == 403
    lead.post(settle)
    assert "held back" not in lead.get(reverse("portal:my_work")).content.decode()
