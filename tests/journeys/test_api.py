"""Journeys over the API: what they show, to whom, and what a read leaves behind."""

import json
import uuid

import pytest

from carepath.audit.models import AccessRead
from carepath.journeys.models import Journey
from tests.factories import person
from tests.journeys.actions.test_record import a_source, record
from tests.journeys.frames import event

pytestmark = pytest.mark.django_db


@pytest.fixture
def nora(client, db):
    user = person("nora", "READ_ONLY")
    client.force_login(user)
    return user


@pytest.fixture
def journey(db):
    record(
        a_source(),
        event("Case 9", "Triage", 0, 10, patient="P-77", case_attributes='{"Age": "85"}'),
        event("Case 9", "Doctor", 30, 50, requested=12, unit="ER"),
    )
    return Journey.objects.get()


def get(client, path):
    return client.get(f"/api/v1/journeys/{path}")


def test_a_journey_shows_its_spans_and_every_second(client, nora, journey):
    shown = get(client, f"{journey.trace_id}/").json()
    assert [span["stage"] for span in shown["spans"]] == ["Triage", "Doctor"]
    lines = {(line["kind"], line["name"]): line["s"] for line in shown["attribution"]}
    assert lines[("stage", "Triage")] == 600
    assert lines[("wait", "Doctor")] == 18 * 60
    assert sum(lines.values()) == shown["length_s"] == 3000


def test_a_span_says_how_far_it_is(client, nora):
    record(
        a_source(),
        event("A", "Triage", 0, 10, attributes='{"CRP": 21}'),
        event("A", "Doctor", 20, None),
        event("A", "Bed", requested=30),
        event("A", "Scan", None, 40, requested=25),
    )
    spans = get(client, f"{Journey.objects.get().trace_id.hex}/").json()["spans"]
    assert {span["stage"]: span["status"] for span in spans} == {
        "Triage": "ended",
        "Doctor": "running",
        "Bed": "waiting",
        "Scan": "withdrawn",
    }
    assert spans[0]["attributes"] == {"CRP": 21}


def test_the_id_may_be_plain_hex(client, nora, journey):
    assert get(client, f"{journey.trace_id.hex}/").status_code == 200
    assert get(client, f"{journey.trace_id}/").json()["trace_id"] == journey.trace_id.hex


def test_the_list_filters_and_pages(client, nora, journey):
    assert [row["state"] for row in get(client, "?state=closed").json()["results"]] == ["closed"]
    assert get(client, "?state=open").json()["results"] == []
    assert get(client, "?source=other").json()["results"] == []
    assert get(client, "?opened_from=2030-01-01T00:00:00Z").json()["results"] == []
    assert get(client, "?opened_to=2030-01-01T00:00:00%2B00:00").json()["results"] != []
    assert get(client, "?state=sideways").status_code == 400


def test_the_list_narrows_as_the_page_does(client, nora, journey):
    record(a_source(), event("Case 10", "Triage", 0, 10), event("Case 10", "Doctor", 40, 50, 15))

    def ids(query):
        return [row["trace_id"] for row in get(client, f"?source=log&{query}").json()["results"]]

    assert len(ids("stage=Doctor")) == 2
    assert ids("stage=Doctor&unit=ER") == [journey.trace_id.hex]
    assert len(ids("stage=Doctor&asked_hours=10-11&asked_days=0")) == 2
    assert ids("stage=Doctor&asked_hours=11-10") == []
    assert ids("stage=Doctor&opened_from=2030-01-01T00:00:00Z") == []
    assert ids("stage=Doctor&state=open") == []
    first = get(client, "?source=log&stage=Doctor&limit=1").json()
    second = client.get(first["next"]).json()
    assert [*first["results"], *second["results"]] == get(client, "?source=log").json()["results"]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("stage=Doctor", "source"),
        ("source=other&stage=Doctor", "source"),
        ("source=log&stage=Nowhere", "stage"),
        ("source=log&unit=Nowhere", "unit"),
        ("source=log&asked_days=9", "asked_days"),
        ("source=log&asked_hours=late", "asked_hours"),
        ("source=log&from_stage=Triage", "to_stage"),
    ],
)
def test_what_cannot_narrow_is_named(client, nora, journey, query, field):
    response = get(client, f"?{query}")
    assert response.status_code == 400
    assert field in response.json()["errors"]


def test_a_trace_goes_out_without_the_patient(client, nora, journey):
    content = get(client, f"{journey.trace_id}/otlp").json()
    spans = content["resourceSpans"][0]["scopeSpans"][0]["spans"]
    assert {span["traceId"] for span in spans} == {journey.trace_id.hex}
    text = json.dumps(content)
    assert "P-77" not in text and "Case 9" not in text and "Age" not in text


def test_each_read_is_logged_once_and_not_stored(client, nora, journey):
    response = get(client, f"{journey.trace_id}/")
    row = AccessRead.objects.get()
    assert (row.actor, row.count) == (f"user:{nora.pk}", 1)
    assert "no-store" in response["Cache-Control"]


def test_other_sites_and_unknown_ids_look_the_same(client, journey):
    client.force_login(person("otto", "READ_ONLY", at_site="south"))
    assert get(client, f"{journey.trace_id}/").status_code == 404
    assert get(client, f"{uuid.uuid4()}/").status_code == 404
    assert get(client, "no-such-id/").status_code == 404
    assert get(client, "").json()["results"] == []


def test_without_rights_nothing(client, journey):
    assert get(client, "").status_code in (401, 403)
    client.force_login(person("ben"))
    assert get(client, f"{journey.trace_id}/otlp").status_code == 403


def test_the_number_of_queries_does_not_grow(client, nora, django_assert_max_num_queries):
    record(a_source(), *[event(f"C{n}", "Triage", n, n + 5) for n in range(60)])
    with django_assert_max_num_queries(12):
        assert len(get(client, "").json()["results"]) == 50


@pytest.mark.parametrize("path", ["?page_size=5", "?state=open&stat=x&page_size="])
def test_an_unknown_parameter_is_refused_with_the_known_ones(client, nora, journey, path):
    response = get(client, path)
    told = response.json()
    assert (response.status_code, told["status"]) == (400, 400)
    assert response["Content-Type"] == "application/problem+json"
    assert "page_size" in told["errors"]
    assert (
        "Known are: asked_days, asked_hours, cursor, from_stage, limit, ms_from, ms_to, "
        in told["detail"]
    )
    assert not AccessRead.objects.exists()


def test_one_journey_takes_no_parameter(client, nora, journey):
    assert get(client, f"{journey.trace_id}/?expand=spans").status_code == 400
    assert get(client, f"{journey.trace_id}/otlp?pretty=1").status_code == 400


@pytest.mark.parametrize("limit", ["0", "501", "-1", "many", "1e2"])
def test_a_limit_that_cannot_be_is_refused(client, nora, journey, limit):
    response = get(client, f"?limit={limit}")
    assert response.status_code == 400
    assert "from 1 to 500" in response.json()["errors"]["limit"][0]


def test_who_may_not_ask_is_refused_before_the_question_is_read(client, journey):
    client.force_login(person("otto"))
    assert get(client, "?page_size=5").status_code == 403
