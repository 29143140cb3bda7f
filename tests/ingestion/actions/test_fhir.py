"""FHIR resources arrive: on disk first, one visit with what HL7 v2 tells, nothing lost."""

import gzip
import json
from datetime import timedelta
from itertools import permutations

import pytest

from carepath.formats.fhir.bundles import Request
from carepath.formats.fhir.faults import Refused
from carepath.ingestion import actions, queries
from carepath.ingestion.models import Message, Part, Resource
from carepath.journeys.models import Journey, Span
from carepath.outcomes.models import Vital
from tests.factories import AT, site
from tests.formats.fhir.resources import PATIENT, bundle, encounter, entry, place, sign, told
from tests.ingestion.messages import adt

pytestmark = pytest.mark.django_db


@pytest.fixture
def feed():
    return actions.declare_feed(name="one", site=site(), by="test", at=AT)


def raw_of(said):
    return json.dumps(said).encode()


def put(feed, said, *, at=AT, **conditions):
    request = Request("PUT", said["resourceType"], said["id"], **conditions)
    return send(feed, said, request, at=at)


def send(feed, said, request=Request("POST"), *, at=AT):  # noqa: B008 - frozen
    got = actions.receive_fhir(raw=raw_of(said), request=request, source=feed, by="test", at=at)
    actions.process(message=got.message.pk, by="test", at=at)
    got.message.refresh_from_db()
    return got


def of_message(feed, raw):
    message = actions.receive_hl7(raw=raw, source=feed, by="test", at=AT)
    actions.process(message=message.pk, by="test", at=AT)


def spans(**which):
    """Return what stands: stays before points of one moment."""
    found = Span.objects.filter(retracted_at=None, **which).order_by("started_at", "kind")
    return [
        (one.stage.name, one.started_at.strftime("%H:%M"), one.ended_at and f"{one.ended_at:%H:%M}")
        for one in found
    ]


NUMBERED = {"identifier": [{"value": "V1", "use": "official"}]}


def test_bytes_are_kept_as_they_came(feed):
    raw = raw_of(PATIENT)
    got = actions.receive_fhir(
        raw=raw, request=Request("PUT", "Patient", "p1"), source=feed, by="test", at=AT
    )
    assert bytes(Part.objects.get(message=got.message).raw) == raw
    assert (got.message.state, got.message.kind) == (Message.State.RECEIVED, "fhir")


def test_an_encounter_becomes_a_journey(feed):
    said = encounter(
        "finished", 0, 50, location=[place("ED", 0, 10), place("W1", 10, 50)], **NUMBERED
    )
    assert put(feed, said).message.state == Message.State.PROCESSED
    journey = Journey.objects.get()
    assert journey.case_ref == "V1"
    assert spans() == [
        ("ED", "09:00", "09:10"), ("Arrival", "09:00", "09:00"), ("W1", "09:10", "09:50"),
        ("Discharge", "09:50", "09:50"),
    ]  # fmt: skip
    assert journey.closed_at.strftime("%H:%M") == "09:50"


