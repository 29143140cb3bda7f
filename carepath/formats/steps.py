"""Steps in HL7 v2: messages of a feed that tell, beside the visit, whole steps in segments ZST.

For hospitals whose systems know more of a step than a trigger can say: when it was asked for, what
it is part of, who did it. A step is told as it stands at that moment, so that the latest message
about it says all of it; a step that never happened is struck.
Reference: HL7 v2.5 chapter 2 (Z segments); docs/formats.md.
"""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from carepath.formats import events, identity
from carepath.formats.adt import OF_A_VISIT
from carepath.formats.hl7v2 import Fault, Message
from carepath.frames.columns import EVENTS
from carepath.frames.rejects import FileError

KIND = "hl7steps"
"""What an inbox row with such content is called."""
STANDS, STRUCK = "S", "D"
_CANCELS = {"A11", "A12", "A13"}
_NUMBERS = {"seq": 8, "flags": 10}
_MOMENTS = {"requested": 5, "started": 6, "ended": 7}
_TEXTS = {"stage": 3, "kind": 4, "precision": 9, "ref": 11, "parent_ref": 12, "unit": 13,
          "role": 14}  # fmt: skip
_OBJECTS = {"attributes": 15, "case_attributes": 16}
_MOST = 500
_REF = list(EVENTS).index("ref")


@dataclass(frozen=True, slots=True)
class Step:
    """A step as one message tells it: a row of EVENTS, and whether it stands. Of two that tell of
    one step that of the higher `order` counts: the sender's number, else when it was sent."""

    row: tuple
    stands: bool
    order: tuple[int, int, str]
    corrects: bool = False
    """A cancel tells it: it may know less than what was told before, and counts all the same."""

    @property
    def ref(self) -> bytes:
        """Return what tells this step from all others of the source."""
        return self.row[_REF]


def visit(message: Message) -> str:
    """Return the number of the visit a message is about; Fault if it names none.

    One about identities that tells no step may be about none: ''.
    """
    trigger, found = message.get("MSH", 9, 2) or "", message.get("PV1", 19)
    about = identity.OF_IDENTITIES - identity.OF_A_PERSON
    if trigger in about and not message.count("ZST"):
        return found or ""
    if trigger not in OF_A_VISIT:
        raise Fault("unknown_trigger", "MSH-9")
    if not found:
        raise Fault("missing_visit_id", "PV1-19")
    return found


def read(message: Message, zone: ZoneInfo) -> list[Step]:
    """Return the steps a message tells, none if it has no ZST; Fault if one cannot be used."""
    about = {"case": visit(message), "patient": message.get("PID", 3)}
    number = message.get("MSH", 13) or ""
    sent = message.moment("MSH", 7, zone) or 0
    place = int(number) if number.isdecimal() and len(number) < 16 else 0
    order = (place, sent, message.get("MSH", 10) or "")
    found = []
    while message.get("ZST", 2, nth=len(found)) is not None:
        if len(found) == _MOST:
            raise Fault("bad_step", "ZST")
        found.append(_step(message, len(found), about, order, zone))
    return found


def _step(message: Message, nth: int, about: dict, order: tuple, zone: ZoneInfo) -> Step:
    def said(field: int) -> str | None:
        return message.get("ZST", field, nth=nth) or None

    content = about | {name: said(field) for name, field in _TEXTS.items()}
    content |= {
        name: message.moment("ZST", field, zone, nth=nth) for name, field in _MOMENTS.items()
    }
    try:
        content |= {name: int(said(field) or 0) for name, field in _NUMBERS.items()}
        content |= {name: events.object_of(said(field)) for name, field in _OBJECTS.items()}
        row = events.row(content, nth + 1)
    except (ValueError, TypeError, FileError) as error:
        raise Fault("bad_step", f"ZST({nth + 1})") from error
    return Step(row, said(2) == STANDS, order, message.get("MSH", 9, 2) in _CANCELS)
