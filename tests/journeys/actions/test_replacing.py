"""Replacing: these events are all there is of a case, whatever was there before."""

import pytest

from carepath.journeys import actions as journeys
from carepath.journeys.models import Journey, Span
from tests.factories import AT
from tests.journeys.actions.test_record import a_source
from tests.journeys.frames import event, frame, us

pytestmark = pytest.mark.django_db


def replaced(source, *events, opened=0, closed=None, case="A"):
    ids = journeys.replace(
        events=frame(*events), bounds={case: (us(opened), us(closed))}, source=source, by="test",
        at=AT,
    )  # fmt: skip
    return Journey.objects.get(pk=ids[case]) if ids else None


def stages():
    return list(Span.objects.filter(retracted_at=None).values_list("stage__name", flat=True))


def test_what_is_not_among_them_is_taken_back_and_may_return():
    source = a_source()
    ward, bed = event("A", "Ward", 0, 30), event("A", "Bed", 30, 60)
    journey = replaced(source, ward, bed)
    assert (stages(), journey.n_spans) == (["Ward", "Bed"], 2)
    journey = replaced(source, ward)
    assert (stages(), journey.n_spans) == (["Ward"], 1)
    journey = replaced(source, ward, bed)
    assert (stages(), journey.n_spans) == (["Ward", "Bed"], 2)
    assert Span.objects.count() == 2


def test_recorded_bounds_win():
    source = a_source()
    journey = replaced(source, event("A", "Ward", 10, 30), opened=0)
    assert journey.opened_at < AT.replace(minute=10)
    journey = replaced(source, event("A", "Ward", 10, 30), opened=0, closed=90)
    assert (journey.closed_at - AT).total_seconds() == 90 * 60
    assert journey.closed_by == Journey.ClosedBy.RECORDED


def test_the_same_again_changes_nothing():
    source = a_source()
    first = replaced(source, event("A", "Ward", 0, 30))
    again = replaced(source, event("A", "Ward", 0, 30))
    assert (again.pk, again.change) == (first.pk, first.change)


def test_a_case_of_which_nothing_is_left_stays_without_spans():
    source = a_source()
    assert replaced(source) is None
    replaced(source, event("A", "Ward", 0, 30))
    assert replaced(source).n_spans == 0


def test_other_cases_are_left_alone():
    source = a_source()
    journeys.record(events=frame(event("B", "Ward", 0, 5)), source=source, by="test", at=AT)
    replaced(source, event("A", "Bed", 0, 30))
    assert sorted(stages()) == ["Bed", "Ward"]


def test_many_cases_at_once_are_as_one_after_the_other():
    together, alone = a_source(), a_source(name="alone")
    told = [event("A", "Ward", 0, 30), event("A", "Bed", 30), event("B", "Ward", 5, 20)]
    bounds = {"A": (us(0), None), "B": (us(5), us(20)), "C": (None, None)}
    for source, cases in ((together, [bounds]), (alone, [{c: bounds[c]} for c in bounds])):
        for some in cases:
            mine = frame(*(one for one in told if one["case"] in some))
            journeys.replace(events=mine, bounds=some, source=source, by="test", at=AT)
    assert seen(together) == seen(alone) != []


def seen(source):
    columns = ("case_ref", "opened_at", "closed_at", "closed_by", "n_spans", "attributes")
    return list(Journey.objects.filter(source=source).order_by("case_ref").values_list(*columns))


def test_each_span_names_the_message_that_brought_it():
    source, events = a_source(), [event("A", "Ward", 0, 30), event("A", "Bed", 30)]
    brought = {events[0]["ref"]: 7, events[1]["ref"]: 8}
    bounds = {"A": (us(0), None)}
    for _twice in range(2):
        journeys.replace(
            events=frame(*events), bounds=bounds, source=source, by="test", at=AT, brought=brought
        )
        brought = dict.fromkeys(brought, 9)  # what was known already keeps its own
    found = Span.objects.order_by("started_at").values_list("stage__name", "message")
    assert list(found) == [("Ward", 7), ("Bed", 8)]


def test_the_patient_is_whom_the_events_name_now():
    source = a_source()
    first = replaced(source, event("A", "Ward", 0, 30, patient="p1"))
    again = replaced(source, event("A", "Ward", 0, 30, patient="p2"))
    silent = replaced(source, event("A", "Ward", 0, 30))
    assert first.patient_id != again.patient_id == silent.patient_id


def test_an_end_that_was_taken_back_leaves_the_stay_open_again():
    source = a_source()
    ended, going_on = event("A", "Ward", 0, 30, ref="w"), event("A", "Ward", 0, ref="w")
    replaced(source, ended, closed=30)
    journey = replaced(source, going_on)
    span = Span.objects.get()
    assert (span.ended_at, journey.recorded_closed_at) == (None, None)
    assert span.versions.get().content["ended_at"] == us(30)
