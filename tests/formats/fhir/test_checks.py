"""The official examples pass; each thing that is wrong is named with its path and without data."""

import gzip
from collections import Counter

import pytest

from carepath.formats.fhir import checks, content

ENCOUNTER = {"resourceType": "Encounter", "status": "arrived", "class": {"code": "EMER"}}
OBSERVATION = {"resourceType": "Observation", "status": "final", "code": {"text": "x"}}

# Resources of the types that are read, counted by hand from index.csv: single ones and the entries
# of the two bundles of examples (patients, locations).
OFFICIAL = {
    "Patient": 22 + 12, "Encounter": 10, "Location": 6 + 2, "Observation": 20, "ServiceRequest": 20,
    "Task": 12,
}  # fmt: skip
SYNTHEA = {"Patient": 6, "Encounter": 226, "Observation": 840}


def wrong(resource, **more):
    return [(one.code, one.path) for one in checks.issues(resource | more)]


def examples(shared):
    for file in sorted((shared / "data/fhir/hl7-r4-examples").glob("*.json")):
        found = content.read(file.read_bytes())
        several = found["entry"] if found["resourceType"] == "Bundle" else [{"resource": found}]
        yield from (one["resource"] for one in several)


def test_every_official_example_of_a_type_that_is_read_passes(shared):
    read = [one for one in examples(shared) if one["resourceType"] in checks.RESOURCES]
    assert Counter(one["resourceType"] for one in read) == OFFICIAL
    assert [one for each in read for one in checks.issues(each)] == []


def test_every_resource_of_the_made_up_lives_passes(shared):
    found = Counter()
    for file in sorted((shared / "data/fhir/synthea").glob("*.json.gz")):
        bundle = content.read(gzip.decompress(file.read_bytes()))
        assert checks.issues(bundle) == []
        for entry in bundle["entry"]:
            if entry["resource"]["resourceType"] in checks.RESOURCES:
                found[entry["resource"]["resourceType"]] += 1
                assert checks.issues(entry["resource"]) == []
    assert found == SYNTHEA


def test_types_that_are_not_read_are_refused_by_name():
    assert wrong({"resourceType": "Claim"}) == [("not-supported", "resourceType")]
    assert [one.code for one in checks.issues([])] == ["structure"]
    assert [one.code for one in checks.issues({"resourceType": 7})] == ["structure"]


PERIOD = {"start": "2017-02-01", "end": "2017-01-01"}


@pytest.mark.parametrize(
    ("more", "code", "path"),
    [
        ({"status": "nonsense"}, "code-invalid", "Encounter.status"),
        ({"status": 7}, "value", "Encounter.status"),
        ({"status": None}, "value", "Encounter.status"),
        ({"period": {"start": "yesterday"}}, "value", "Encounter.period.start"),
        ({"period": PERIOD}, "invariant", "Encounter.period"),
        ({"period": {}}, "structure", "Encounter.period"),
        ({"period": [PERIOD]}, "structure", "Encounter.period"),
        ({"location": []}, "structure", "Encounter.location"),
        ({"location": [{}]}, "structure", "Encounter.location[0]"),
        ({"location": [{"status": "active"}]}, "required", "Encounter.location[0].location"),
        (
            {"location": [{"location": {"display": "W1"}, "status": "here"}]},
            "code-invalid",
            "Encounter.location[0].status",
        ),
        (
            {"statusHistory": [{"status": "arrived", "period": {"start": "2017-02-01T07:15"}}]},
            "value",
            "Encounter.statusHistory[0].period.start",
        ),
        (
            {"classHistory": [{"period": {"start": "2017"}}]},
            "required",
            "Encounter.classHistory[0].class",
        ),
        ({"length": {"value": "140"}}, "value", "Encounter.length.value"),
        ({"length": {"value": 140, "code": "min"}}, "invariant", "Encounter.length.system"),
        ({"identifier": [{"use": "mine"}]}, "code-invalid", "Encounter.identifier[0].use"),
        ({"colour": "red"}, "structure", "Encounter.colour"),
        ({"Jan Jansen": "red"}, "structure", "Encounter.?"),
        ({"id": "a b"}, "value", "Encounter.id"),
        ({"text": {"status": "generated"}}, "required", "Encounter.text.div"),
        ({"implicitRules": "http://example.org/rules"}, "not-supported", "Encounter.implicitRules"),
        (
            {"modifierExtension": [{"url": "http://x.org", "valueBoolean": True}]},
            "not-supported",
            "Encounter.modifierExtension",
        ),
        ({"extension": [{"url": "http://x.org"}]}, "invariant", "Encounter.extension[0]"),
        ({"extension": [{"valueBoolean": True}]}, "required", "Encounter.extension[0].url"),
        ({"contained": [{"id": "a"}]}, "structure", "Encounter.contained[0]"),
        (
            {"contained": [{"resourceType": "Location", "id": "a", "mode": "kin"}]},
            "code-invalid",
            "Encounter.contained[0].mode",
        ),
        (
            {"contained": [{"resourceType": "Location", "contained": []}]},
            "invariant",
            "Encounter.contained[0]",
        ),
        ({"_status": {"value": "x"}}, "structure", "Encounter._status"),
        ({"_period": {"id": "x"}}, "structure", "Encounter._period"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_its_path(more, code, path):
    assert (code, path) in wrong(ENCOUNTER, **more)


def test_what_is_needed():
    assert wrong({"resourceType": "Encounter"}, id="a") == [
        ("required", "Encounter.status"),
        ("required", "Encounter.class"),
    ]


def test_one_type_of_a_choice_and_no_reason_beside_a_value():
    both = {"effectiveDateTime": "2017", "effectiveInstant": "2017-02-01T07:15:00Z"}
    assert ("structure", "Observation.effective[x]") in wrong(OBSERVATION, **both)
    valued = {"valueString": "x", "dataAbsentReason": {"text": "x"}}
    assert ("invariant", "Observation.dataAbsentReason") in wrong(OBSERVATION, **valued)


def test_a_missing_value_may_say_why_it_is_missing():
    why = [
        {
            "url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason",
            "valueCode": "unknown",
        }
    ]
    name = {"given": ["Ann", None], "_given": [None, {"extension": why}]}
    patient = {"resourceType": "Patient", "name": [name], "_birthDate": {"extension": why}}
    assert wrong(patient) == []
    assert wrong({"resourceType": "Patient", "name": [{"given": [None]}]}) == [
        ("value", "Patient.name[0].given[0]")
    ]


def test_a_date_and_a_time_of_one_day_do_not_contradict_each_other():
    period = {"start": "2017-02-01T09:00:00+10:00", "end": "2017-02-01"}
    assert wrong(ENCOUNTER, period=period) == []


def test_no_fault_tells_what_stood_there():
    secret = "Jansen-1947"
    said = checks.issues(
        ENCOUNTER
        | {"status": secret, "id": f"{secret} ", "period": {"start": secret}, secret + "!": secret}
    )
    assert len(said) == 4
    assert secret not in repr(said)


def test_only_the_first_faults_are_named():
    assert len(checks.issues(ENCOUNTER | {f"a{n}": 1 for n in range(100)})) == checks.MOST_ISSUES