def test_the_emergency_example_of_hl7_is_a_journey(feed, shared):
    file = shared / "data/fhir/hl7-r4-examples/encounter-example-emerg.json"
    put(feed, json.loads(file.read_bytes()))
    minutes = [
        (one.stage.name, one.ended_at and (one.ended_at - one.started_at) // timedelta(minutes=1))
        for one in Span.objects.filter(retracted_at=None).order_by("started_at", "kind")
    ]
    assert minutes == [
        ("Emergency Waiting Room", 90), ("Arrival", 0), ("Triaged", 0), ("Emergency", 42),
        ("Ward 1, Room 42, Bed 1", 168), ("Leave", 30), ("Ward 1, Room 42, Bed 1", None),
    ]  # fmt: skip
    assert Journey.objects.get().closed_at is None


def test_one_visit_told_by_both_in_any_order_is_one_journey():
    same = encounter(
        "finished", 0, 50,
        statusHistory=[told("arrived", 0, 10), told("in-progress", 10, 50)],
        location=[place("ED", 0, 10), place("W1", 10, 50)], **NUMBERED,
    )  # fmt: skip
    ways = [
        lambda feed: put(feed, same),
        lambda feed: of_message(feed, adt("A04", 0, "ED", bed="")),
        lambda feed: of_message(feed, adt("A01", 10, "W1")),
        lambda feed: of_message(feed, adt("A03", 50, "W1")),
    ]
    for n, order in enumerate(list(permutations(ways))[::3]):
        feed = actions.declare_feed(name=f"feed {n}", site=site(), by="test", at=AT)
        for way in order:
            way(feed)
        journey = Journey.objects.get(source=feed)
        assert (journey.case_ref, journey.attributes["status"]) == ("V1", "finished")
        assert "doubts" not in journey.attributes
        assert spans(source=feed) == [
            ("ED", "09:00", "09:10"), ("Arrival", "09:00", "09:00"), ("W1", "09:10", "09:50"),
            ("Discharge", "09:50", "09:50"),
        ]  # fmt: skip


def test_a_later_version_replaces_what_the_one_before_said(feed):
    put(feed, encounter("in-progress", 0, location=[place("W1", 0)], **NUMBERED))
    first = Span.objects.get(stage__name="W1")
    put(feed, encounter("finished", 0, 40, location=[place("W1", 0, 40)], **NUMBERED))
    assert spans() == [
        ("W1", "09:00", "09:40"), ("Arrival", "09:00", "09:00"), ("Discharge", "09:40", "09:40"),
    ]  # fmt: skip
    assert Span.objects.get(stage__name="W1").pk == first.pk
    assert [row.version for row in Resource.objects.order_by("version")] == [1, 2]
    assert Resource.objects.get(latest=True).version == 2


def test_a_version_under_another_number_leaves_the_visit_it_told_of(feed):
    put(feed, encounter("finished", 0, 40, **NUMBERED))
    put(feed, encounter("finished", 0, 40, identifier=[{"value": "V2", "use": "official"}]))
    by_case = {one.case_ref: one.n_spans for one in Journey.objects.all()}
    assert by_case == {"V1": 0, "V2": 2}


def test_what_was_entered_in_error_leaves_no_span(feed):
    put(feed, encounter("finished", 0, 40, **NUMBERED))
    put(feed, encounter("entered-in-error", 0, 40, **NUMBERED))
    assert spans() == []


def test_the_same_bytes_again_change_nothing(feed):
    said = encounter("finished", 0, 40)
    first, again = put(feed, said), put(feed, said)
    assert (first.outcomes[0].status, again.outcomes[0].status) == (201, 200)
    assert Message.objects.get().deliveries == 2
    assert Resource.objects.count() == 1
    bundled = bundle(entry(PATIENT), entry(encounter("finished", 0, 40)))
    one, other = send(feed, bundled), send(feed, bundled)
    assert [o.row.ident for o in one.outcomes] == [o.row.ident for o in other.outcomes]
    assert one.message.pk == other.message.pk


def test_back_to_earlier_words_is_a_change(feed):
    """A bed that is free, taken and free again is said in the same bytes each time."""
    states = [
        {"resourceType": "Location", "id": "b1", "status": status}
        for status in ("active", "suspended", "active")
    ]
    for said in states:
        put(feed, said)
    assert [row.version for row in Resource.objects.order_by("pk")] == [1, 2, 3]
    assert json.loads(Resource.objects.get(latest=True).content)["status"] == "active"


def test_a_version_that_is_not_the_present_one_is_no_base_for_a_change(feed):
    put(feed, PATIENT)
    with pytest.raises(Refused) as refusal:
        put(feed, PATIENT | {"active": True}, if_match='W/"7"')
    assert refusal.value.status == 412
    put(feed, PATIENT | {"active": True}, if_match='W/"1"')
    assert Resource.objects.get(latest=True).version == 2
    assert not Message.objects.filter(state=Message.State.QUARANTINED).exists()


def test_what_exists_is_not_created_again(feed):
    known = PATIENT | {"identifier": [{"system": "http://h", "value": "7"}]}
    put(feed, known)
    request = Request("POST", "Patient", if_none_exist="identifier=http://h|7")
    assert send(feed, known | {"active": True}, request).outcomes[0].status == 200
    put(feed, known | {"id": "p2"})
    with pytest.raises(Refused) as refusal:
        send(feed, known | {"active": True}, request)
    assert refusal.value.status == 412


def test_what_is_wrong_is_set_aside_with_its_path_and_can_be_read_again(feed, monkeypatch):
    with pytest.raises(Refused):
        put(feed, encounter("nonsense", 0, **NUMBERED))
    held = Message.objects.get()
    assert (held.state, held.reason_code) == (Message.State.QUARANTINED, "fhir_code")
    assert held.reason_text.startswith("Encounter.status: ")
    assert list(queries.set_aside(source=feed)) == [held]
    from carepath.formats.fhir import codes

    wider = codes.SETS["encounter-status"] | {"nonsense"}
    monkeypatch.setitem(codes.SETS, "encounter-status", wider)
    assert actions.try_again(source=feed, by="test", at=AT) == 1
    actions.process_feeds(by="test", at=AT)
    held.refresh_from_db()
    assert held.state == Message.State.PROCESSED
    assert Journey.objects.get().case_ref == "V1"


def test_what_is_still_wrong_is_set_aside_again(feed):
    with pytest.raises(Refused):
        put(feed, encounter("nonsense", 0))
    actions.try_again(source=feed, by="test", at=AT)
    actions.process_feeds(by="test", at=AT)
    assert Message.objects.get().state == Message.State.QUARANTINED


def test_a_transaction_is_all_or_nothing_and_a_batch_is_not(feed):
    both = (entry(PATIENT, "PUT"), entry(encounter("nonsense", 0), "PUT"))
    with pytest.raises(Refused):
        send(feed, bundle(*both))
    assert Resource.objects.count() == 0
    got = send(feed, bundle(*both, kind="batch"))
    assert [one.status for one in got.outcomes] == [201, 400]
    assert [row.kind for row in Resource.objects.all()] == ["Patient"]


def test_the_patient_may_come_after_the_visit(feed):
    put(feed, encounter("finished", 0, 40, subject={"reference": "Patient/p1"}, **NUMBERED))
    put(feed, PATIENT | {"identifier": [{"system": "http://h", "value": "7"}]})
    other = encounter("finished", 0, 45, subject={"reference": "Patient/p1"})
    put(feed, other | {"id": "e2"})
    patients = set(Journey.objects.values_list("patient", flat=True))
    assert len(patients) == 1
    assert None not in patients


def test_vital_signs_are_kept_and_retracted(feed):
    put(feed, encounter("finished", 0, 40, **NUMBERED))
    said = sign(value=80, unit="bpm") | {
        "id": "o1", "encounter": {"reference": "Encounter/e1"},
        "subject": {"reference": "Patient/p1"},
    }  # fmt: skip
    put(feed, said)
    row = Vital.objects.get()
    assert (row.name, row.value, row.visit, row.retracted) == ("Heart rate", 80, "V1", False)
    put(feed, said | {"status": "entered-in-error"}, at=AT + timedelta(minutes=1))
    assert Vital.objects.get().retracted


def test_what_was_measured_before_its_visit_was_known_comes_to_it(feed):
    said = sign(value=80, unit="bpm") | {
        "id": "o1", "encounter": {"reference": "Encounter/e1"},
        "subject": {"reference": "Patient/p1"},
    }  # fmt: skip
    put(feed, said)
    assert Vital.objects.get().visit == "Encounter/e1"
    later = AT + timedelta(minutes=1)
    stay = encounter("finished", 0, 40, subject={"reference": "Patient/p1"}, **NUMBERED)
    put(feed, stay, at=later)
    assert (Vital.objects.get().visit, Vital.objects.get().patient) == ("V1", "Patient/p1")
    known = PATIENT | {"identifier": [{"system": "http://h", "value": "7"}]}
    put(feed, known, at=later + timedelta(minutes=1))
    assert (Vital.objects.get().visit, Vital.objects.get().patient) == ("V1", "7^http://h")


def test_a_sign_a_later_version_leaves_out_is_retracted(feed):
    parts = [
        {"code": one["code"], "valueQuantity": one["valueQuantity"]}
        for one in (sign("8480-6", value=120, unit="mmHg"), sign("8462-4", value=80, unit="mmHg"))
    ]
    panel = sign("85354-9") | {"id": "o1", "subject": {"reference": "Patient/p1"}}
    del panel["valueQuantity"]
    put(feed, panel | {"component": parts})
    put(feed, panel | {"component": parts[:1]}, at=AT + timedelta(minutes=1))
    assert {(one.value, one.retracted) for one in Vital.objects.all()} == {(120, False), (80, True)}


# Journeys of the six made-up lives: each encounter has its times, so each is one.
LIVES = {"bundle-3.json.gz": (33, 86)}


@pytest.mark.parametrize("name", LIVES)
def test_a_made_up_life_is_taken_whole(feed, shared, name):
    raw = gzip.decompress((shared / "data/fhir/synthea" / name).read_bytes())
    got = actions.receive_fhir(raw=raw, request=Request("POST"), source=feed, by="test", at=AT)
    actions.process(message=got.message.pk, by="test", at=AT)
    got.message.refresh_from_db()
    assert got.message.state == Message.State.PROCESSED
    assert (Journey.objects.count(), Resource.objects.count()) == LIVES[name]
    assert Journey.objects.filter(closed_at=None).count() == 0


def test_every_official_encounter_is_taken(feed, shared):
    """Ten of them; three name a moment and are journeys, seven make none up."""
    for file in sorted((shared / "data/fhir/hl7-r4-examples").glob("encounter-*.json")):
        assert put(feed, json.loads(file.read_bytes())).message.state == Message.State.PROCESSED
    assert Resource.objects.filter(kind="Encounter").count() == 10
    assert sorted(Journey.objects.values_list("case_ref", flat=True)) == [
        "Encounter/emerg", "Encounter/f203", "Encounter/home"
    ]  # fmt: skip
