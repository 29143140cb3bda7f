"""Messages of feeds, many at a time: as one by one, and a bad one never stops its neighbours."""

import random

import pytest
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext

from carepath.analysis import joined_visits
from carepath.ingestion import actions, queries
from carepath.ingestion.actions import batches, hl7
from carepath.ingestion.models import Message, Told
from carepath.journeys.models import Journey, Span
from carepath.work import actions as work
from tests.factories import AT, site
from tests.ingestion.messages import adt

pytestmark = pytest.mark.django_db
State = Message.State


def a_feed(name="adt"):
    return actions.declare_feed(name=name, site=site(), by="test", at=AT)


def put(feed, *raws):
    return [actions.receive_hl7(raw=raw, source=feed, by="test", at=AT).pk for raw in raws]


def states():
    return list(Message.objects.order_by("pk").values_list("state", flat=True))


def raws(visits, ward="V"):
    """Three messages of each of so many visits, shuffled."""
    made = [
        adt(trigger, minute, unit, visit=f"{ward}{n}", control=f"{ward}{n}-{trigger}", bed="B")
        for n in range(visits)
        for trigger, minute, unit in (("A01", 1, "W1"), ("A02", 9, "W2"), ("A03", 30, "W2"))
    ]
    random.Random(visits).shuffle(made)
    return made


def seen(feed):
    columns = ("stage__name", "started_at", "ended_at", "journey__case_ref")
    about = ("journey__attributes", "journey__closed_at", "journey__n_spans")
    spans = Span.objects.filter(source=feed, retracted_at=None)
    return sorted(spans.values_list(*columns, *about), key=repr)


def brought(feed):
    """Which message each span says it came from, as trigger."""
    found = {pk: raw.split(b"|")[8] for pk, raw in queries.raws(Message.objects.all()).items()}
    spans = Span.objects.filter(source=feed).order_by("started_at", "stage__name")
    return [(span.stage.name, found[span.message]) for span in spans]


def test_what_comes_during_a_look_is_left_for_the_next(monkeypatch):
    feed, read = a_feed(), []
    first, second = raws(2)[:2]

    def one_more(source):
        if not read:
            read.append(put(feed, second))
        return hl7.reader(source)

    monkeypatch.setitem(batches.KINDS, queries.HL7, batches.Kind(one_more, hl7.record))
    put(feed, first)
    assert actions.process_feeds(by="test", at=AT) == 1
    assert actions.process_feeds(by="test", at=AT) == 1


def test_together_is_as_one_by_one():
    together, alone = a_feed(), a_feed("alone")
    put(together, *raws(9))
    assert actions.process_feeds(by="test", at=AT) == 27
    for pk in put(alone, *raws(9)):
        actions.process(message=pk, by="test", at=AT)
    assert seen(together) == seen(alone)
    assert len(seen(together)) == 9 * 4
    assert Told.objects.filter(source=together).count() == 27
    assert set(states()) == {"processed"}


def test_each_span_says_which_message_began_it():
    feed = a_feed()
    put(feed, adt("A01", 1, "W1"), adt("A02", 9, "W2"), adt("A03", 30, "W2"), adt("A08", 40, "W2"))
    actions.process_feeds(by="test", at=AT)
    assert brought(feed) == [
        ("Arrival", b"ADT^A08"),  # made of all that was told
        ("W1", b"ADT^A01"),
        ("W2", b"ADT^A02"),
        ("Discharge", b"ADT^A08"),
    ]


def test_queries_do_not_grow_with_messages():
    feed, counts = a_feed(), []
    for visits in (1, 12):
        put(feed, *raws(visits, ward=f"ward {visits} "))
        with CaptureQueriesContext(connection) as found:
            actions.process_feeds(by="test", at=AT)
        counts.append(len(found))
    assert set(states()) == {"processed"}
    assert counts[1] <= counts[0] <= 100


def test_what_cannot_be_used_is_set_aside_and_its_neighbours_go_on():
    feed = a_feed()
    put(feed, adt("A01", 1, "W1"), b"nonsense", adt("A99", 1, "W1"), adt("A02", 9, "W2"))
    assert actions.process_feeds(by="test", at=AT) == 4
    assert states() == ["processed", "quarantined", "quarantined", "processed"]
    reasons = Message.objects.exclude(reason_code="").order_by("pk")
    assert [one.reason_code for one in reasons] == ["not_a_message", "unknown_trigger"]
    assert len(seen(feed)) == 3


