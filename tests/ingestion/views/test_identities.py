"""Merges and moves on the screen: what was said, patients in two beds, taking one back."""

import pytest
from django.urls import reverse

from carepath.audit.models import AccessRead
from carepath.ingestion import actions
from carepath.ingestion.models import Link, Parting
from tests.factories import AT, person, site
from tests.ingestion.identities import merged_patients, merged_visits, pid, says
from tests.ingestion.messages import adt

pytestmark = pytest.mark.django_db


@pytest.fixture
def feed():
    made = actions.declare_feed(name="adt", site=site(), by="test", at=AT)
    for raw in (
        adt("A01", 1, "W1"),
        adt("A01", 5, "W2", visit="V2"),
        merged_visits("V2", "V1", 9),
        merged_patients("p2", "p1", 10),
        says("A29", 11, pid("p7")),
    ):
        held = actions.receive_hl7(raw=raw, source=made, by="test", at=AT)
        actions.process(message=held.pk, by="test", at=AT)
    return made


@pytest.fixture
def sam(client):
    client.force_login(person("sam", "SYSTEM_ADMINISTRATOR"))
    return client


def test_what_was_said_and_who_is_in_two_beds(sam, feed, django_assert_max_num_queries):
    with django_assert_max_num_queries(20):
        body = sam.get(reverse("ingestion:identities", args=[feed.pk])).content.decode()
    assert "1 patient is in two beds by what is told." in body
    assert "Visit V2 became visit V1" in body
    assert "Patient p7^HOSP was deleted" in body
    assert AccessRead.objects.get().resource == "identities"


def test_taking_one_back_and_letting_it_count_again(sam, feed):
    link = Link.objects.get(kind="visit")
    address = reverse("ingestion:part", args=[link.pk])
    assert "Say why" in sam.post(address, {"reason": ""}, follow=True).content.decode()
    body = sam.post(address, {"reason": "two stays"}, follow=True).content.decode()
    assert "Taken back." in body
    assert "two stays" in body
    again = reverse("ingestion:join_again", args=[link.pk])
    assert "It counts again." in sam.post(again, {"reason": "one"}, follow=True).content.decode()
    assert not Parting.objects.exists()
