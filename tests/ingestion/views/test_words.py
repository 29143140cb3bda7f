"""Saying what a word of a feed means: looked at first, then kept with a reason, and taken back."""

import pytest
from django.urls import reverse

from carepath.ingestion import actions
from carepath.ingestion.models import Meaning, Message
from tests.factories import AT, nora, person, site
from tests.ingestion.messages import adt

pytestmark = pytest.mark.django_db
SAID = {"kind": "trigger", "said": "Z02", "means": "A02"}


@pytest.fixture
def feed():
    made = actions.declare_feed(name="adt", site=site(), by="test", at=AT)
    for raw in (adt("A01", 1, "W1"), adt("Z02", 9, "W2")):
        actions.receive_hl7(raw=raw, source=made, by="test", at=AT)
    actions.process_feeds(by="test", at=AT)
    return made


@pytest.fixture
def sam(client):
    client.force_login(person("sam", "SYSTEM_ADMINISTRATOR"))
    return client


def test_a_word_is_looked_at_kept_and_taken_back(sam, feed, django_assert_max_num_queries):
    page = reverse("ingestion:words", args=[feed.pk])
    assert "1 message waits until somebody says" in sam.get(page).content.decode()
    with django_assert_max_num_queries(25):
        body = sam.post(page, SAID).content.decode()
    assert "If Z02 is read as A02 – transferred" in body
    assert "1 waiting message would be understood. It is of 1 visit." in body
    assert not Meaning.objects.exists()
    keep = reverse("ingestion:mean", args=[feed.pk])
    body = sam.post(keep, SAID, follow=True).content.decode()
    assert "Say why, in a few words." in body
    body = sam.post(keep, SAID | {"reason": "their transfer"}, follow=True).content.decode()
    assert "Kept. 1 message is read again." in body
    actions.process_feeds(by="test", at=AT)
    assert not Message.objects.filter(state="quarantined").exists()
    back = reverse("ingestion:take_back", args=[Meaning.objects.get().pk])
    assert "Say why, in a few words." in sam.post(back, follow=True).content.decode()
    body = sam.post(back, {"reason": "wrong"}, follow=True).content.decode()
    assert "Taken back. 1 message is set aside." in body


@pytest.mark.parametrize("wrong", [{"kind": "place"}, {"means": "A99"}, {"said": "A01"}])
def test_nonsense_is_refused(sam, feed, wrong):
    for name in ("words", "mean"):
        address = reverse(f"ingestion:{name}", args=[feed.pk])
        body = sam.post(address, SAID | wrong | {"reason": "a reason"}, follow=True)
        assert "Choose what it means from the list" in body.content.decode()
    assert not Meaning.objects.exists()


def test_without_words_the_page_teaches(sam, feed):
    Message.objects.filter(state="quarantined").update(state="ignored")
    body = sam.get(reverse("ingestion:words", args=[feed.pk])).content.decode()
    assert "No word is open" in body


def test_only_who_manages_the_feed(client, feed):
    client.force_login(nora())
    assert client.get(reverse("ingestion:words", args=[feed.pk])).status_code == 403
    client.force_login(person("sue", "SYSTEM_ADMINISTRATOR", at_site="south"))
    assert client.get(reverse("ingestion:words", args=[feed.pk])).status_code == 404
