"""Journeys are opened, found again and folded anew from their spans."""

import pytest

from carepath.journeys import actions as journeys
from carepath.journeys.actions import traces
from carepath.journeys.models import Journey, Span
from tests.factories import AT
from tests.journeys.actions.test_record import a_source, record
from tests.journeys.frames import event, frame
from tests.journeys.worlds import declared

pytestmark = pytest.mark.django_db


def test_change_numbers_only_rise():
    source = a_source()
    first = traces.next_change(source, at=AT)
    assert [traces.next_change(source, at=AT) for _ in range(2)] == [first + 1, first + 2]


def test_a_source_knows_its_latest_change_and_when_it_was():
    source, other = a_source(), declared("other")
    record(source, event("A", "Triage", 0, 5))
    number = traces.next_change(source, at=AT)
    source.refresh_from_db()
    other.refresh_from_db()
    assert (source.change, source.changed_at) == (number, AT)
    assert (other.change, other.changed_at) == (0, None)


def test_known_journeys_are_found_by_their_case():
    source = a_source()
    record(source, event("NA", "Triage", 0, 5))
    assert traces.known(source, ["NA", "B"]) == ({"NA": Journey.objects.get().pk}, set())


def test_journeys_of_which_nothing_is_left_are_told_apart():
    source = a_source()
    record(source, event("A", "Triage", 0, 5), message=1)
    journeys.retract(source=source, message=1, by="test", at=AT)
    pk = Journey.objects.get().pk
    assert traces.known(source, ["A"]) == ({"A": pk}, {pk})


def test_new_journeys_get_bounds_and_attributes_from_their_events():
    source, events = a_source(), frame(event("A", "Triage", 3, 5, case_attributes='{"Age": 85}'))
    traces.open_new(events, ["A"], source=source, change=4, at=AT)
    journey = Journey.objects.get()
    assert (journey.opened_at.minute, journey.closed_at.minute) == (3, 5)
    assert (journey.attributes, journey.change) == ({"Age": 85}, 4)


def test_folding_anew_follows_the_spans():
    source = a_source()
    record(source, event("A", "Triage", 0, 5), event("A", "Doctor", 9, 30))
    Span.objects.filter(stage__name="Doctor").update(retracted_at=AT)
    journey = Journey.objects.get()
    assert traces.refold([journey.pk], source=source, change=99, at=AT) == 1
    journey.refresh_from_db()
    assert (journey.closed_at.minute, journey.n_spans, journey.change) == (5, 1, 99)


def test_recorded_bounds_win_over_derived_ones():
    source = a_source()
    record(source, event("A", "Triage", 10, 20))
    Journey.objects.update(recorded_opened_at=AT, recorded_closed_at=AT.replace(minute=45))
    traces.refold(Journey.objects.values_list("pk", flat=True), source=source, change=2, at=AT)
    journey = Journey.objects.get()
    assert (journey.opened_at.minute, journey.closed_at.minute) == (0, 45)
    assert journey.closed_by == "recorded"


def test_a_journey_said_to_begin_after_it_ended_has_no_length():
    source = a_source()
    record(source, event("A", "Triage", 10, 20))
    Journey.objects.update(recorded_opened_at=AT.replace(minute=30))
    traces.refold(Journey.objects.values_list("pk", flat=True), source=source, change=2, at=AT)
    journey = Journey.objects.get()
    assert (journey.opened_at.minute, journey.closed_at.minute) == (30, 30)


def test_what_is_said_later_is_added():
    source = a_source()
    record(source, event("A", "Triage", 0, 5, case_attributes='{"Age": 85}'))
    later = frame(event("A", "X", 6, 7, patient="P", case_attributes='{"Ward": "B"}'))
    traces.say_more(later, {"A": Journey.objects.get().pk}, source)
    journey = Journey.objects.get()
    assert journey.attributes == {"Age": 85, "Ward": "B"}
    assert journey.patient is not None
