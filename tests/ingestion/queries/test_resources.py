"""FHIR resources by name, by identifier, by visit, and as they were known at a time."""

import json
from datetime import timedelta

import pytest

from carepath.formats.fhir.bundles import Request
from carepath.ingestion import actions, queries
from carepath.ingestion.models import Resource
from tests.factories import AT, site
from tests.formats.fhir.resources import PATIENT, encounter, place

pytestmark = pytest.mark.django_db
NUMBERED = {"identifier": [{"value": "V1", "use": "official"}]}
KNOWN = PATIENT | {"identifier": [{"system": "http://h", "value": "7"}]}


@pytest.fixture
def feed():
    return actions.declare_feed(name="one", site=site(), by="test", at=AT)


def put(feed, said, at=AT):
    request = Request("PUT", said["resourceType"], said["id"])
    actions.receive_fhir(
        raw=json.dumps(said).encode(), request=request, source=feed, by="test", at=at
    )


def test_by_name_and_version(feed):
    put(feed, PATIENT)
    put(feed, PATIENT | {"active": True})
    assert queries.resource(feed, "Patient", "p1").version == 2
    assert queries.resource(feed, "Patient", "p1", 1).version == 1
    assert queries.resource(feed, "Patient", "p1", 3) is None
    assert [row.version for row in queries.resources(feed, "Patient")] == [2]
    assert set(queries.current(feed, [("Patient", "p1"), ("Patient", "p2")])) == {("Patient", "p1")}


def test_by_identifier(feed):
    put(feed, KNOWN)
    kept = queries.resources(feed, "Patient")
    for token, n in (("http://h|7", 1), ("7", 1), ("|7", 0), ("http://h|8", 0)):
        assert queries.identified(kept, queries.digest_of(token)).count() == n


def test_the_number_of_a_patient_is_that_of_the_record(feed):
    numbers = [
        {"value": "old", "use": "old"}, {"value": "x"},
        {"value": "7", "system": "http://h", "type": {"coding": [{"code": "MR"}]}},
    ]  # fmt: skip
    put(feed, PATIENT | {"identifier": numbers})
    assert queries.patients(feed, {"Patient/p1", "Patient/p2", ""}) == {"Patient/p1": "7^http://h"}


def test_what_was_told_of_a_visit_as_it_was_known_then(feed):
    put(feed, encounter("in-progress", 0, location=[place("W1", 0)], **NUMBERED))
    later = AT + timedelta(hours=1)
    put(feed, encounter("in-progress", 0, location=[place("W2", 0)], **NUMBERED), at=later)

    def units(known_at=None):
        told = queries.told_by_encounters(feed, visits=["V1"], known_at=known_at)
        return [one.place.unit for one in told.get("V1", [])]

    assert units() == ["W2"]
    assert units(AT + timedelta(minutes=1)) == ["W1"]
    assert units(AT - timedelta(minutes=1)) == []
    located = queries.locations(source=feed, at=AT + timedelta(minutes=5))
    assert [(one.visit, one.unit) for one in located] == [("V1", "W2")]


def test_visits_and_names(feed):
    put(feed, encounter("planned", 0, subject={"reference": "Patient/p1"}, **NUMBERED))
    put(feed, KNOWN)
    rows = list(Resource.objects.all())
    assert queries.visits_of(feed, rows) == {"V1"}
    assert queries.visits_of(feed, [row for row in rows if row.kind == "Patient"]) == {"V1"}
    assert queries.visit_named(feed, {"Encounter/e1", "Encounter/e2"}) == {"Encounter/e1": "V1"}
    row = next(row for row in rows if row.kind == "Encounter")
    assert queries.events_of(row, "p", feed)[0].visit == "V1"


def test_the_version_before(feed):
    said = {"resourceType": "Observation", "id": "o1", "status": "final", "code": {"text": "x"}}
    put(feed, said)
    put(feed, said | {"status": "amended"})
    newest = queries.resource(feed, "Observation", "o1")
    assert queries.earlier([newest])["o1", 2].version == 1
    assert queries.earlier([]) == {}


def test_observations_that_waited_for_their_visit(feed):
    of = {"subject": {"reference": "Patient/p1"}, "encounter": {"reference": "Encounter/e1"}}
    said = {"resourceType": "Observation", "id": "o1", "status": "final", "code": {"text": "x"}}
    put(feed, said | of)
    stay = encounter("planned", 0, subject={"reference": "Patient/p1"})
    put(feed, stay, at=AT + timedelta(minutes=1))
    rows = list(Resource.objects.filter(kind="Encounter"))
    assert [(a.ident, b.ident) for a, b in queries.waited_for(rows, feed)] == [("o1", "e1")]
    assert queries.waited_for([], feed) == []
    put(feed, stay | {"status": "arrived"}, at=AT + timedelta(minutes=2))
    again = Resource.objects.get(kind="Encounter", latest=True)
    assert queries.waited_for([again], feed) == []  # it goes by the same number as before
