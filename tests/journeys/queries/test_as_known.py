"""What was true at one moment, as it was known at another, with one question each."""

from datetime import timedelta

import pytest

from carepath.frames.spans import STAY
from carepath.journeys import actions, queries
from carepath.journeys.models import Journey
from tests.factories import AT
from tests.journeys.frames import event, frame
from tests.journeys.worlds import declared

pytestmark = pytest.mark.django_db


def moment(minutes):
    return None if minutes is None else AT + timedelta(minutes=minutes)


def told(feed, known, *events):
    actions.record(events=frame(*events), source=feed, by="test", at=moment(known))


def stay(case, unit, started, ended=None, ref=None, requested=None):
    bed = f'{{"bed":"{unit}-1"}}'
    return event(
        case, "Ward stay", started, ended, requested, kind=STAY, unit=unit, attributes=bed,
        ref=ref or f"{case}{unit}",
    )  # fmt: skip


@pytest.fixture
def feed():
    """A lies in W1 from 0 to 20, then in W2: known late, at 30. B is told and taken back."""
    made = declared()
    told(made, 1, stay("A", "W1", 0, requested=-5), stay("B", "W1", 0))
    told(made, 30, stay("A", "W1", 0, 20, requested=-5), stay("A", "W2", 20))
    actions.strike(refs=[stay("B", "W1", 0)["ref"]], source=made, by="test", at=moment(40))
    return made


def places(feed, at, known=None):
    found = queries.places_known(source=feed, at=moment(at), known_at=moment(known))
    return [(one.case, one.unit, one.bed) for one in found]


def test_places_as_they_were_and_as_they_were_known(feed):
    assert places(feed, 25) == [("A", "W2", "W2-1")]
    assert places(feed, 10) == [("A", "W1", "W1-1")]
    assert places(feed, 25, 10) == [("A", "W1", "W1-1"), ("B", "W1", "W1-1")]
    assert places(feed, 25, 35) == [("A", "W2", "W2-1"), ("B", "W1", "W1-1")]
    assert places(feed, 25, 0) == []
    assert places(feed, -1) == []


def test_a_stay_ends_when_the_next_begins_and_not_a_moment_later(feed):
    assert places(feed, 20) == [("A", "W2", "W2-1")]
    assert places(feed, 0) == [("A", "W1", "W1-1")]


def counts(feed, at, known=None):
    return queries.counts_known(source=feed, at=moment(at), known_at=moment(known))


def test_how_many_a_unit_held(feed):
    assert counts(feed, 25) == {"W2": 1}
    assert counts(feed, 25, 10) == {"W1": 2}
    assert counts(feed, 25, 35) == {"W1": 1, "W2": 1}


def spans(feed, at, known=None, case="A"):
    journey = Journey.objects.get(source=feed, case_ref=case)
    found = queries.spans_known(journey, at=moment(at), known_at=moment(known))
    return [
        (one.unit, *(m and (m - AT) // timedelta(minutes=1) for m in
                     (one.requested_at, one.started_at, one.ended_at)))
        for one in found
    ]  # fmt: skip


def test_a_journey_as_it_was_and_as_it_was_known(feed):
    assert spans(feed, None) == [("W1", -5, 0, 20), ("W2", None, 20, None)]
    assert spans(feed, 10) == [("W1", -5, 0, None)]
    assert spans(feed, -2) == [("W1", -5, None, None)]
    assert spans(feed, None, 10) == [("W1", -5, 0, None)]
    assert spans(feed, None, None, "B") == []
    assert spans(feed, None, 35, "B") == [("W1", None, 0, None)]


def test_what_was_taken_back_and_told_again_was_not_known_in_between(feed):
    told(feed, 50, stay("B", "W1", 0))
    assert [places(feed, 10, known) for known in (39, 45, 55)] == [
        [("A", "W1", "W1-1"), ("B", "W1", "W1-1")],
        [("A", "W1", "W1-1")],
        [("A", "W1", "W1-1"), ("B", "W1", "W1-1")],
    ]


def test_each_is_one_question(feed, django_assert_num_queries):
    journey = Journey.objects.get(source=feed, case_ref="A")
    with django_assert_num_queries(1):
        places(feed, 10, 35)
    with django_assert_num_queries(1):
        counts(feed, 10, 35)
    with django_assert_num_queries(1):
        queries.spans_known(journey, at=moment(10), known_at=moment(35))
