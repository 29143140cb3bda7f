"""Where patients are: at any moment, as it was known at any other."""

from datetime import timedelta

import pytest

from carepath.ingestion import actions, queries
from carepath.ingestion.queries import visits
from tests.factories import AT, site
from tests.ingestion.identities import merged_visits
from tests.ingestion.messages import adt

pytestmark = pytest.mark.django_db


@pytest.fixture
def feed():
    made = actions.declare_feed(name="adt", site=site(), by="test", at=AT)
    for minute, raw in (
        (1, adt("A01", 1, "W1")),
        (2, adt("A01", 2, "W1", visit="V2", bed="B2")),
        (40, adt("A02", 10, "W2")),  # known half an hour late
        (41, adt("A03", 30, "W1", visit="V2")),
    ):
        at = AT + timedelta(minutes=minute)
        held = actions.receive_hl7(raw=raw, source=made, by="test", at=at)
        actions.process(message=held.pk, by="test", at=at)
    return made


def where(feed, at, known_at=None):
    after = [None if m is None else AT + timedelta(minutes=m) for m in (at, known_at)]
    found = queries.locations(source=feed, at=after[0], known_at=after[1])
    return [(one.visit, one.unit, one.bed, one.since.minute) for one in found]


def test_as_it_was(feed):
    assert where(feed, 0) == []
    assert where(feed, 5) == [("V1", "W1", "B1", 1), ("V2", "W1", "B2", 2)]
    assert where(feed, 10) == [("V1", "W2", "B1", 10), ("V2", "W1", "B2", 2)]
    assert where(feed, 30) == [("V1", "W2", "B1", 10)]


def test_as_it_was_known(feed):
    assert where(feed, 35, known_at=35) == [("V1", "W1", "B1", 1), ("V2", "W1", "B2", 2)]
    assert where(feed, 35, known_at=41) == [("V1", "W2", "B1", 10)]
    assert where(feed, 35, known_at=0) == []


def test_the_number_of_queries_does_not_grow_with_visits(
    feed, django_assert_num_queries, monkeypatch
):
    monkeypatch.setattr(visits, "_LATELY", {})
    with django_assert_num_queries(5):
        where(feed, 35)
    with django_assert_num_queries(4):  # what was read lately is not read again
        where(feed, 35)


def test_two_places_at_once_are_shown_as_two(feed):
    again = adt("A01", 3, "W3", visit="V7")
    for raw in (again, merged_visits("V7", "V1", 15)):
        held = actions.receive_hl7(raw=raw, source=feed, by="test", at=AT)
        actions.process(message=held.pk, by="test", at=AT)
    assert [one[:2] for one in where(feed, 12)] == [("V1", "W3"), ("V1", "W2"), ("V2", "W1")]
