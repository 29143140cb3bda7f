"""An Encounter as events of its visit: what changed at each moment it names.

Method: statuses, classes and places are laid on one line of time; each moment at which something
changes is one event that says only what changed then. So an Encounter and messages of HL7 v2 about
one visit are one set of events, and what both tell takes effect once. What happened when nobody
says is left out: no time is made up.
Assumption: of the bounds of a visit Encounter.period is the authority, before its histories.
Reference: FHIR R4 (4.0.1), Encounter; docs/fhir.md.
"""

import hashlib
from dataclasses import dataclass, field, replace
from typing import Any
from zoneinfo import ZoneInfo

from carepath.formats.fhir import timeline
from carepath.formats.fhir.codes import CLASS_OF
from carepath.formats.fhir.timeline import Lasting
from carepath.formats.fhir.times import Moment
from carepath.frames.adt import (
    ARRIVED,
    CANCELLED,
    ENCOUNTER,
    ERROR,
    FINISHED,
    IN_PROGRESS,
    ON_LEAVE,
    PLANNED,
    TRIAGED,
    Admission,
    Place,
)  # fmt: skip

WORD_OF = {
    "planned": PLANNED,
    "arrived": ARRIVED,
    "triaged": TRIAGED,
    "in-progress": IN_PROGRESS,
    "onleave": ON_LEAVE,
    "finished": FINISHED,
    "cancelled": CANCELLED,
    "entered-in-error": ERROR,
}
"""Status of an Encounter to the portal's own word; `unknown` says nothing."""
PRESENT = {ARRIVED, TRIAGED, IN_PROGRESS, ON_LEAVE}
_HELD = {"active", "completed"}
_VISIT_NUMBER = "VN"


@dataclass(slots=True)
class _At:
    """What changes at one moment."""

    status: str | None = None
    name: str | None = None  # of the class
    place: Place | None = None  # an empty one = it was left
    reserved: Place = field(default_factory=Place)
    precision: int = 0


def visit_of(encounter: dict[str, Any], ident: str) -> str:
    """Return the number the visit goes by: that of HL7 v2 (PV1-19) where it has one, else its id.

    An identifier of type VN comes first, then an official or usual one, then any but a temporary
    or an old one.
    """
    said = [
        one
        for one in encounter.get("identifier", ())
        if one.get("value") and one.get("use") not in ("temp", "old")
    ]
    best = min(said, key=_rank, default=None)
    return best["value"].strip()[:200] if best else f"Encounter/{ident}"


def _rank(identifier: dict[str, Any]) -> int:
    codes = {one.get("code") for one in identifier.get("type", {}).get("coding", ())}
    if _VISIT_NUMBER in codes:
        return 0
    return 1 if identifier.get("use") in ("official", "usual") else 2


def admissions(
    encounter: dict[str, Any], *, visit: str, patient: str, zone: ZoneInfo
) -> list[Admission]:
    """Return the events of a checked Encounter, in order; none where it names no moment."""
    start, end = timeline.period(encounter, zone)
    history = timeline.statuses(encounter, zone)
    told = WORD_OF.get(encounter["status"], "")
    there = start is not None or any(WORD_OF.get(one.what) in PRESENT for one in history)
    if told == ERROR or (told == CANCELLED and not _was_there(history)):
        return [_event({"status": told, "occurred": 0}, visit, patient)]
    line: dict[int, _At] = {}
    if there:
        _statuses(line, told, history, start, end)
        _classes(line, encounter, timeline.classes(encounter, zone), start)
        _places(line, timeline.places(encounter, zone), start, end)
        if told in (FINISHED, CANCELLED):
            _close(line, end, history, timeline.places(encounter, zone))
    return _events(line, encounter, told, end, visit, patient)


def _was_there(history: list[Lasting]) -> bool:
    return any(WORD_OF.get(one.what) in PRESENT and one.since for one in history)


def _statuses(
    line: dict[int, _At],
    told: str,
    history: list[Lasting],
    start: Moment | None,
    end: Moment | None,
) -> None:
    known = [one for one in history if one.since and WORD_OF.get(one.what) in {*PRESENT, PLANNED}]
    known.sort(key=lambda one: one.since.us)
    before = None
    for one in known:
        word = WORD_OF[one.what]
        if word != PLANNED and start and one.since.us < start.us:
            before = word if one.until is None or one.until.us > start.us else None
        elif end is None or one.since.us < end.us:
            _at(line, one.since).status = word
    if start is not None and (start.us not in line or line[start.us].status is None):
        _at(line, start).status = before or _first(told, known, start)
    last = known[-1] if known else None
    if told in PRESENT and last and last.until and WORD_OF[last.what] != told:
        _at(line, last.until).status = told


def _first(told: str, known: list[Lasting], start: Moment) -> str:
    """Return how a visit stood when it began, where its history does not say so."""
    if told == PLANNED:
        return PLANNED
    later = [WORD_OF[one.what] for one in known if one.since.us > start.us]
    if told in (ARRIVED, TRIAGED) or (later and later[0] == TRIAGED):
        return ARRIVED
    return IN_PROGRESS


