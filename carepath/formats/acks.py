"""HL7 v2 acknowledgements: what the head of a message asks for, and what it is answered with.

In original mode one answer follows when the message is stored. In enhanced mode (MSH-15 or MSH-16
hold anything) storing is answered with CA, CR or CE, and what became of it later with AA, AR or AE.
Reference: HL7 v2.8.2 chapter 2, 2.9 (processing rules), tables 0008, 0155 and 0357.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from carepath.formats import hl7v2
from carepath.formats.hl7v2 import Fault, Message

Outcome = Literal["good", "refused", "failed"]
GOOD, REFUSED, FAILED = "good", "refused", "failed"
_ORIGINAL = {GOOD: "AA", REFUSED: "AR", FAILED: "AE"}
_ACCEPT = {GOOD: "CA", REFUSED: "CR", FAILED: "CE"}
_WANTED = {"AL": {GOOD, REFUSED, FAILED}, "ER": {REFUSED, FAILED}, "SU": {GOOD}}
"""Table 0155; NE, and whatever else stands there, wants nothing."""
_ERRORS = {
    "no_number": ("MSH^1^10", "101^Required field missing^HL70357"),
    "not_a_message": ("MSH^1", "100^Segment sequence error^HL70357"),
    "unsupported_type": ("MSH^1^9", "200^Unsupported message type^HL70357"),
    "wrong_processing_id": ("MSH^1^11", "202^Unsupported processing id^HL70357"),
    "unsupported_version": ("MSH^1^12", "203^Unsupported version id^HL70357"),
}
_INTERNAL = ("MSH^1", "207^Application internal error^HL70357")


@dataclass(frozen=True, slots=True)
class Asked:
    """Who sent a message, and which answers its head asks for.

    `fault` is why it is refused, None if it is not. Of an answer itself nothing is ever said.
    """

    head: Message | None
    fault: Fault | None = None
    is_answer: bool = False

    @property
    def is_enhanced(self) -> bool:
        """Return whether storing it and its effect are answered apart."""
        return self.head is not None and any(self.head.get("MSH", n) for n in (15, 16))

    @property
    def outcome(self) -> Outcome:
        """Return what becomes of it at the door, once it is stored."""
        return GOOD if self.fault is None else REFUSED

    @property
    def code(self) -> str:
        """Return the code of original mode for what is stored, '' for what is never answered."""
        return "" if self.is_answer else _ORIGINAL[self.outcome]

    def wants_later(self) -> bool:
        """Return whether it is to be told later what became of it: never of what was refused."""
        if self.is_answer or not self.is_enhanced or self.fault is not None:
            return False
        return (self.head.get("MSH", 16) or "NE") in _WANTED

    def first(self, outcome: Outcome, *, at: datetime) -> bytes:
        """Return the answer to storing it, b"" where none is wanted."""
        if self.is_answer or (self.is_enhanced and not self._wants(15, outcome)):
            return b""
        codes = _ACCEPT if self.is_enhanced else _ORIGINAL
        return acknowledgement(codes[outcome], self.head, at=at, fault=self._code(outcome))

    def later(self, outcome: Outcome, *, at: datetime) -> bytes:
        """Return the answer to what became of it, b"" where none is wanted."""
        if not self.wants_later() or not self._wants(16, outcome):
            return b""
        return acknowledgement(_ORIGINAL[outcome], self.head, at=at, fault=self._code(outcome))

    def _wants(self, field: int, outcome: Outcome) -> bool:
        return outcome in _WANTED.get(self.head.get("MSH", field) or "NE", ())

    def _code(self, outcome: Outcome) -> str:
        return self.fault.code if self.fault is not None and outcome == REFUSED else ""


def asked(raw: bytes, *, types: Collection[str] = ()) -> Asked:
    """Return what a message asks for; of `types` (MSH-9, none = any) all others are refused."""
    try:
        head = hl7v2.head(raw)
    except Fault as fault:
        return Asked(None, fault)
    if head.get("MSH", 9) in ("ACK", "MCF"):
        return Asked(head, is_answer=True)
    try:
        hl7v2.check_allowed(head)
        if types and head.get("MSH", 9) not in types:
            raise Fault("unsupported_type", "MSH-9")
    except Fault as fault:
        return Asked(head, fault)
    return Asked(head)


def too_large(beginning: bytes, *, at: datetime) -> bytes:
    """Return the answer to a message too large to take; b"" if its number is not known."""
    found = asked(beginning)
    if found.head is None or not found.head.get("MSH", 10):
        return b""
    return found.first(REFUSED, at=at)


def acknowledgement(code: str, to: Message | None, *, at: datetime, fault: str = "") -> bytes:
    """Return an ACK from whom a message was sent to, in its version; it repeats its number."""
    said = {n: _plain(to.get("MSH", n) if to else None) for n in (3, 4, 5, 6, 10, 11, 12)}
    trigger = _plain(to.get("MSH", 9, 2) if to else None)
    kind = f"ACK^{trigger}" if trigger else "ACK"
    sent, own = f"{at:%Y%m%d%H%M%S}+0000", f"{at:%Y%m%d%H%M%S%f}"
    back = [said[n] for n in (5, 6, 3, 4)]
    first = ["MSH", "^~\\&", *back, sent, "", kind, own, said[11] or "P", said[12] or "2.5"]
    lines = ["|".join(first), f"MSA|{code}|{said[10]}"]
    if code[1] != "A":
        where, error = _ERRORS.get(fault, _INTERNAL)
        lines.append(f"ERR||{where}|{error}|E")
    return "\r".join([*lines, ""]).encode("ascii", "replace")


def _plain(text: str | None) -> str:
    """Return a value as it may stand in a message of ours, whatever it holds."""
    return re.sub(r"[|^~\\&\s\x00-\x1f]", " ", text or "")
