"""Each address of FHIR: what it answers, what it refuses, who may."""

import json
from datetime import timedelta

import pytest
from django.test import Client

from carepath.accounts.permissions import Permission
from carepath.audit.models import AccessRead
from carepath.capacity.models import Request, Word
from carepath.fhir import queries
from carepath.fhir.api import doors
from carepath.formats.fhir import checks, content
from carepath.formats.fhir.types import RESOURCES
from carepath.ingestion.models import Link, Message, Resource, Told
from carepath.journeys.models import Journey
from carepath.outcomes.models import Vital
from carepath.places.models import Unit
from tests.factories import site
from tests.fhir.worlds import Program, problem, settle, token
from tests.formats.fhir.resources import PATIENT, bundle, encounter, entry, sign

pytestmark = pytest.mark.django_db
KNOWN = PATIENT | {"identifier": [{"system": "http://h", "value": "Jansen7"}]}
SAMPLES = {
    "Patient": KNOWN,
    "Encounter": encounter("finished", 0, 40),
    "Location": {"resourceType": "Location", "id": "l1", "name": "W1"},
    "Observation": sign(value=80, unit="bpm") | {"id": "o1"},
    "ServiceRequest": {
        "resourceType": "ServiceRequest", "id": "s1", "status": "active", "intent": "order",
        "subject": {"reference": "Patient/p1"},
    },
    "Task": {"resourceType": "Task", "id": "t1", "status": "requested", "intent": "order"},
}  # fmt: skip


@pytest.fixture
def program():
    return Program(token())


def body(answer):
    return json.loads(answer.content)


# -- what it says of itself is true ---------------------------------------------------------------


def drive(program, kind, interaction):
    """Use one interaction and return its status."""
    said = SAMPLES[kind]
    program.put(said)
    return {
        "read": lambda: program.get(f"{kind}/{said['id']}"),
        "vread": lambda: program.get(f"{kind}/{said['id']}/_history/1"),
        "search-type": lambda: program.get(f"{kind}?_id={said['id']}"),
        "create": lambda: program.post(kind, said),
        "update": lambda: program.put(said | {"language": "en"}),
    }[interaction]().status_code


@pytest.mark.parametrize("kind", RESOURCES)
def test_each_interaction_that_is_declared_works(program, kind):
    declared = body(program.get("metadata"))["rest"][0]["resource"]
    mine = next(one for one in declared if one["type"] == kind)
    codes = [one["code"] for one in mine["interaction"]]
    assert codes == ["create", "read", "search-type", "update", "vread"]
    assert [drive(program, kind, code) for code in codes] == [201, 200, 200, 200, 200]
    for parameter in mine["searchParam"]:
        assert program.get(f"{kind}?{parameter['name']}=x").status_code == 200


def test_types_that_are_said_to_have_no_effect_have_none(program):
    said = body(program.get("metadata"))["rest"][0]["resource"]
    without = {one["type"] for one in said if "no effect" in one["documentation"]}
    assert without == {"Location", "ServiceRequest", "Task"}
    for kind in sorted(without):
        program.put(SAMPLES[kind])
    settle()
    assert Message.objects.filter(state="processed").count() == len(without)
    touched = (Journey, Link, Told, Vital, Unit, Word, Request)
    assert [model for model in touched if model.objects.exists()] == []


def test_each_type_that_is_declared_is_read_and_no_other(program):
    said = body(program.get("metadata"))
    assert [one["type"] for one in said["rest"][0]["resource"]] == list(RESOURCES)
    assert [one["code"] for one in said["rest"][0]["interaction"]] == ["batch", "transaction"]
    for kind in ("transaction", "batch"):
        answer = program.post("", bundle(entry(PATIENT, "PUT"), kind=kind))
        assert (answer.status_code, body(answer)["type"]) == (200, f"{kind}-response")
    assert problem(program.post("Claim", {"resourceType": "Claim"}))[:2] == (404, "not-supported")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("DELETE", "Patient/p1", 405), ("PATCH", "Patient/p1", 405), ("GET", "", 405),
        ("PUT", "Patient", 405), ("DELETE", "Patient", 405), ("POST", "Patient/p1", 405),
        ("GET", "Patient/_search", 405), ("GET", "Patient/p1/_history", 404),
        ("GET", "Patient/p1/$everything", 404), ("POST", "$export", 404),
        ("GET", "Claim", 404), ("GET", "Claim/1", 404), ("PUT", "Claim/1", 404),
        ("POST", "Patient/p1/_history/1", 405), ("POST", "metadata", 405),
        ("GET", "Patient/p1/_history/1/x", 404),
    ],
)  # fmt: skip
def test_what_is_not_declared_is_refused(program, method, path, status):
    said = b"{}" if method in ("POST", "PUT", "PATCH") else None
    found = problem(program.ask(method, path, said))
    assert found[0] == status
    assert found[1] in ("not-supported", "not-found")


