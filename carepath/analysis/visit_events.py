"""Visits as events: what a folded visit gives to a journey.

Method: a stay for each place, a service away from it for leaves and steps elsewhere, and a point
for the opening and the end. Each is named after the event it began with, so that the same part
of a visit stays the same span however often the visit is folded anew.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator

import polars as pl

from carepath.frames.adt import TRIAGED, Place, Stretch, Visit
from carepath.frames.columns import EVENTS
from carepath.frames.spans import KINDS

ARRIVAL, DISCHARGE, LEAVE, ELSEWHERE = "Arrival", "Discharge", "Leave", "Elsewhere, bed kept"
TRIAGE = "Triaged"
NOWHERE = "Place not named"
_STAY, _SERVICE, _POINT = (KINDS.index(kind) for kind in ("stay", "service", "point"))


def events(visit: Visit, *, case: str, patient: str) -> pl.DataFrame:
    """Return the events of a visit (EVENTS), none for one that was entered in error."""
    return frame(rows(visit, case=case, patient=patient))


def rows(visit: Visit, *, case: str, patient: str) -> list[dict]:
    """Return the same as rows; each tells beside, as `cause`, what it began with, if one did."""
    every = dict.fromkeys(EVENTS) | {"case": case, "patient": patient or None, "seq": 0}
    every |= {"precision": visit.precision, "case_attributes": _about(visit)}
    every |= {"flags": 0, "cause": None}
    return [every | row for row in _rows(visit, case)]


def frame(found: Iterable[dict]) -> pl.DataFrame:
    """Return rows of any number of visits as one frame (EVENTS)."""
    return pl.DataFrame(list(found), schema=EVENTS, orient="row")


def _rows(visit: Visit, case: str) -> Iterator[dict]:
    if visit.opened is not None:
        yield _row(ARRIVAL, _POINT, case, visit.opened, visit.opened, "arrival")
    for one in visit.statuses:
        if one.name == TRIAGED:
            row = _row(TRIAGE, _POINT, case, one.since, one.since, f"{TRIAGE}|{one.cause}")
            yield row | {"cause": one.cause}
    for stay in visit.stays:
        lies = {"unit": stay.place.unit or None, "attributes": _in(stay.place)}
        name = stay.place.unit or NOWHERE
        yield _stretch(name, _STAY, case, stay) | lies
    for stage, stretches in ((LEAVE, visit.leaves), (ELSEWHERE, visit.steps)):
        for one in stretches:
            yield _stretch(stage, _SERVICE, case, one)
    for report in visit.reports:
        yield _stretch(report.name, _SERVICE, case, report) | {"requested": report.asked}
    if visit.closed is not None:
        yield _row(DISCHARGE, _POINT, case, visit.closed, visit.closed, "discharge")


def _stretch(stage: str, kind: int, case: str, one: Stretch) -> dict:
    row = _row(stage, kind, case, one.since, one.until, f"{stage}|{one.cause}")
    return row | {"cause": one.cause}


def _row(stage: str, kind: int, case: str, since: int, until: int | None, name: str) -> dict:
    ref = _half(case) + _half(name)
    return {"stage": stage, "kind": kind, "started": since, "ended": until, "ref": ref}


def _half(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()[:8]


def _in(place: Place) -> str | None:
    said = {name: value for name, value in (("room", place.room), ("bed", place.bed)) if value}
    return json.dumps(said) if said else None


def _about(visit: Visit) -> str:
    said: dict[str, object] = {"status": visit.status, **visit.attributes}
    if visit.classes:
        said["class"] = visit.classes[-1].name
    if visit.doubts:
        said["doubts"] = "; ".join(visit.doubts)
    return json.dumps(said, sort_keys=True)
