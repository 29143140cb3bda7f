"""Cohorts: each field narrows alone, and all together."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from carepath.journeys import queries
from carepath.journeys.models import Journey
from carepath.journeys.queries import cohorts
from carepath.journeys.queries.cohorts import Cohort
from carepath.ui.period import Period
from tests.factories import AT, nora, otto
from tests.journeys.frames import event
from tests.journeys.worlds import points, record, ward

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=30)
AMSTERDAM = Period(None, None, ZoneInfo("Europe/Amsterdam"))


@pytest.fixture
def who(db):
    return nora()


def cases(who, **fields):
    """The cases of a cohort of the log, by name."""
    spans = queries.spans(by=who, source=fields.get("source"))
    found = cohorts.chosen(spans, Cohort(period=AMSTERDAM, **fields), by=who, now=LATER)
    names = dict(Journey.objects.values_list("pk", "case_ref"))
    return sorted(names[pk] for pk in spans.journey_id[found].tolist())


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, ["P0", "P1", "P2"]),
        ({"stage": "Antibiotics"}, ["P0", "P1", "P2"]),
        ({"stage": "No such stage"}, []),
        ({"from_stage": "Triage", "to_stage": "Antibiotics"}, ["P0", "P1", "P2"]),
        ({"from_stage": "Triage", "to_stage": "Antibiotics", "wait_s": 95 * 60}, ["P1", "P2"]),
        ({"from_stage": "Antibiotics", "to_stage": "Triage"}, []),
        ({"ms_from": "Triage", "ms_to": "Antibiotics", "beyond_s": 100 * 60}, ["P2"]),
        ({"ms_from": "Triage", "ms_to": "Admission"}, ["P0", "P1", "P2"]),
        ({"ms_from": "Triage", "ms_to": "No such stage"}, []),
        ({"longer_s": 20_000 * 60}, []),
        ({"longer_s": 20_000 * 60 - 1}, ["P0", "P1", "P2"]),
        ({"up_to_s": 60}, []),
        ({"state": "open"}, []),
        ({"state": "closed", "stage": "Triage"}, ["P0", "P1", "P2"]),
        ({"weekday": 0}, ["P0", "P1", "P2"]),
        ({"weekday": 3}, []),
        ({"hour": 11}, ["P1"]),
        ({"variant": "beef"}, []),
    ],
)
def test_each_field_narrows(who, fields, expected):
    points()
    assert cases(who, **fields) == expected


def test_an_open_journey_is_told_from_a_closed_one(who):
    source = ward(1, closing_rule="end_stages", end_stages=("Bed",))
    record(source, event("OPEN", "Triage", 5, 10))
    assert cases(who, state="open") == ["OPEN"]
    assert cases(who, state="closed") == ["J0"]


def test_a_beginning_of_an_id_finds_only_what_one_may_see(who):
    points()
    journey = Journey.objects.get(case_ref="P1")
    for text in (journey.trace_id.hex, journey.trace_id.hex[:12].upper(), str(journey.trace_id)):
        assert cases(who, found=text) == ["P1"]
        assert cohorts.ids_of(text, by=who) == [journey.pk]
    assert cohorts.ids_of(journey.trace_id.hex, by=otto()) == []
    assert cohorts.ids_of("not hex", by=who) == []


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"stage": "Doctor", "asked_hours": (10, 11)}, ["J0"]),
        ({"stage": "Doctor", "asked_hours": (11, 13)}, ["J1", "J2"]),
        ({"stage": "Doctor", "asked_days": (1,)}, []),
        ({"from_stage": "Triage", "to_stage": "Doctor", "asked_hours": (11, 12)}, ["J1"]),
        ({"ms_from": "Triage", "ms_to": "Bed", "asked_hours": (12, 13)}, ["J2"]),
        ({"unit": "ER"}, ["J3"]),
        ({"unit": "ER", "stage": "Bed"}, []),
        ({"unit": "ER", "stage": "Triage"}, ["J3"]),
        ({"unit": "Nowhere"}, []),
    ],
)
def test_units_and_hours_narrow_what_the_cohort_is_about(who, fields, expected):
    source = ward()
    record(source, event("J3", "Triage", 300, 310, unit="ER"))
    assert cases(who, **fields) == expected
