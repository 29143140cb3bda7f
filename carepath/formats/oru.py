"""HL7 v2 results (ORU): vital signs as measured values, other services as reports of a visit.

An observation that is pending, cancelled or no number measures nothing. One whose order has vital
signs alone is no service of its own: nurses measure them all day.
Reference: HL7 v2.8.2 chapter 7 (observation reporting); table 0085 (result status).
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from carepath.formats import adt
from carepath.formats.hl7v2 import Fault, Message
from carepath.frames import vitals
from carepath.frames.adt import Admission, Report
from carepath.frames.vitals import Measured

TYPE, TRIGGERS = "ORU", {"R01", "R30", "R31", "R32"}
_TAKEN_BACK = {"D", "W"}
_SAYS_NOTHING = {"I", "N", "O", "S", "X"}
_FAULTS = {"no_unit": 6, "unknown_unit": 6, "bad_value": 5}
"""Code to the field of OBX that is at fault."""


@dataclass(frozen=True, slots=True)
class Results:
    """What a message reports: values of vital signs, and services of a visit."""

    measured: tuple[Measured, ...]
    reports: tuple[Admission, ...]


def results(message: Message, zone: ZoneInfo) -> Results:
    """Return what a message reports; Fault with a code of feeds if it cannot be used."""
    if message.get("MSH", 9, 2) not in TRIGGERS:
        raise Fault("unknown_trigger", "MSH-9")
    sent = message.moment("MSH", 7, zone)
    if sent is None:
        raise Fault("bad_time", "MSH-7")
    measured: list[Measured] = []
    reports: list[Admission] = []
    for order, observations in _orders(message):
        found = [_measured(message, nth, order, sent, zone) for nth in observations]
        measured += [one for one in found if one is not None]
        if not found or None in found:
            reports.append(_report(message, order, observations, sent, zone))
    if not measured and not reports:
        raise Fault("no_result", "OBX")
    return Results(tuple(measured), tuple(reports))


def _orders(message: Message) -> Iterator[tuple[int, list[int]]]:
    """Yield which OBR (the nth) has which OBX; observations before the first have no order."""
    order, seen, held = -1, -1, []
    for name in message.names:
        if name == "OBX":
            seen += 1
            if order >= 0:
                held.append(seen)
        elif name == "OBR":
            if order >= 0:
                yield order, held
            order, held = order + 1, []
    if order >= 0:
        yield order, held


def _measured(message: Message, nth: int, order: int, sent: int, zone: ZoneInfo) -> Measured | None:
    """Return the value of one observation, None if it is no vital sign or says nothing (yet)."""
    code, status = message.get("OBX", 3, nth=nth) or "", message.get("OBX", 11, nth=nth) or "F"
    if code not in vitals.LOINC or status in _SAYS_NOTHING:
        return None
    gone = status in _TAKEN_BACK
    at = (
        message.moment("OBX", 14, zone, nth=nth) or message.moment("OBR", 7, zone, nth=order)
        or sent
    )  # fmt: skip
    vital, value = (vitals.LOINC[code], 0.0) if gone else _value(message, nth, code)
    return Measured(
        name=vital.name,
        value=value,
        unit=vital.unit,
        at=at,
        written=sent,
        ref=_ref(message, nth, order, code, at),
        **_whom(message),
        retracted=gone,
    )


def _value(message: Message, nth: int, code: str) -> tuple[vitals.Vital, float]:
    try:
        value = float(message.get("OBX", 5, nth=nth) or "")
    except ValueError as error:
        raise Fault("bad_value", f"OBX[{nth + 1}]-5") from error
    try:
        return vitals.kept(code, value, message.get("OBX", 6, nth=nth) or "")
    except vitals.Unmeasured as error:
        raise Fault(error.code, f"OBX[{nth + 1}]-{_FAULTS[error.code]}") from error


def _ref(message: Message, nth: int, order: int, code: str, at: int) -> str:
    """Return what tells a measurement from others: its own id, else order, kind and moment."""
    own = message.get("OBX", 21, nth=nth)
    parts = (own,) if own else (*_order(message, order), code, message.get("OBX", 4, nth=nth), at)
    whom = adt.patient(message)
    return hashlib.sha256(repr((whom, *parts)).encode()).hexdigest()[:32]


def _whom(message: Message) -> dict[str, str]:
    visit, patient = message.get("PV1", 19) or "", adt.patient(message)
    if not visit and not patient:
        raise Fault("missing_patient", "PID-3")
    return {"visit": visit[:200], "patient": patient[:200]}


def _order(message: Message, order: int) -> tuple[str, ...]:
    """Return the numbers of an order: the filler's, else the placer's."""
    filler, placer = (message.get("OBR", field, nth=order) or "" for field in (3, 2))
    return (filler or placer,)


def _report(
    message: Message, order: int, observations: list[int], sent: int, zone: ZoneInfo
) -> Admission:
    """Return the service of an order as an event of its visit."""
    reported = message.moment("OBR", 22, zone, nth=order) or sent
    began = (
        message.moment("OBR", 7, zone, nth=order) or message.moment("OBR", 14, zone, nth=order)
        or _earliest(message, observations, zone) or reported
    )  # fmt: skip
    service = message.get("OBR", 4, 2, nth=order) or message.get("OBR", 4, nth=order)
    report = Report(
        order=_order(message, order)[0] or f"{service}@{began}",
        service=(service or "")[:200] or "Result",
        asked=message.moment("OBR", 6, zone, nth=order),
        reported=reported,
        withdrawn=(message.get("OBR", 25, nth=order) or "") in _TAKEN_BACK | {"X"},
    )
    return adt.told(message, "R01", began, sent, zone, report=report)


def _earliest(message: Message, observations: list[int], zone: ZoneInfo) -> int | None:
    times = (message.moment("OBX", 14, zone, nth=nth) for nth in observations)
    return min((time for time in times if time is not None), default=None)