def _classes(
    line: dict[int, _At], encounter: dict[str, Any], history: list[Lasting], start: Moment | None
) -> None:
    known = sorted((one for one in history if one.since), key=lambda one: one.since.us)
    now = encounter["class"].get("code", "")
    for one in known:
        _at(line, one.since).name = CLASS_OF.get(one.what, one.what)
    if not known and start is not None and now:
        _at(line, start).name = CLASS_OF.get(now, now)
    if known and known[-1].until and known[-1].what != now and now:
        _at(line, known[-1].until).name = CLASS_OF.get(now, now)


def _places(
    line: dict[int, _At], entries: list[Lasting], start: Moment | None, end: Moment | None
) -> None:
    alone = sum(one.since is None for one in entries) == 1
    whole = [
        Lasting(one.what, start, one.until or end, one.place, one.level)
        if one.since is None and alone else one
        for one in entries
    ]  # fmt: skip
    timed = [one for one in whole if one.since is not None]
    edges = {edge.us: edge for one in timed for edge in (one.since, one.until) if edge is not None}
    lay = Place()
    for us, edge in sorted(edges.items()):
        now = [one for one in timed if _covers(one, us)]
        place = timeline.merged(one for one in now if one.what in _HELD)
        kept = timeline.merged(one for one in now if one.what not in _HELD)
        if place != lay:
            _at(line, edge).place = lay = place
        if kept:
            _at(line, edge).reserved = kept


def _covers(one: Lasting, us: int) -> bool:
    return one.since.us <= us and (one.until is None or us < one.until.us)


def _close(
    line: dict[int, _At], end: Moment | None, history: list[Lasting], places: list[Lasting]
) -> None:
    """End the visit when it says so, else with the last that is known of it."""
    finished = [one.since for one in history if one.what in ("finished", "cancelled") and one.since]
    known = [one.until for one in (*history, *places) if one.until]
    last = max((*line, *(one.us for one in known)), default=None)
    at = end or min(finished, key=lambda one: one.us, default=None)
    if at is None:
        at = Moment(last, max(line[us].precision for us in line))
    for us in [us for us in line if us > at.us]:
        del line[us]
    _at(line, at).status = FINISHED
    line[at.us].place = None


def _at(line: dict[int, _At], moment: Moment) -> _At:
    found = line.setdefault(moment.us, _At())
    found.precision = max(found.precision, moment.precision)
    return found


def _events(
    line: dict[int, _At],
    encounter: dict[str, Any],
    told: str,
    end: Moment | None,
    visit: str,
    patient: str,
) -> list[Admission]:
    found = []
    for us, at in sorted(line.items()):
        said: dict[str, Any] = {"occurred": us, "status": at.status, "patient_class": at.name}
        said |= {"place": at.place or Place(), "vacated": at.place == Place()}
        said |= {"pending": at.reserved, "precision": at.precision}
        found.append(_event(said, visit, patient))
    if found:
        expected = end.us if end and told in PRESENT else None
        found[0] = replace(found[0], attributes=_attributes(encounter), expected=expected)
    return found


def _event(said: dict[str, Any], visit: str, patient: str) -> Admission:
    """Return an event; its digest is of what happened, so that it keeps it in later versions."""
    content = repr([*sorted(said.items()), ("visit", visit)])
    digest = hashlib.sha256(content.encode()).hexdigest()[:32]
    written = said["occurred"]
    fixed = {"trigger": ENCOUNTER, "visit": visit, "patient": patient, "written": written}
    return Admission(**fixed, **said, digest=digest)


def _attributes(encounter: dict[str, Any]) -> tuple[tuple[str, str | None], ...]:
    """Return what a visit is told by: codes only, no text somebody wrote."""
    stay = encounter.get("hospitalization", {})
    length = encounter.get("length", {})
    parent = encounter.get("partOf", {}).get("reference", "")
    said = {
        "service": _code(encounter.get("serviceType")),
        "priority": _code(encounter.get("priority")),
        "admit source": _code(stay.get("admitSource")),
        "discharge disposition": _code(stay.get("dischargeDisposition")),
        "length": f"{length['value']} {unit_of(length)}" if "value" in length else None,
        "part of": parent if parent.rpartition("/")[2] != encounter.get("id") else None,
    }
    return tuple((name, value) for name, value in said.items() if value)


def _code(concept: dict[str, Any] | None) -> str | None:
    codes = [one.get("code") for one in (concept or {}).get("coding", ())]
    return next((code for code in codes if code), None)


UNITS_OF_TIME = {
    **{word: "min" for word in ("min", "minute", "minutes", "mins")},
    **{word: "h" for word in ("h", "hr", "hrs", "hour", "hours")},
    **{word: "s" for word in ("s", "sec", "second", "seconds")},
    **{word: "d" for word in ("d", "day", "days")},
    **{word: "wk" for word in ("wk", "week", "weeks")},
    **{word: "mo" for word in ("mo", "month", "months")},
    **{word: "a" for word in ("a", "year", "years")},
}
"""Words for units of time to their UCUM code; both codes and words occur."""


def unit_of(length: dict[str, Any]) -> str | None:
    """Return the UCUM code of the unit a length is told in; None = none that is known."""
    said = str(length.get("code") or length.get("unit") or "")
    return UNITS_OF_TIME.get(said.strip().lower())
