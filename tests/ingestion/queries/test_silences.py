"""Which feeds rest longer than is their habit: few queries, whatever they sent."""

from datetime import timedelta

import pytest

from carepath.ingestion import actions, queries
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
