"""What the server says of itself, and of what went wrong."""

from datetime import UTC, datetime

from carepath.formats.fhir import capability
from carepath.formats.fhir.faults import Issue


def test_a_statement_says_what_it_was_told_and_no_more():
    said = capability.statement(
        {"type": {"read", "create"}, "system": {"batch"}},
        {"Patient": {"_id": "token"}},
        address="http://here/fhir",
        at=datetime(2026, 3, 2, tzinfo=UTC),
    )
    rest = said["rest"][0]
    assert (said["fhirVersion"], said["date"]) == ("4.0.1", "2026-03-02")
    assert rest["interaction"] == [{"code": "batch"}]
    assert rest["resource"][0]["interaction"] == [{"code": "create"}, {"code": "read"}]
    assert rest["resource"][0]["searchParam"] == [{"name": "_id", "type": "token"}]


def test_an_outcome_names_the_path():
    said = capability.outcome([Issue("value", "Encounter.period.start", "a date is needed")])
    assert said["issue"] == [
        {
            "severity": "error",
            "code": "value",
            "diagnostics": "Encounter.period.start: a date is needed",
            "expression": ["Encounter.period.start"],
        }
    ]
    assert "expression" not in capability.outcome([Issue("login", "", "no")])["issue"][0]
