"""Recording: once, in any order, with what was known when."""

import itertools

import pytest

from carepath.frames.mapping import Mapping
from carepath.journeys import actions as journeys
from carepath.journeys.models import Journey, Span, SpanVersion
from tests.factories import AT, site
from tests.journeys.frames import event, frame, us

pytestmark = pytest.mark.django_db


def a_source(name="log", **rule):
    mapping = Mapping(case="c", activity="a", time="t", timezone="Europe/Amsterdam", **rule)
    return journeys.declare_source(
        name=name, site=site(), mapping=mapping, intervals=True, by="test", at=AT
    )


def record(source, *events, message=None):
    return journeys.record(events=frame(*events), source=source, by="test", at=AT, message=message)


def state():
    """What can be seen of all journeys, free of row numbers and the order of arrival."""
    return sorted(
        (
            span.journey.case_ref,
            span.journey.opened_at,
            span.journey.closed_at,
            span.journey.n_spans,
            span.stage.name,
            span.requested_at,
            span.started_at,
            span.ended_at,
            span.attributes,
            bytes(span.source_ref),
        )
        for span in Span.objects.filter(retracted_at=None).select_related("journey", "stage")
    )


def test_journeys_get_random_trace_ids_and_bounds():
    done = record(a_source(), event("NA", "Triage", 5, 10), event("NA", "Doctor", 20, 50))
    journey = Journey.objects.get()
    assert (done.spans_new, done.journeys_new, done.duplicates) == (2, 1, 0)
    assert journey.case_ref == "NA"
    assert [moment.minute for moment in (journey.opened_at, journey.closed_at)] == [5, 50]
    assert journey.n_spans == 2
    assert len({journey.trace_id.hex, "0" * 32}) == 2


def test_the_same_events_again_change_nothing():
    source = a_source()
    events = [event("A", "Triage", 0, 5), event("A", "Doctor", 10, 15)]
    record(source, *events)
    before = state()
    again = record(source, *events)
    assert (again.duplicates, again.spans_new, again.replaced) == (2, 0, 0)
    assert state() == before
    assert SpanVersion.objects.count() == 0


def test_every_order_of_arrival_gives_the_same_state():
    opened = event("A", "Doctor", 10, None, ref="d")
    closed = event("A", "Doctor", 10, 40, ref="d")
    others = [event("A", "Triage", 0, 5), event("B", "Triage", 3, 4)]
    states = []
    for order in itertools.permutations([opened, closed, *others]):
        SpanVersion.objects.all().delete()
        Span.objects.all().delete()
        Journey.objects.all().delete()
        source = a_source()
        for one in order:
            record(source, one)
        states.append(state())
    assert all(one == states[0] for one in states)
    assert len(states[0]) == 3


def test_an_open_span_that_closes_keeps_what_was_known_before():
    source = a_source()
    record(source, event("A", "Doctor", 10, None, ref="d"))
    done = record(source, event("A", "Doctor", 10, 40, ref="d"))
    span = Span.objects.get()
    assert done.replaced == 1
    assert span.version == 2
    assert [kept.content["ended_at"] for kept in span.versions.all()] == [None]


def test_an_event_that_moves_to_another_journey_leaves_the_first():
    source = a_source()
    record(source, event("A", "Triage", 0, 5, ref="x"), event("A", "Doctor", 9, 10))
    record(source, event("B", "Triage", 0, 5, ref="x"))
    spans = dict(Journey.objects.values_list("case_ref", "n_spans"))
    assert spans == {"A": 1, "B": 1}


def test_closing_rules_decide_what_is_open():
    end = a_source(closing_rule="end_stages", end_stages=("Discharge",))
    record(end, event("A", "Triage", 0, 5), event("B", "Discharge", 7, 9))
    closed = dict(Journey.objects.values_list("case_ref", "closed_by"))
    assert closed == {"A": "", "B": "end_stages"}


def test_a_later_export_continues_a_journey_closed_by_rule():
    source = a_source()
    record(source, event("A", "Triage", 0, 5))
    record(source, event("A", "Doctor", 30, 60))
    assert Journey.objects.get().closed_at.hour == AT.hour + 1


def test_retract_takes_back_one_message_and_only_that():
    source = a_source()
    record(source, event("A", "Triage", 0, 5), message=1)
    record(source, event("A", "Doctor", 10, 15), event("B", "Triage", 1, 2), message=2)
    changed, more = journeys.retract(source=source, message=2, by="test", at=AT)
    assert changed == 2 and more is not None
    assert journeys.retract(source=source, message=2, by="test", at=AT, after=more) == (0, None)
    assert [row[0] for row in state()] == ["A"]
    assert dict(Journey.objects.values_list("case_ref", "n_spans")) == {"A": 1, "B": 0}


def test_what_was_taken_back_can_be_recorded_again():
    source = a_source()
    events = [event("A", "Triage", 0, 5)]
    record(source, *events, message=1)
    before = state()
    journeys.retract(source=source, message=1, by="test", at=AT)
    again = record(source, *events, message=2)
    assert state() == before
    assert Span.objects.get().version == 2
    assert (again.journeys_new, again.spans_new, again.replaced) == (1, 1, 0)
    journeys.retract(source=source, message=2, by="test", at=AT)
    assert state() == []


def test_what_was_said_of_a_journey_goes_with_what_was_taken_back():
    source = a_source()
    wrong = event("A", "Triage", 0, 5, patient="1", case_attributes='{"Age": "8"}')
    right = event("A", "Triage", 0, 5, patient="2", case_attributes='{"Sex": "f"}')
    record(source, wrong, message=1)
    before = Journey.objects.get().patient_id
    journeys.retract(source=source, message=1, by="test", at=AT)
    record(source, right, message=2)
    journey = Journey.objects.get()
    assert journey.attributes == {"Sex": "f"}
    assert journey.patient_id not in (before, None)


def test_a_newer_version_taken_back_restores_the_one_before():
    source = a_source()
    record(source, event("A", "Doctor", 10, 40, ref="d"), message=1)
    record(source, event("A", "Doctor", 10, 55, ref="d"), message=2)
    journeys.retract(source=source, message=2, by="test", at=AT)
    span = Span.objects.get()
    assert span.ended_at.minute == 40
    assert (span.message, span.retracted_at) == (1, None)


def test_patients_are_known_across_sources_by_a_hash_only():
    source = a_source()
    record(source, event("A", "Triage", 0, 5, patient="12345", case_attributes='{"Age": "85"}'))
    record(source, event("B", "Triage", 9, 9, patient="12345"))
    first, second = Journey.objects.order_by("case_ref")
    assert first.patient_id == second.patient_id is not None
    assert first.attributes == {"Age": "85"}
    assert "12345" not in first.patient.aliases.get().digest


def test_times_are_kept_to_the_microsecond():
    source = a_source()
    one = event("A", "Triage", 0, 5)
    one["started"] = us(0) + 7
    record(source, one)
    assert Span.objects.get().started_at.microsecond == 7
