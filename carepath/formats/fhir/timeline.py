"""What an Encounter says lasted: statuses, classes and places, each from when until when.

Reference: FHIR R4, Encounter.statusHistory, classHistory and location.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from carepath.formats.fhir import times
from carepath.formats.fhir.times import Moment
from carepath.frames.adt import Place

_LEVELS = {"wa": "unit", "ro": "room", "bd": "bed"}
_LONGEST = 80


@dataclass(frozen=True, slots=True)
class Lasting:
    """One entry: what, and its bounds; a bound that is not told, or only to the month, is None."""

    what: str
    since: Moment | None
    until: Moment | None
    place: Place = Place()
    level: str = ""
    """Which part of a place it names: unit, room, bed; '' = the place as a whole."""


def period(content: dict[str, Any], zone: ZoneInfo) -> tuple[Moment | None, Moment | None]:
    """Return the bounds of the period an element has."""
    said = content.get("period") or {}
    start, end = (times.moment(said.get(name), zone) for name in ("start", "end"))
    return _fine(start), _fine(end)


def statuses(encounter: dict[str, Any], zone: ZoneInfo) -> list[Lasting]:
    """Return the entries of statusHistory."""
    said = encounter.get("statusHistory", ())
    return [Lasting(one["status"], *period(one, zone)) for one in said]


def classes(encounter: dict[str, Any], zone: ZoneInfo) -> list[Lasting]:
    """Return the entries of classHistory, by code."""
    said = encounter.get("classHistory", ())
    return [Lasting(one["class"].get("code", ""), *period(one, zone)) for one in said]


def places(encounter: dict[str, Any], zone: ZoneInfo) -> list[Lasting]:
    """Return the entries of location, by their status ('active' where none is told)."""
    return [_place(one, zone) for one in encounter.get("location", ())]


def _place(one: dict[str, Any], zone: ZoneInfo) -> Lasting:
    codes = [code.get("code") for code in one.get("physicalType", {}).get("coding", ())]
    level = next((_LEVELS[code] for code in codes if code in _LEVELS), "")
    name = place_name(one["location"])[:_LONGEST]
    place = Place(**{level or "unit": name})
    return Lasting(one.get("status", "active"), *period(one, zone), place=place, level=level)


def place_name(reference: dict[str, Any]) -> str:
    """Return what a reference calls its place: its name, else identifier, else id."""
    named = reference.get("display") or reference.get("identifier", {}).get("value")
    return named or reference.get("reference", "").rpartition("/")[2].lstrip("#")


def merged(there: Iterable[Lasting]) -> Place:
    """Return the one place that entries of one moment name together, ward, room and bed.

    Of two that name the same part the one that began later counts, then the later in the list.
    """
    parts = {"unit": "", "room": "", "bed": ""}
    ordered = sorted(there, key=lambda one: one.since.us if one.since else 0)
    for one in ordered:
        part = one.level or "unit"
        parts[part] = getattr(one.place, part)
    return Place(**parts)


def _fine(found: Moment | None) -> Moment | None:
    return None if found is None or found.rough else found
