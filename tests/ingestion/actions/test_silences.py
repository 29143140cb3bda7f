"""A feed that rests longer than is its habit: told once, until it speaks or a person says why."""

from datetime import timedelta

import pytest

from carepath.audit.models import Entry
from carepath.ingestion import actions, queries
from carepath.ingestion.models import Silence
from carepath.ingestion.policies import NotNow
from carepath.places.models import Site
from carepath.work.models import Delivery
from tests.compliance.mails import told
from tests.factories import AT, nora, person, site
from tests.ingestion.messages import adt

pytestmark = pytest.mark.django_db
TOPIC = "feed.silent"


@pytest.fixture
def feed():
    """A feed that sends a message each minute; the last one twenty-four minutes after it began."""
    made = actions.declare_feed(name="adt", site=site(), by="test", at=AT)
    for n in range(25):
        send(made, n)
    return made


def send(feed, n):
    at = AT + timedelta(minutes=n)
    actions.receive_hl7(raw=adt("A01", n, "W1", control=f"c{n}"), source=feed, by="test", at=at)


def watched(minute):
    return actions.watch_feeds(by="worker:sweep", at=AT + timedelta(minutes=minute))


def mails():
    return Delivery.objects.filter(topic=TOPIC)


def test_a_silence_is_told_once_and_over_with_the_next_message(feed):
    told("ida", topic=TOPIC), told("rob")
    assert watched(28) == 0
    assert [watched(n) for n in (32, 33, 90)] == [1, 0, 0]
    (mail,) = mails()
    assert mail.recipient == "ida@example.org"
    text = mail.payload["text"] + mail.payload["subject"] + mail.payload["html"]
    assert "adt" in text and "North" in text and "p1" not in text and "W1" not in text
    silence = Silence.objects.get()
    assert (silence.since_at, silence.usual_us) == (AT + timedelta(minutes=24), 60_000_000)
    send(feed, 91)
    assert watched(92) == 1
    silence.refresh_from_db()
    assert silence.ended_at == AT + timedelta(minutes=91)
    assert watched(400) == 1  # a rest that long is among its rests now
    assert (mails().count(), Silence.objects.count()) == (2, 2)
    said = Entry.objects.filter(verb__startswith="feed.s").order_by("pk")
    assert [one.verb for one in said] == ["feed.silent", "feed.speaks", "feed.silent"]


def test_it_is_looked_once_a_minute(feed, django_assert_num_queries):
    assert watched(24) == 0
    with django_assert_num_queries(2):
        assert actions.watch_feeds(by="test", at=AT + timedelta(minutes=24, seconds=59)) == 0


def test_a_feed_without_a_habit_and_one_of_an_invented_hospital(feed):
    young = actions.declare_feed(name="young", site=site(), by="test", at=AT)
    for n in range(3):
        send(young, n)
    told("ida", topic=TOPIC)
    Site.objects.update(synthetic=True)
    assert watched(300) == 1
    assert Silence.objects.get().source == feed
    assert not mails().exists()


def test_who_manages_the_feed_is_told_until_somebody_says_why(feed):
    sam = person("sam", "SYSTEM_ADMINISTRATOR")
    elsewhere = person("sue", "SYSTEM_ADMINISTRATOR", at_site="south")
    watched(60)
    silence = queries.silence_of(feed)
    assert [queries.told_silences(by=one) for one in (sam, elsewhere, nora())] == [1, 0, 0]
    assert queries.one_silence(silence.pk, by=sam).get() == silence
    assert not queries.one_silence(silence.pk, by=elsewhere).exists()
    said = {"silence": silence, "by": sam, "at": AT + timedelta(minutes=61)}
    with pytest.raises(NotNow):
        actions.settle_silence(reason=" ", **said)
    actions.settle_silence(reason="the engine is moved tonight", **said)
    assert queries.told_silences(by=sam) == 0
    assert not queries.unsettled_silences(by=sam).exists()
    with pytest.raises(NotNow):
        actions.settle_silence(**said | {"silence": queries.silence_of(feed)}, reason="again")
    send(feed, 70)
    assert queries.silent_spells(site=feed.site) == [(silence.found_at, None)]
    watched(71)
    assert queries.silence_of(feed) is None
    over = AT + timedelta(minutes=70)
    assert queries.silent_spells(site=feed.site) == [(silence.found_at, over)]
