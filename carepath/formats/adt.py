"""HL7 v2 about visits: what one message says happened, in the portal's own terms.

The message type is trusted, not EVN-1: of 58 public samples 46 contradict themselves. An empty
field changes nothing, one that holds "" removes.
Reference: HL7 v2.8.2 chapter 3; which trigger does what: docs/feeds.md.
"""

import hashlib
from zoneinfo import ZoneInfo

from carepath.formats import identity
from carepath.formats.hl7v2 import Fault, Message
from carepath.frames.adt import Admission, Place, Report

OF_A_VISIT = {
    *(f"A{n:02}" for n in (*range(1, 18), 21, 22, 25, 26, 27, 32, 33, 38)),
    *("A23", "A52", "A53", "A54", "A55", "A60", "A61", "A62"),
}
"""Triggers that say something of one visit."""
LONGEST_NAME = 200
_ATTRIBUTES = {
    "admission type": (4, 1),
    "service": (10, 1),
    "admit source": (14, 1),
    "visit indicator": (51, 1),
    "discharge disposition": (36, 1),
}
"""What a visit is told by, from PV1: codes only, no name of a person."""
_SENT = {"number", "control", "written", "digest"}


def admission(message: "Message | _Of", zone: ZoneInfo) -> Admission:
    """Return what a message about a visit says; Fault with a code of feeds if it cannot be used."""
    trigger = message.get("MSH", 9, 2) or ""
    if trigger not in OF_A_VISIT | identity.OF_A_PERSON:
        raise Fault("unknown_trigger", "MSH-9")
    sent = message.moment("MSH", 7, zone)
    written = message.moment("EVN", 2, zone) or sent
    occurred = message.moment("EVN", 6, zone) or written
    if occurred is None or written is None:
        raise Fault("bad_time", "EVN-2")
    return told(message, trigger, occurred, written, zone)


def told(
    message: "Message | _Of",
    trigger: str,
    occurred: int,
    written: int,
    zone: ZoneInfo,
    *,
    report: Report | None = None,
) -> Admission:
    """Return an event of a visit with all that a message says of it; Fault if it names no visit."""
    admitted = message.moment("PV1", 44, zone)
    said = {
        "trigger": trigger,
        "visit": _visit(message, admitted),
        "patient": patient(message),
        "account": _account(message),
        "occurred": occurred,
        "written": written,
        "number": _number(message),
        "control": message.get("MSH", 10) or "",
    }
    about = {
        "place": _place(message, 3),
        "pending": _place(message, 42),
        "temporary": _place(message, 11),
        "patient_class": message.get("PV1", 2) or None,
        "expected": message.moment("PV2", 9, zone) or message.moment("EVN", 3, zone),
        "attributes": (
            *((name, message.get("PV1", *at)) for name, at in _ATTRIBUTES.items()),
            *_priority(message),
        ),
    }
    said |= about if report is None else {"report": report}
    # Of two equal words on an order the later counts: it may take back one in between.
    told_at = {} if report is None else {"told": written}
    return Admission(**said, digest=_digest(said | told_at))


def _priority(message: "Message | _Of") -> list[tuple[str, str]]:
    """Return how urgent the visit is (PV2-25), where it is said: what says nothing of it stays the
    same message as before this was read."""
    said = message.get("PV2", 25)
    return [("priority", said)] if said else []


def admissions(message: Message, zone: ZoneInfo) -> list[Admission]:
    """Return what a message says, one for each visit it speaks of: a swap (A17) speaks of two,
    one about a person or about identities of none.

    Fault with a code of feeds if it cannot be used.
    """
    trigger = message.get("MSH", 9, 2)
    if trigger in identity.OF_IDENTITIES and not _tells_of_visit(message):
        return []
    if trigger != "A17":
        return [admission(message, zone)]
    return [admission(_Of(message, nth), zone) for nth in (0, 1)]


class _Of:
    """A message of two patients, read as one about the nth."""

    def __init__(self, message: Message, nth: int) -> None:
        self._message, self._nth = message, nth

    def get(self, segment: str, field: int, component: int = 1, sub: int = 1) -> str | None:
        return self._message.get(segment, field, component, sub, nth=self._at(segment))

    def moment(self, segment: str, field: int, zone: ZoneInfo) -> int | None:
        return self._message.moment(segment, field, zone, nth=self._at(segment))

    def _at(self, segment: str) -> int:
        return self._nth if segment in ("PID", "PV1", "PV2") else 0


def patient(message: Message | _Of) -> str:
    """Return whom it is about: identifier and who assigned it; '' if nobody is named."""
    number = message.get("PID", 3) or message.get("PID", 2) or ""
    return f"{number}^{message.get('PID', 3, 4) or ''}".strip("^")


def _tells_of_visit(message: Message) -> bool:
    """Return whether one about a person names a visit; class N says that it is of none."""
    of_a_person = message.get("MSH", 9, 2) in identity.OF_A_PERSON
    return bool(of_a_person and message.get("PV1", 19) and message.get("PV1", 2) != "N")


def _account(message: Message | _Of) -> str:
    return f"{message.get('PID', 18) or ''}^{message.get('PID', 18, 4) or ''}".strip("^")


def _visit(message: Message | _Of, admitted: int | None) -> str:
    name = message.get("PV1", 19)
    if not name:
        person = patient(message)
        if not person or admitted is None:
            raise Fault("missing_visit_id", "PV1-19")
        name = f"{person}@{admitted}"
    if len(name) > LONGEST_NAME:  # cut off, two visits might become one
        raise Fault("too_long", "PV1-19")
    return name


def _number(message: Message | _Of) -> int | None:
    text = message.get("MSH", 13) or ""
    return int(text) if text.isdecimal() and len(text) < 16 else None


def _place(message: Message | _Of, field: int) -> Place:
    unit, room, bed = (message.get("PV1", field, part) or "" for part in (1, 2, 3))
    return Place(unit[:80], room[:80], bed[:80])


def _digest(said: dict) -> str:
    """Return a hash of what is said, not of how and when it was sent."""
    content = {name: value for name, value in sorted(said.items()) if name not in _SENT}
    return hashlib.sha256(repr(content).encode()).hexdigest()[:32]
