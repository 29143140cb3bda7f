"""Requests: single resources, transactions taken whole, batches entry by entry."""

import gzip
import json
from collections import Counter
from zoneinfo import ZoneInfo

import pytest

from carepath.formats.fhir import bundles
from carepath.formats.fhir.bundles import ASIDE, CREATE, UPDATE, Request
from carepath.formats.fhir.faults import Refused
from tests.formats.fhir.resources import PATIENT, bundle, encounter, entry, sign

UTC = ZoneInfo("UTC")


def asked(content, request=Request("POST")):  # noqa: B008 - frozen
    return bundles.asked(json.dumps(content).encode(), request, UTC)


def refusal(content, request=Request("POST")):  # noqa: B008 - frozen
    with pytest.raises(Refused) as found:
        asked(content, request)
    return found.value


def paths(error):
    return [one.path for one in error.issues]


def test_a_request_in_one_line():
    for request in (Request("POST"), Request("POST", "Patient"), Request("PUT", "Patient", "p1")):
        assert bundles.request_of(request.line) == request


def test_a_resource_that_is_created_gets_an_id_of_what_came():
    first, again = (asked(PATIENT, Request("POST", "Patient")).entries[0] for _time in range(2))
    other = asked(PATIENT | {"active": True}, Request("POST", "Patient")).entries[0]
    assert first.act == CREATE
    assert first.ident == again.ident != other.ident
    assert bundles.new_id("Patient", "x", 0) != bundles.new_id("Patient", "x", 1)


def test_an_update_names_its_id_twice():
    found = asked(PATIENT, Request("PUT", "Patient", "p1", if_match='W/"1"')).entries[0]
    assert (found.act, found.ident, found.if_match) == (UPDATE, "p1", 'W/"1"')
    assert paths(refusal(PATIENT, Request("PUT", "Patient", "p2"))) == ["Patient.id"]
    assert paths(refusal(PATIENT, Request("POST", "Encounter"))) == ["resourceType"]


def test_what_is_not_sound_is_400_and_what_is_of_no_use_422():
    assert refusal(encounter("nonsense"), Request("POST", "Encounter")).status == 400
    error = refusal(sign(value=80), Request("POST", "Observation"))
    assert (error.status, paths(error)) == (422, ["Observation.valueQuantity"])


def test_a_transaction_links_its_own():
    patient, visit = "urn:uuid:a9fb0d0f-fb3c-4173-ad19-ec9ba84f4d02", encounter("planned", 0)
    found = asked(
        bundle(
            entry(visit | {"subject": {"reference": patient}}), entry(PATIENT, full_url=patient)
        )
    )  # fmt: skip
    first, second = found.entries
    assert first.resource["subject"]["reference"] == f"Patient/{second.ident}"
    assert bundles.renamed([{"reference": "a"}, {"x": "a"}], {"a": "b"}) == [
        {"reference": "b"}, {"x": "a"}
    ]  # fmt: skip


def test_a_transaction_is_all_or_nothing():
    error = refusal(bundle(entry(PATIENT), entry(encounter("nonsense")), entry(sign(value=1))))
    assert paths(error) == [
        "Bundle.entry[1].resource.status",
        "Bundle.entry[2].resource.valueQuantity",
    ]
    assert error.status == 422


def test_of_a_batch_each_entry_stands_for_itself():
    found = asked(bundle(entry(PATIENT), entry(encounter("nonsense")), kind="batch"))
    assert [bool(one.issues) for one in found.entries] == [False, True]


def test_types_that_are_not_read_are_put_aside():
    claim = {"resourceType": "Claim", "id": "c"}
    assert [one.act for one in asked(bundle(entry(PATIENT), entry(claim))).entries] == [
        CREATE, ASIDE
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("one", "path"),
    [
        ({"request": {"method": "GET", "url": "Patient/p1"}}, "Bundle.entry[0].request.method"),
        ({"request": {"method": "DELETE", "url": "Patient/p1"}}, "Bundle.entry[0].request.method"),
        ({"resource": PATIENT}, "Bundle.entry[0].request.method"),
        (entry(PATIENT, url="Patient/p1"), "Bundle.entry[0].request.url"),
        (entry(PATIENT, url="Patient?identifier=1"), "Bundle.entry[0].request.url"),
        (entry(PATIENT, "PUT", url="Patient"), "Bundle.entry[0].request.url"),
        (entry(PATIENT, url="Encounter"), "Bundle.entry[0].resource"),
        ({"request": {"method": "POST", "url": "Patient"}}, "Bundle.entry[0].resource"),
        (entry(PATIENT, "PUT", url="Patient/p2"), "Bundle.entry[0].resource.id"),
        ({"request": {"method": "POST"}}, "Bundle.entry[0].request.url"),
        ({"request": {"method": "SHOUT", "url": "Patient"}}, "Bundle.entry[0].request.method"),
    ],
)
def test_what_an_entry_may_not_ask(one, path):
    assert paths(refusal(bundle(one))) == [path]


def test_no_two_entries_speak_of_one_resource():
    assert paths(refusal(bundle(entry(PATIENT, "PUT"), entry(PATIENT, "PUT")))) == [
        "Bundle.entry[1]"
    ]


def test_other_bundles_and_other_things_are_refused():
    assert refusal(bundle(kind="searchset")).status == 422
    assert paths(refusal(PATIENT)) == ["resourceType"]
    assert paths(refusal([])) == ["resourceType"]
    assert asked(bundle()).entries == ()


def test_too_many_entries_are_refused(monkeypatch):
    monkeypatch.setattr(bundles, "MOST_ENTRIES", 1)
    assert refusal(bundle(entry(PATIENT), entry(PATIENT))).status == 413


def test_the_made_up_lives_are_taken_whole(shared):
    acts = Counter()
    for file in sorted((shared / "data/fhir/synthea").glob("*.json.gz")):
        found = bundles.asked(gzip.decompress(file.read_bytes()), Request("POST"), UTC)
        acts += Counter((one.act, one.kind) for one in found.entries if one.act == CREATE)
        acts[ASIDE] += sum(one.act == ASIDE for one in found.entries)
    assert acts == {
        (CREATE, "Patient"): 6, (CREATE, "Encounter"): 226, (CREATE, "Observation"): 840,
        ASIDE: 1908 - 6 - 226 - 840,
    }  # fmt: skip
