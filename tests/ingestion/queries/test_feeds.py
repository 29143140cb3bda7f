"""How feeds stand: counted, bounded, and only where one may manage them."""

from datetime import timedelta

import pytest

from carepath.ingestion import actions, queries
from carepath.ingestion.queries import feeds
from tests.factories import AT, nora, person, site
from tests.ingestion.messages import adt

pytestmark = pytest.mark.django_db
SYSTEM = "SYSTEM_ADMINISTRATOR"


def a_feed(name="adt", slug="north"):
    return actions.declare_feed(name=name, site=site(slug), by="test", at=AT)


def send(feed, raw, at=AT, work=True):
    held = actions.receive_hl7(raw=raw, source=feed, by="test", at=at)
    if work:
        actions.process(message=held.pk, by="test", at=at)
    return held


def test_what_came_waits_and_was_set_aside():
    feed = a_feed()
    send(feed, b"nonsense", at=AT - timedelta(hours=3))
    send(feed, adt("A01", 1, "W1"))
    send(feed, adt("A02", 2, "W1"), work=False)
    (found,) = queries.managed_feeds(by=person("sam", SYSTEM), at=AT + timedelta(minutes=5))
    assert (found.source, found.last_at, found.last_hour) == (feed, AT, 2)
    assert (found.waiting, found.oldest_at, found.set_aside) == (1, AT, 1)
    assert not found.silent
    (later,) = queries.managed_feeds(by=person("tim", SYSTEM), at=AT + timedelta(hours=2))
    assert (later.last_hour, later.silent) == (0, True)


def test_counting_stops_somewhere(monkeypatch):
    monkeypatch.setattr(feeds, "LOOKED_AT", 2)
    feed = a_feed()
    for minute in range(3):
        send(feed, adt("A01", minute, "W1"), work=False)
    (found,) = queries.managed_feeds(by=person("sam", SYSTEM), at=AT)
    assert (found.last_hour, found.more_than) == (2, True)


def test_only_where_one_may_manage_them():
    feed = a_feed()
    send(feed, adt("A01", 1, "W1"))
    assert queries.managed_feeds(by=nora(), at=AT) == []
    elsewhere = person("sue", SYSTEM, at_site="south")
    assert queries.managed_feeds(by=elsewhere, at=AT) == []
    assert not queries.one_feed(feed.pk, by=elsewhere).exists()
    assert queries.one_feed(feed.pk, by=person("sam", SYSTEM)).get() == feed


def test_reasons_the_most_frequent_first():
    feed = a_feed()
    for n in range(2):
        send(feed, f"nonsense {n}".encode())
    send(feed, adt("Z98", 1, "W1"))
    assert queries.reasons_of(source=feed) == [("not_a_message", 2), ("unknown_trigger", 1)]
    assert queries.set_aside(source=feed, reason="unknown_trigger").count() == 1
    assert queries.set_aside(source=feed).count() == 3
    assert queries.aside_by_feed(by=person("sam", SYSTEM)) == [(feed, 3)]
    assert queries.aside_by_feed(by=person("far", SYSTEM, at_site="elsewhere")) == []


def test_silence_is_told_by_the_feeds_own_habit():
    feed = a_feed()
    for n in range(25):
        send(feed, adt("A01", n, "W1"), at=AT + timedelta(minutes=n), work=False)
    sam = person("sam", SYSTEM)
    (found,) = queries.managed_feeds(by=sam, at=AT + timedelta(minutes=28))
    assert (found.silent, found.habit.n) == (False, 24)
    (found,) = queries.managed_feeds(by=sam, at=AT + timedelta(minutes=32))
    assert (found.silent, found.rests_us) == (True, 8 * 60_000_000)
    assert found.lag_us == 32 * 60_000_000


def test_how_late_each_unit_tells_and_how_the_senders_clock_stands():
    feed = a_feed()
    for n in range(12):
        at = AT + timedelta(minutes=n + 10)
        send(feed, adt("A01", n, "W1"), at=at, work=False)
    send(feed, b"nonsense", at=AT)
    found = queries.timing(source=feed)
    ((unit, n, half, most),) = [(o.unit, o.n, o.p50_us, o.p90_us) for o in found.units]
    assert (unit, n, half, most) == ("W1", 12, 600_000_000, 600_000_000)
    assert (found.n, found.offset_us) == (12, 600_000_000)


def test_one_is_found_by_its_senders_number():
    feed = a_feed()
    for n in range(3):
        send(feed, adt("Z99", n, "W1", control=f"c{n}"))
    send(feed, adt("Z99", 9, "W1", control="xc1"))
    assert queries.set_aside(source=feed, number="c1").count() == 1
    assert queries.set_aside(source=feed, number="c").count() == 0


def test_they_are_found_by_trigger_and_time():
    feed = a_feed()
    for n in range(3):
        send(feed, adt("Z99", n, "W1", control=f"c{n}"), at=AT + timedelta(hours=n))
    send(feed, adt("Z98", 1, "W1"), at=AT)
    send(feed, adt("Mustermann", 9, "W1"), at=AT)  # whatever stands there may be a name
    assert queries.triggers_of(source=feed) == ["Z98", "Z99"]
    assert queries.set_aside(source=feed, trigger="Z99").count() == 3
    hour = AT + timedelta(hours=1)
    assert queries.set_aside(source=feed, trigger="Z99", since=hour).count() == 2
    assert queries.set_aside(source=feed, until=hour).count() == 3


def test_a_message_of_a_feed_is_known_to_who_manages_it():
    held = send(a_feed(), adt("A01", 1, "W1"))
    keeper = person("sys", SYSTEM, at_site="north")
    assert queries.is_of_feed(held.pk, by=keeper)
    assert not queries.is_of_feed(held.pk, by=nora())
    assert not queries.is_of_feed(held.pk + 1, by=keeper)