def test_a_door_answers_no_method_that_it_does_not_declare():
    for door in doors.DOORS:
        answered = {
            m.upper() for m in ("get", "post", "put", "patch", "delete") if hasattr(door, m)
        }
        assert answered == set(door.interactions) == set(door.policy)


def test_the_statement_is_for_everybody():
    assert Client().get("/fhir/metadata").status_code == 200


# -- in and back ----------------------------------------------------------------------------------


def test_what_was_sent_comes_back_with_name_and_version(program):
    answer = program.put(KNOWN)
    assert (answer.status_code, answer["ETag"]) == (201, 'W/"1"')
    assert answer["Location"] == "http://testserver/fhir/Patient/p1/_history/1"
    got = program.get("Patient/p1")
    assert body(got) == body(answer)
    assert {k: v for k, v in body(got).items() if k != "meta"} == KNOWN
    assert got["Cache-Control"] == "no-store"
    assert checks.issues(content.read(got.content)) == []


def test_a_created_resource_is_where_the_answer_says(program):
    answer = program.post("Encounter", encounter("finished", 0, 40))
    where = answer["Location"].removeprefix("http://testserver/fhir/")
    assert answer.status_code == 201
    assert body(program.get(where))["status"] == "finished"
    settle()
    assert Journey.objects.count() == 1


def test_each_version_can_be_read(program):
    program.put(PATIENT)
    assert program.put(PATIENT | {"active": True})["ETag"] == 'W/"2"'
    assert "active" not in body(program.get("Patient/p1/_history/1"))
    assert body(program.get("Patient/p1"))["meta"]["versionId"] == "2"
    assert problem(program.get("Patient/p1/_history/3"))[0] == 404
    assert problem(program.put(PATIENT, if_match='W/"1"'))[:2] == (412, "conflict")
    assert program.put(PATIENT, if_match='W/"2"').status_code == 200


def test_the_sender_says_how_much_it_wants_back(program):
    assert program.put(PATIENT, prefer="return=minimal").content == b""
    said = body(program.put(KNOWN, prefer="return=OperationOutcome"))
    assert said["issue"][0]["severity"] == "information"


def test_a_transaction_answers_entry_by_entry(program):
    claim = {"resourceType": "Claim", "id": "c"}
    answer = program.post("", bundle(entry(PATIENT, "PUT"), entry(claim)))
    first, second = (one["response"] for one in body(answer)["entry"])
    assert (first["status"], first["etag"]) == ("201 Created", 'W/"1"')
    assert first["location"].endswith("/fhir/Patient/p1/_history/1")
    assert second["status"] == "202 Accepted"
    assert second["outcome"]["issue"][0]["code"] == "not-supported"
    assert Client().post("/fhir").status_code in (401, 415)


# -- search ---------------------------------------------------------------------------------------


def test_search_by_identifier_and_by_patient(program):
    program.put(KNOWN)
    program.put(SAMPLES["Encounter"] | {"subject": {"reference": "Patient/p1"}})
    for path, n in (
        ("Patient?identifier=http://h|Jansen7", 1), ("Patient?identifier=Jansen7", 1),
        ("Patient?identifier=http://h|8", 0), ("Patient?_id=p1,p2", 1), ("Patient", 1),
        ("Encounter?patient=Patient/p1", 1), ("Encounter?patient=p1", 1),
        ("Encounter?patient=p2", 0),
    ):  # fmt: skip
        found = body(program.get(path))
        assert (found["type"], found["total"], len(found.get("entry", ()))) == ("searchset", n, n)


def test_what_cannot_be_searched_by_is_refused(program):
    assert problem(program.get("Patient?name=Jan"))[:2] == (400, "not-supported")
    assert problem(program.get("Patient?patient=p1"))[:2] == (400, "not-supported")
    assert problem(program.get("Patient?_count=many"))[:2] == (400, "value")


def test_search_is_paged_and_no_identifier_is_in_an_address(program):
    for n in range(5):
        program.put(KNOWN | {"id": f"p{n}"})
    found, path = [], "Patient?identifier=http://h|Jansen7&_count=2"
    while path:
        page = body(program.get(path))
        found += [one["resource"]["id"] for one in page.get("entry", ())]
        links = [one["url"] for one in page.get("link", ()) if one["relation"] == "next"]
        path = links[0].removeprefix("http://testserver/fhir/") if links else ""
        assert "Jansen7" not in path
    assert found == [f"p{n}" for n in range(5)]


