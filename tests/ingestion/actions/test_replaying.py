"""Reading again what was set aside: one, those of a reason, or all, by the present reader."""

import pytest

from carepath.audit.models import Entry
from carepath.formats import adt as reader
from carepath.ingestion import actions
from carepath.ingestion.models import Message
from carepath.journeys.models import Journey
from tests.factories import AT, site
from tests.ingestion.messages import adt

pytestmark = pytest.mark.django_db


@pytest.fixture
def feed():
    made = actions.declare_feed(name="adt", site=site(), by="test", at=AT)
    for raw in (adt("Z99", 1, "W1"), b"nonsense", b"other nonsense"):
        held = actions.receive_hl7(raw=raw, source=made, by="test", at=AT)
        actions.process(message=held.pk, by="test", at=AT)
    return made


def states():
    return list(Message.objects.order_by("pk").values_list("state", flat=True))


def test_one_of_a_reason_or_all(feed):
    last = Message.objects.order_by("pk").last()
    assert actions.try_again(source=feed, by="test", at=AT, message=last.pk) == 1
    assert states() == ["quarantined", "quarantined", "received"]
    assert actions.try_again(source=feed, by="test", at=AT, reason="not_a_message") == 1
    assert actions.try_again(source=feed, by="test", at=AT) == 1
    assert states() == ["received"] * 3
    assert actions.try_again(source=feed, by="test", at=AT) == 0
    said = Entry.objects.filter(verb="feed.tried_again").order_by("pk")
    assert [entry.detail["messages"] for entry in said] == [1, 1, 1]


def test_the_present_reader_reads_it(feed, monkeypatch):
    monkeypatch.setattr(reader, "OF_A_VISIT", reader.OF_A_VISIT | {"Z99"})
    actions.try_again(source=feed, by="test", at=AT)
    assert actions.process_feeds(by="worker:sweep", at=AT) == 3
    assert states() == ["processed", "quarantined", "quarantined"]
    assert Journey.objects.count() == 1


def test_a_number_used_before_stays_set_aside(feed):
    for unit in ("W1", "W2"):
        raw = adt("A01", 1, unit, control="same", sent="20260302")
        held = actions.receive_hl7(raw=raw, source=feed, by="test", at=AT)
    assert actions.try_again(source=feed, by="test", at=AT, message=held.pk) == 0
