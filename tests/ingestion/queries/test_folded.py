"""Visits by their present number, whatever order their messages and merges came in."""

from datetime import timedelta
from itertools import permutations

import pytest

from carepath.frames.identity import PERSON, VISIT, Key
from carepath.ingestion import actions, queries
from tests.factories import AT, site
from tests.ingestion.identities import merged_patients, merged_visits, pid, says
from tests.ingestion.messages import adt

pytestmark = pytest.mark.django_db
MERGE = merged_visits("V2", "V1", 20)


def take(*raws, name="adt"):
    made = actions.declare_feed(name=name, site=site(), by="test", at=AT)
    for n, raw in enumerate(raws):
        at = AT + timedelta(minutes=n)
        held = actions.receive_hl7(raw=raw, source=made, by="test", at=at)
        actions.process(message=held.pk, by="test", at=at)
    return made


def told(feed, *numbers, **more):
    found = queries.folded(numbers, source=feed, **more)
    return [
        (one.name, one.others, [(s.place.unit, s.until is None) for s in one.visit.stays])
        for one in found
    ]


def test_either_number_gives_the_visit():
    feed = take(adt("A01", 1, "W1"), adt("A03", 10, "W1"), adt("A01", 12, "W2", visit="V2"), MERGE)
    wanted = [("V1", ("V2",), [("W1", False), ("W2", True)])]
    assert told(feed, "V1") == told(feed, "V2") == told(feed, "V1", "V2") == wanted
    assert [one.name for one in queries.every_visit(source=feed)] == ["V1"]


def test_as_it_was_known_before_the_merge():
    feed = take(adt("A01", 1, "W1"), adt("A01", 2, "W2", visit="V2"), MERGE)
    before = AT + timedelta(minutes=1)
    assert told(feed, "V2", known_at=before) == [("V2", (), [("W2", True)])]
    every = queries.every_visit(source=feed, known_at=before)
    assert [one.name for one in every] == ["V1", "V2"]


def test_any_order_of_arrival_is_the_same():
    raws = [adt("A01", 1, "W1"), adt("A01", 5, "W2", visit="V2"), MERGE, adt("A02", 30, "W3")]
    found = {
        str(told(take(*order, name=f"adt{n}"), "V1"))
        for n, order in enumerate(list(permutations(raws))[::2])
    }
    assert len(found) == 1


def test_whose_a_visit_is():
    feed = take(adt("A01", 1, "W1"), merged_patients("p1", "p9", 5), merged_patients("p9", "p8", 7))
    (one,) = queries.folded(["V1"], source=feed)
    assert one.patient == "p8^HOSP"
    keys = [Key(PERSON, "p8^HOSP")]
    assert queries.concerned(keys, source=feed) == {"V1"}
    assert queries.concerned([Key(VISIT, "V7")], source=feed) == {"V7"}


def test_a_deleted_patient_has_no_visit_but_what_comes_later_counts():
    feed = take(adt("A01", 1, "W1"), says("A29", 5, pid("p1")))
    assert told(feed, "V1") == [("V1", (), [])]
    later = take(adt("A01", 1, "W1"), says("A29", 5, pid("p1")), adt("A02", 9, "W2"), name="b")
    assert told(later, "V1") == [("V1", (), [("W2", True)])]


def test_the_number_of_queries_does_not_grow_with_what_was_told(django_assert_max_num_queries):
    feed = take(*(adt("A02", n, f"W{n}", visit=f"V{n % 2}") for n in range(1, 9)))
    with django_assert_max_num_queries(5):
        queries.folded(["V0", "V1"], source=feed)
