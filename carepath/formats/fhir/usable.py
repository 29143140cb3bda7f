"""What is valid FHIR and yet says too little, or too much, to be used: it is named, not guessed.

Reference: docs/fhir.md.
"""

from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

from carepath.formats.fhir import encounters, timeline, times, vitals
from carepath.formats.fhir.faults import Issue
from carepath.frames.moments import to_us

BUSINESS = "business-rule"
EARLIEST, LATEST = (to_us(times.datetime(year, 1, 1, tzinfo=times.UTC)) for year in (1850, 2200))
"""Moments of care lie between these; beyond them a clock or a typist was wrong."""

_FAR = "no time of care: too long ago or ahead"


def issues(resource: dict[str, Any], path: str, zone: ZoneInfo) -> list[Issue]:
    """Return why a checked resource cannot be used, [] = it can."""
    look = _LOOKS.get(resource["resourceType"])
    return list(look(resource, path, zone)) if look else []


def _encounter(resource: dict[str, Any], path: str, zone: ZoneInfo) -> Iterator[Issue]:
    length = resource.get("length", {})
    if "value" in length and encounters.unit_of(length) is None:
        yield Issue(BUSINESS, f"{path}.length", "a length needs a unit of time that is known")
    said = [(f"{path}.period", timeline.period(resource, zone))]
    for name, entries in (
        ("statusHistory", timeline.statuses(resource, zone)),
        ("classHistory", timeline.classes(resource, zone)),
        ("location", timeline.places(resource, zone)),
    ):
        said += [
            (f"{path}.{name}[{at}].period", (one.since, one.until))
            for at, one in enumerate(entries)
        ]
    for where, bounds in said:
        if any(not EARLIEST <= one.us < LATEST for one in bounds if one):
            yield Issue(
                BUSINESS, where, "no time of care: too long ago or ahead", reason="fhir_time"
            )


def _observation(resource: dict[str, Any], path: str, zone: ZoneInfo) -> Iterator[Issue]:
    for where, code in vitals.unmeasured(resource):
        yield Issue(BUSINESS, f"{path}{where}", _UNMEASURED[code])
    if not vitals.signs(resource) or resource["status"] in vitals.TAKEN_BACK:
        return
    at = vitals.when(resource, zone)
    if at is None:
        yield Issue(BUSINESS, f"{path}.effective[x]", "a vital sign needs its time, to the day")
    elif not EARLIEST <= at.us < LATEST:
        yield Issue(BUSINESS, f"{path}.effective[x]", _FAR, reason="fhir_time")


_UNMEASURED = {
    "no_unit": "a vital sign needs its unit",
    "unknown_unit": "this unit is not known for this vital sign",
    "bad_value": "no body can show this value",
}
_LOOKS = {"Encounter": _encounter, "Observation": _observation}
