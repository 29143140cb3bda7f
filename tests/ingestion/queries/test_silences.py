"""Which feeds rest longer than is their habit: few queries, whatever they sent."""

from datetime import timedelta

import pytest

from carepath.ingestion import actions, queries
from carepath.ingestion.models import Silence
from tests.factories import AT, site
from tests.ingestion.messages import adt

pytestmark = pytest.mark.django_db


def test_each_feed_is_measured_by_its_own_rests(django_assert_num_queries):
    for name, each in (("quick", 1), ("slow", 30)):
        feed = actions.declare_feed(name=name, site=site(), by="test", at=AT)
        for n in range(25):
            at = AT - timedelta(minutes=(25 - n) * each)
            raw = adt("A01", n, "W1", control=f"{name}{n}")
            actions.receive_hl7(raw=raw, source=feed, by="test", at=at)
    assert queries.last_arrival(feed) == AT - timedelta(minutes=30)
    with django_assert_num_queries(8):
        found = queries.rested(at=AT + timedelta(minutes=20))
    assert [(source.name, habit.longest_us) for source, _last, habit in found] == [
        ("quick", 60_000_000)
    ]
    assert not queries.silences().exists()


def test_how_fresh_the_feeds_of_a_site_are():
    feed = actions.declare_feed(name="quick", site=site(), by="test", at=AT)
    other = actions.declare_feed(name="far", site=site("far"), by="test", at=AT)
    for source in (feed, other):
        raw = adt("A01", 1, "W1", control=source.name)
        actions.receive_hl7(raw=raw, source=source, by="test", at=AT)
    (one,) = queries.freshness(site=feed.site, at=AT + timedelta(minutes=59))
    assert (one.source, one.last_at, one.silent_since) == (feed, AT, None)
    later = queries.freshness(site=feed.site, at=AT + timedelta(minutes=61))
    assert later[0].silent_since == AT, "its habit is not known"
    Silence.objects.create(source=feed, since_at=AT, usual_us=1, found_at=AT)
    assert queries.freshness(site=feed.site, at=AT)[0].silent_since == AT


def test_the_names_of_those_that_are_silent():
    for name in ("b", "a", "speaks"):
        feed = actions.declare_feed(name=name, site=site(), by="test", at=AT)
        late = AT + timedelta(hours=1) if name == "speaks" else AT
        raw = adt("A01", 1, "W1", control=name)
        actions.receive_hl7(raw=raw, source=feed, by="test", at=late)
    at = AT + timedelta(minutes=61)
    assert queries.silent_feeds(site=feed.site, at=at) == ["a", "b"]
    assert queries.silent_feeds(site=site("far"), at=at) == []
