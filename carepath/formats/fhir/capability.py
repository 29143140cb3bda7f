"""What a FHIR server says of itself and of what went wrong: CapabilityStatement, OperationOutcome.

Reference: FHIR R4, the resources of these names.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from carepath.formats.fhir.faults import Issue

MEDIA_TYPE = "application/fhir+json"
VERSION = "4.0.1"


EFFECTS = {
    "": "Checked, kept and given back. It has no effect on journeys, beds or figures.",
    "Patient": "Gives visits their patient. Its links replaced-by and replaces merge patients.",
    "Encounter": "Makes a journey: places, classes and statuses with their times.",
    "Observation": "Vital signs become measured values; others are kept without effect.",
}
"""What the portal does with each type; '' = any other."""


def statement(
    interactions: Mapping[str, Iterable[str]],
    search: Mapping[str, Mapping[str, str]],
    *,
    address: str,
    at: datetime,
) -> dict[str, Any]:
    """Return the statement: what is answered for a `type` and for the `system`, and by which
    parameters (name to type) each type is searched."""
    return {
        "resourceType": "CapabilityStatement",
        "status": "active",
        "date": at.date().isoformat(),
        "kind": "instance",
        "software": {"name": "CarePath"},
        "implementation": {"description": "CarePath", "url": address},
        "fhirVersion": VERSION,
        "format": [MEDIA_TYPE, "json"],
        "rest": [
            {
                "mode": "server",
                "security": {"description": "Authorization: Bearer, with a token of the portal."},
                "resource": [
                    _resource(kind, interactions["type"], found) for kind, found in search.items()
                ],
                "interaction": [{"code": code} for code in sorted(interactions["system"])],
            }
        ],
    }


def _resource(kind: str, interactions: Iterable[str], search: Mapping[str, str]) -> dict[str, Any]:
    return {
        "type": kind,
        "documentation": EFFECTS.get(kind, EFFECTS[""]),
        "interaction": [{"code": code} for code in sorted(interactions)],
        "versioning": "versioned-update",
        "readHistory": True,
        "updateCreate": True,
        "conditionalCreate": True,
        "conditionalUpdate": False,
        "conditionalDelete": "not-supported",
        "searchParam": [{"name": name, "type": found} for name, found in search.items()],
    }


def outcome(issues: Iterable[Issue]) -> dict[str, Any]:
    """Return issues as an OperationOutcome; it holds no content of what was sent."""
    return {"resourceType": "OperationOutcome", "issue": [_issue(one) for one in issues]}


def _issue(one: Issue) -> dict[str, Any]:
    text = f"{one.path}: {one.text}" if one.path else one.text
    where = {"expression": [one.path]} if one.path else {}
    return {"severity": one.severity, "code": one.code, "diagnostics": text, **where}
