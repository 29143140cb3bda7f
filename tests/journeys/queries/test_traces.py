"""One journey: its spans in order, its attribution, its trace for other systems."""

import uuid
from datetime import timedelta

import pytest

from carepath.journeys import queries
from carepath.journeys.models import Journey
from tests.factories import AT, person
from tests.journeys.actions.test_record import a_source, record
from tests.journeys.frames import event

pytestmark = pytest.mark.django_db


@pytest.fixture
def journey():
    source = a_source()
    record(
        source,
        event("A", "Bed", requested=15),
        event("A", "Doctor", 10, 20),
        event("A", "Triage", 0, 10),
    )
    return Journey.objects.get()


def test_only_who_may_see_it_finds_it(journey):
    nora, otto = person("nora", "READ_ONLY"), person("otto")
    assert queries.by_trace_id(journey.trace_id, by=nora) == journey
    assert queries.by_trace_id(journey.trace_id, by=otto) is None
    assert queries.by_trace_id(uuid.uuid4(), by=nora) is None


def test_a_trace_id_leads_to_the_internal_one(journey):
    assert queries.pk_of(journey.trace_id.hex) == journey.pk
    assert queries.pk_of(uuid.uuid4().hex) is None
    assert queries.pk_of("no trace id") is None


def test_spans_come_in_order_with_waiting_ones_last(journey):
    assert [span.stage.name for span in queries.current_spans(journey)] == [
        "Triage",
        "Doctor",
        "Bed",
    ]


def test_the_attribution_adds_up(journey):
    found = queries.trace(journey, now=AT + timedelta(minutes=45))
    length = (journey.closed_at - journey.opened_at) / timedelta(microseconds=1)
    assert sum(line.us for line in found.attribution.credits()) == length == found.attribution.us


def test_the_trace_for_others_has_a_span_for_each_and_the_root(journey):
    content = queries.otlp_of(journey, now=AT + timedelta(hours=1))
    spans = content["resourceSpans"][0]["scopeSpans"][0]["spans"]
    assert sorted(span["name"] for span in spans) == ["Bed", "Doctor", "Triage", "journey"]


def test_a_made_up_journey_says_so_to_others(journey):
    def marked():
        content = queries.otlp_of(journey, now=AT + timedelta(hours=1))
        spans = content["resourceSpans"][0]["scopeSpans"][0]["spans"]
        root = next(span for span in spans if span["name"] == "journey")
        return {"key": "synthetic", "value": {"boolValue": True}} in root["attributes"]

    assert not marked()
    journey.site.synthetic = True
    assert marked()