def test_a_reader_that_fails_stops_nobody(monkeypatch):
    feed, real = a_feed(), hl7.queries.heard

    def fails(raw, source, **more):
        if b"A02" in raw:
            raise RecursionError
        return real(raw, source, **more)

    monkeypatch.setattr(hl7.queries, "heard", fails)
    put(feed, adt("A01", 1, "W1"), adt("A02", 9, "W2"), adt("A03", 20, "W1"))
    actions.process_feeds(by="test", at=AT)
    assert states() == ["processed", "quarantined", "processed"]
    assert Message.objects.get(state=State.QUARANTINED).reason_code == "parser_error"


def test_one_that_fails_is_tried_later_alone_and_its_neighbours_are_done(monkeypatch):
    feed, real = a_feed(), joined_visits.fold

    def fails(events, **more):
        if any(one.visit == "V1" for one in events):
            raise ZeroDivisionError
        return real(events, **more)

    monkeypatch.setattr(joined_visits, "fold", fails)
    put(feed, *(adt("A01", 1, "W1", visit=f"V{n}", control=f"c{n}") for n in range(3)))
    actions.process_feeds(by="test", at=AT)
    assert states() == ["processed", "received", "processed"]
    held = Message.objects.get(state=State.RECEIVED)
    assert (held.attempts, held.reason_code) == (1, "retry")
    assert held.not_before > AT
    assert Told.objects.filter(message=held).count() == 0
    assert Journey.objects.count() == 2


def test_a_database_that_fails_leaves_all_to_be_tried_again(monkeypatch):
    def fails(**_):
        raise DatabaseError

    feed = a_feed()
    monkeypatch.setattr(hl7.journeys, "replace", fails)
    put(feed, adt("A01", 1, "W1"), adt("A01", 1, "W1", visit="V2", control="2"))
    actions.process_feeds(by="test", at=AT)
    assert states() == ["received", "received"]
    assert not Told.objects.exists()


def test_the_attempt_is_counted_before_the_work(monkeypatch):
    attempts = []
    feed, real = a_feed(), hl7.queries.heard
    put(feed, adt("A01", 1, "W1"))

    def look(*args, **more):
        attempts.append(Message.objects.get().attempts)
        return real(*args, **more)

    monkeypatch.setattr(hl7.queries, "heard", look)
    actions.process_feeds(by="test", at=AT)
    assert attempts == [1]
    assert Message.objects.get().attempts == 0


@pytest.mark.parametrize(("attempts", "together"), [(0, 12), (1, 10), (2, 1), (4, 1)])
def test_what_was_tried_before_comes_in_smaller_company(attempts, together):
    put(a_feed(), *(adt("A01", 1, "W1", visit=f"V{n}", control=f"c{n}") for n in range(12)))
    Message.objects.update(attempts=attempts)
    assert len(batches._taken(AT, queries.last_received())) == together


def test_each_feed_has_its_own_batch_the_oldest_first():
    one, other = a_feed(), a_feed("other")
    pks = put(one, adt("A01", 1, "W1"))
    put(other, adt("A01", 1, "W1"))
    pks += put(one, adt("A02", 9, "W2"))
    assert [hold.message.pk for hold in batches._taken(AT, queries.last_received())] == pks


def test_what_another_process_took_meanwhile_is_left_to_it(monkeypatch):
    feed, real = a_feed(), batches.hl7.reader
    mine, other = put(feed, adt("A01", 1, "W1"), adt("A01", 1, "W1", visit="V2", control="2"))

    def taken_over(source):
        Message.objects.filter(pk=other).update(leased_by="elsewhere:1:1")
        return real(source)

    kind = batches.Kind(taken_over, hl7.record)
    monkeypatch.setitem(batches.KINDS, queries.HL7, kind)
    actions.process_feeds(by="test", at=AT)
    assert Message.objects.get(pk=mine).state == State.PROCESSED
    assert Message.objects.get(pk=other).state == State.RECEIVED
    assert [journey.case_ref for journey in Journey.objects.all()] == ["V1"]


def test_one_message_that_rests_holds_up_no_other():
    feed = a_feed()
    first, second = put(feed, adt("A01", 1, "W1"), adt("A01", 1, "W1", visit="V2", control="2"))
    work.claim(Message, first, at=AT, seconds=60, states=[State.RECEIVED])
    assert actions.process(message=second, by="test", at=AT)
    assert states() == ["received", "processed"]
