"""Feeds on the screen: how they stand, why messages were set aside, reading them again."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from carepath.audit.models import AccessRead, Entry
from carepath.ingestion import actions
from carepath.ingestion.models import Correlated, Message, Silence
from carepath.journeys.models import Journey, Span
from carepath.ui import clock
from carepath.work import actions as work
from tests.factories import AT, person, site
from tests.ingestion.messages import adt

pytestmark = pytest.mark.django_db


@pytest.fixture
def feed():
    made = actions.declare_feed(name="adt", site=site(), by="test", at=AT)
    for raw in (adt("A01", 1, "W1"), adt("Z99", 1, "W1"), b"nonsense"):
        held = actions.receive_hl7(raw=raw, source=made, by="test", at=AT)
        actions.process(message=held.pk, by="test", at=AT)
    return made


@pytest.fixture
def sam(client):
    client.force_login(person("sam", "SYSTEM_ADMINISTRATOR"))
    return client


def test_without_a_feed_the_page_teaches(sam):
    assert "No feed yet" in sam.get(reverse("ingestion:feeds")).content.decode()


def test_how_a_feed_stands(sam, feed, django_assert_max_num_queries):
    with django_assert_max_num_queries(16):
        body = sam.get(reverse("ingestion:feeds")).content.decode()
    assert "1 feed sends messages. 0 wait to be read, 2 are set aside." in body
    assert reverse("ingestion:quarantine", args=[feed.pk]) in body


@pytest.mark.parametrize(
    ("age_s", "detail", "said"), [(5, "held back", True), (5, "", False), (90, "held back", False)]
)
def test_the_page_says_when_nothing_is_read(sam, feed, age_s, detail, said):
    work.beat("mllp", at=clock.now() - timedelta(seconds=age_s), detail=detail)
    body = sam.get(reverse("ingestion:feeds")).content.decode()
    assert ("the listener reads no more" in body) is said


def test_the_share_that_found_no_visit_is_shown_for_each_source(sam, feed):
    case = Journey.objects.get()
    Correlated.objects.create(journey=case, source=case.source, outcome="no_visit")
    body = sam.get(reverse("ingestion:feeds")).content.decode()
    assert "Cases that found no visit" in body and "100 %" in body


def test_why_messages_were_set_aside(sam, feed):
    address = reverse("ingestion:quarantine", args=[feed.pk])
    body = sam.get(address).content.decode()
    assert "Messages of this type and trigger are not read. (MSH-9)" in body
    assert not re.search(r"\bp1\b", body)
    body = sam.get(f"{address}?reason=not_a_message").content.decode()
    assert "(MSH-9)" not in body


def test_reading_them_again(sam, feed):
    address = reverse("ingestion:replay", args=[feed.pk])
    body = sam.post(address, {"reason": "not_a_message"}, follow=True).content.decode()
    assert "1 message is read again." in body
    body = sam.post(address, {"message": "not a number"}, follow=True).content.decode()
    assert "1 message is read again." in body
    assert "was understood" in body


def test_the_message_behind_a_span(client, feed):
    client.force_login(person("ivy", "SYSTEM_ADMINISTRATOR"))
    span = Span.objects.filter(kind=1).get()
    address = reverse("ingestion:raw", args=[span.message, bytes(span.source_ref).hex()])
    body = client.get(address).content.decode()
    assert "ADT^A01" in body
    assert "PV1" in body


def test_a_feed_says_how_late_it_tells(sam, feed):
    body = sam.get(reverse("ingestion:quarantine", args=[feed.pk])).content.decode()
    assert "From its newest 2 messages." in body
    assert "Half are known within" in body


def test_the_rows_alone_for_a_page_that_asks_again(sam, feed):
    body = sam.get(reverse("ingestion:feeds"), headers={"HX-Request": "true"}).content.decode()
    assert body.lstrip().startswith("<div") and "<html" not in body


def test_one_is_looked_for_by_its_number(sam, feed):
    address = reverse("ingestion:quarantine", args=[feed.pk])
    assert "No such message is set aside." in sam.get(f"{address}?number=nothing").content.decode()


def test_leaving_aside_for_good_needs_a_reason_and_is_said_in_the_ledger(sam, feed):
    address = reverse("ingestion:ignore", args=[feed.pk])
    given = {"reason": "not_a_message"}
    assert "nothing was changed" in sam.post(address, given, follow=True).content.decode()
    body = sam.post(address, given | {"why": "a test sender"}, follow=True).content.decode()
    assert "1 message is left aside." in body
    entry = Entry.objects.get(verb="feed.ignored")
    assert entry.detail["why"] == "a test sender" or entry.why == "a test sender"
    page = reverse("ingestion:quarantine", args=[feed.pk])
    aside = Message.objects.get(state="ignored")
    assert f">{aside.pk}<" in sam.get(f"{page}?aside=good").content.decode()
    again = {"message": aside.pk}
    body = sam.post(reverse("ingestion:replay", args=[feed.pk]), again, follow=True)
    assert "1 message is read again." in body.content.decode()


def test_messages_are_found_by_trigger_and_day(sam, feed, django_assert_max_num_queries):
    address = reverse("ingestion:quarantine", args=[feed.pk])
    (odd,) = Message.objects.filter(trigger="Z99")
    with django_assert_max_num_queries(20):
        body = sam.get(f"{address}?trigger=Z99&since={AT:%Y-%m-%d}").content.decode()
    assert f">{odd.pk}<" in body and "(MSH-9)" in body
    assert "Say what its word means" in body
    assert "No such message" in sam.get(f"{address}?until=2020-01-01").content.decode()
    body = sam.get(f"{address}?since=2026-01-02&until=2026-01-01").content.decode()
    assert "The last day lies before the first." in body


def test_one_that_was_set_aside_is_read_as_it_came_and_the_log_says_so(sam, feed):
    (odd,) = Message.objects.filter(trigger="Z99")
    answer = sam.get(reverse("ingestion:message", args=[feed.pk, odd.pk]))
    assert "ADT^Z99" in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"
    assert AccessRead.objects.filter(resource="raw record").exists()
    done = Message.objects.get(state="processed")
    assert sam.get(reverse("ingestion:message", args=[feed.pk, done.pk])).status_code == 404


def test_a_silent_feed_is_told_on_every_page_until_somebody_says_why(sam, feed):
    silence = Silence.objects.create(source=feed, since_at=AT, usual_us=60_000_000, found_at=AT)
    told = "1 feed is silent for longer than is its habit."
    assert told in sam.get(reverse("ingestion:index")).content.decode()
    page = reverse("ingestion:quarantine", args=[feed.pk])
    assert "Tell it no longer" in sam.get(page).content.decode()
    settle = reverse("ingestion:settle_silence", args=[silence.pk])
    assert "Say why, in a few words." in sam.post(settle, follow=True).content.decode()
    body = sam.post(settle, {"reason": "planned work"}, follow=True).content.decode()
    assert "planned work" in body and told not in body