def test_search_by_a_form_keeps_identifiers_out_of_addresses(program):
    program.put(KNOWN)
    form = b"identifier=http%3A%2F%2Fh%7CJansen7"
    kind = "application/x-www-form-urlencoded"
    assert body(program.ask("POST", "Patient/_search", form, kind=kind))["total"] == 1


def test_a_page_costs_the_same_however_much_is_kept(program, django_assert_max_num_queries):
    for n in range(30):
        program.put(PATIENT | {"id": f"p{n}"})
    with django_assert_max_num_queries(14):
        program.get("Patient?_count=20")


# -- refusals -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (b"{", (400, "structure", "")),
        (b"", (400, "structure", "")),
        (b"[]", (400, "invalid", "resourceType")),
        (encounter("nonsense"), (400, "code-invalid", "Encounter.status")),
        (encounter(period={"start": "soon"}), (400, "value", "Encounter.period.start")),
        (encounter(length={"value": 5}), (422, "business-rule", "Encounter.length")),
    ],
)
def test_a_refusal_names_the_path_and_the_bytes_are_kept(program, said, expected):
    assert problem(program.post("Encounter", said)) == expected
    held = Message.objects.get()
    assert held.state == Message.State.QUARANTINED
    assert Resource.objects.count() == 0


def test_forms_that_are_not_taken_or_given(program):
    assert problem(program.post("Patient", b"<Patient/>", kind="application/fhir+xml"))[0] == 415
    assert problem(program.get("Patient", accept="application/fhir+xml"))[0] == 406
    assert program.post("Patient", PATIENT, kind="application/json").status_code == 201
    assert Message.objects.count() == 1


def test_what_is_too_large_is_refused_and_not_kept(program, monkeypatch):
    monkeypatch.setattr(content, "MOST_BYTES", 10)
    assert problem(program.post("Patient", PATIENT))[:2] == (413, "too-long")
    assert Message.objects.count() == 0


def test_a_sender_waits_while_what_it_sent_waits_for_long(program):
    program.put(PATIENT)
    Message.objects.update(received_at=Message.objects.get().received_at - timedelta(minutes=5))
    answer = program.put(KNOWN)
    assert problem(answer)[:2] == (429, "throttled")
    assert int(answer["Retry-After"]) > 0
    assert program.get("Patient/p1").status_code == 200
    settle()
    assert program.put(KNOWN).status_code == 200


def test_a_fault_of_ours_says_nothing_of_what_was_sent(program, monkeypatch):
    def broken(**_more):
        raise ValueError("Jansen7")

    monkeypatch.setattr(doors.actions, "receive_fhir", broken)
    answer = program.put(KNOWN)
    assert problem(answer)[:2] == (500, "exception")
    assert b"Jansen7" not in answer.content


# -- who may --------------------------------------------------------------------------------------


def test_strangers_and_tokens_without_the_scope(program):
    program.put(PATIENT)
    assert problem(Client().get("/fhir/Patient/p1"))[:2] == (401, "login")
    other = Program(token(Permission.SEE, username="viewer"))
    assert problem(other.get("Patient/p1"))[:2] == (403, "forbidden")
    assert problem(other.put(KNOWN))[:2] == (403, "forbidden")
    assert problem(Program("no-such-token").get("Patient"))[:2] == (401, "login")


def test_who_may_not_import_at_its_site_finds_nothing_and_sends_nothing(program):
    program.put(PATIENT)
    site("south")
    other = Program(token(username="south", at_site="south"))
    assert problem(other.get("Patient/p1"))[:2] == (404, "not-found")
    assert body(other.get("Patient"))["total"] == 0
    assert problem(other.put(KNOWN))[:2] == (403, "forbidden")
    assert queries.feed().site.slug == "north"


def test_where_there_are_several_sites_the_first_sender_is_told_to_name_one():
    site("south")
    assert problem(Program(token()).put(PATIENT))[:2] == (403, "forbidden")


def test_what_goes_out_is_logged(program):
    program.put(PATIENT)
    program.get("Patient/p1")
    program.get("Patient")
    reads = [(one.resource, one.count) for one in AccessRead.objects.order_by("pk")]
    assert reads == [(f"fhir:{Resource.objects.get().pk}", 1), ("fhir:Patient", 1)]
