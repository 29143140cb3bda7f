"""HL7 v2: the bytes of one message in, its fields out.

A reader of fields, not a validator: what is not asked for is never looked at, so that unknown
segments and versions cannot fail. The `hl7` package took 3.3 ms for a message of 14 segments, two
thirds of a core at 200 a second; this takes a thirtieth.
Reference: HL7 v2.8.2 chapter 2 (control).
"""

import re
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from carepath.formats import hl7time
from carepath.frames.rejects import gettext_noop

_ = gettext_noop

BOM = b"\xef\xbb\xbf"
MOST_BYTES = 1024 * 1024
CHARSETS = {
    "": "ascii",
    "ASCII": "ascii",
    "UNICODE UTF-8": "utf-8",
    "UNICODE": "utf-8",
    "UTF-8": "utf-8",
    **{f"8859/{n}": f"iso8859-{n}" for n in (1, 2, 3, 4, 5, 6, 7, 8, 9, 15)},
}
"""Table 0211 to the codec of Python."""
_ENDS = re.compile("\r\n|\n|\r")
_ESCAPED = re.compile(r"X(?:[0-9A-F]{2})+")


FAULTS = {
    "not_a_message": _("This is no HL7 message: it does not begin with MSH."),
    "bad_delimiters": _("The delimiters in MSH-1 and MSH-2 cannot part a message."),
    "charset": _("The message is not text in the character set it names."),
    "too_big": _("The message is larger than 1 MiB."),
    "unknown_trigger": _("Messages of this type and trigger are not read."),
    "bad_step": _("A step in a segment ZST cannot be read."),
    "missing_visit_id": _("No visit is named, and no patient with a time of admission."),
    "no_bed": _("No bed is named with its unit."),
    "unknown_bed_state": _("The state of the bed is none that is known."),
    "missing_patient": _("Neither a visit nor a patient is named."),
    "no_result": _("The message holds no result."),
    "no_unit": _("A measured value has no unit."),
    "unknown_unit": _("A measured value has a unit in which it is not measured."),
    "bad_value": _("A measured value is no number, or one that no body can show."),
    "missing_identity": _("Which numbers it merges, links, parts or moves is not said."),
    "bad_time": _("A time cannot be read, or is one that clocks skipped."),
    "wrong_processing_id": _("The message is marked as a test or training message."),
    "control_id_reused": _("Another message came under the same number before."),
}
"""Code of why a message is set aside, to its sentence (a message id for translation)."""


class Fault(ValueError):
    """A message that cannot be used: a code of FAULTS, and where it stands (PV1-19); no content."""

    def __init__(self, code: str, where: str = "") -> None:
        self.code, self.where = code, where
        super().__init__(f"{FAULTS[code]} ({where})" if where else FAULTS[code])


@dataclass(frozen=True, slots=True)
class Delimiters:
    """The five characters that part a message, as its own head says."""

    field: str
    component: str
    repetition: str
    escape: str
    sub: str


class Message:
    """The segments of one message; fields are read when asked for."""

    __slots__ = ("_segments", "delimiters")

    def __init__(self, segments: list[list[str]], delimiters: Delimiters) -> None:
        self._segments, self.delimiters = segments, delimiters

    @property
    def names(self) -> list[str]:
        """Return the name of each segment, in order."""
        return [fields[0] for fields in self._segments]

    def get(
        self,
        segment: str,
        field: int,
        component: int = 1,
        sub: int = 1,
        *,
        nth: int = 0,
        rep: int = 1,
    ) -> str | None:
        """Return a value of the nth such segment; None if nothing is said, '' if it is removed.

        Of a field that is repeated it is the first, or number `rep`.
        """
        text = self._field(segment, field, nth)
        if text == '""':
            return ""
        for mark, place in (
            (self.delimiters.repetition, rep),
            (self.delimiters.component, component),
            (self.delimiters.sub, sub),
        ):
            parts = text.split(mark) if mark else [text]
            text = parts[place - 1] if place <= len(parts) else ""
        if text == '""':
            return ""
        return self._unescaped(text).strip() or None

    def count(self, segment: str) -> int:
        """Return how many such segments there are."""
        return sum(fields[0] == segment for fields in self._segments)

    def repetitions(self, segment: str, field: int, *, nth: int = 0) -> int:
        """Return how often a field of the nth such segment is said, 0 if it is empty."""
        text = self._field(segment, field, nth)
        mark = self.delimiters.repetition
        return 0 if not text else 1 + (text.count(mark) if mark else 0)

    def moment(self, segment: str, field: int, zone: ZoneInfo, *, nth: int = 0) -> int | None:
        """Return a time in microseconds UTC, None if it is not said; Fault if it cannot be."""
        text = self.get(segment, field, nth=nth)
        if not text:
            return None
        try:
            return hl7time.read(text, zone)
        except ValueError as error:
            raise Fault("bad_time", f"{segment}-{field}") from error

    def _field(self, segment: str, field: int, nth: int) -> str:
        found = [fields for fields in self._segments if fields[0] == segment]
        if nth >= len(found):
            return ""
        fields = found[nth]
        # MSH-1 is the delimiter itself, so that MSH-2 stands where other segments have field 1.
        place = field - 1 if segment == "MSH" else field
        return fields[place] if place < len(fields) else ""

    def _unescaped(self, text: str) -> str:
        escape = self.delimiters.escape
        if not escape or escape not in text:
            return text
        marks = self.delimiters
        plain = {
            "F": marks.field, "S": marks.component, "R": marks.repetition, "E": marks.escape,
            "T": marks.sub,
        }  # fmt: skip
        parts = text.split(escape)
        if len(parts) % 2 == 0:  # a lone escape is a character like any other
            return text
        for at in range(1, len(parts), 2):
            code = parts[at]
            if code in plain:
                parts[at] = plain[code]
            elif _ESCAPED.fullmatch(code):
                parts[at] = bytes.fromhex(code[1:]).decode("latin-1")
            else:
                parts[at] = f"{escape}{code}{escape}"
        return "".join(parts)


def parse(raw: bytes, *, charset: str = "") -> Message:
    """Return the message; Fault if it is none, too large, or not text in its own charset.

    `charset` (table 0211) counts where MSH-18 is empty.
    """
    if len(raw) > MOST_BYTES:
        raise Fault("too_big")
    raw = raw.removeprefix(BOM).strip(b"\x0b\x1c\r\n\t ")
    delimiters = _delimiters(raw)
    return Message(
        [line.split(delimiters.field) for line in lines(raw, charset=charset)], delimiters
    )


def lines(raw: bytes, *, charset: str = "") -> list[str]:
    """Return the segments of a message as they stand; Fault as for `parse`."""
    text = _decoded(raw.removeprefix(BOM).strip(b"\x0b\x1c\r\n\t "), charset)
    return [line.strip() for line in _ENDS.split(text) if line.strip()]


def _delimiters(raw: bytes) -> Delimiters:
    if not raw.startswith(b"MSH") or len(raw) < 8:
        raise Fault("not_a_message")
    field = chr(raw[3])
    marks = raw[4:20].decode("latin-1").split(field)[0]
    if field.isalnum() or field.isspace() or not 1 <= len(marks) <= 6:
        raise Fault("bad_delimiters", "MSH-2")
    marks = re.sub(r"(.)\1", r"\1", marks)  # a sender that escaped its own escape character
    if len({field, *marks}) != len(marks) + 1:
        raise Fault("bad_delimiters", "MSH-2")
    component, repetition, escape, sub = (marks + "\0\0\0\0")[:4].replace("\0", " ")
    return Delimiters(field, component, repetition.strip(), escape.strip(), sub.strip())


def _decoded(raw: bytes, charset: str) -> str:
    said = head(raw).get("MSH", 18) or ""
    codec = CHARSETS.get((said or charset).upper())
    if codec is None:
        raise Fault("charset", "MSH-18")
    try:
        return raw.decode(codec)
    except UnicodeDecodeError as error:
        raise Fault("charset", "MSH-18") from error


def key_of(message: Message) -> str:
    """Return what tells a message from all others of its feed: sender, time, number; '' = none."""
    number = message.get("MSH", 10)
    if not number:
        return ""
    sender = "|".join(message.get("MSH", field) or "" for field in (3, 4, 7))
    return f"{sender}|{number}"[:160]


def check_allowed(message: Message) -> None:
    """Raise Fault for what a working portal must not take: messages of tests and of training."""
    if (message.get("MSH", 11) or "P") != "P":
        raise Fault("wrong_processing_id", "MSH-11")


def head(raw: bytes) -> Message:
    """Return the first segment alone, in whatever character set; Fault if there is none."""
    raw = raw.removeprefix(BOM).strip(b"\x0b\x1c\r\n\t ")
    delimiters = _delimiters(raw)
    line = re.split(rb"[\r\n]", raw, maxsplit=1)[0].decode("latin-1")
    return Message([line.split(delimiters.field)], delimiters)


def answer(raw: bytes, *, at: datetime) -> bytes:
    """Return the acknowledgement of a message that is stored; b"" for one that gets none."""
    try:
        message = head(raw)
    except Fault:
        return _acknowledgement("AR", None, at)
    code = answer_code(message)
    return _acknowledgement(code, message, at) if code else b""


def refusal(beginning: bytes, *, at: datetime) -> bytes:
    """Return the answer to a message that was too large to take; b"" if its number is not known."""
    try:
        message = head(beginning)
    except Fault:
        return b""
    return _acknowledgement("AR", message, at) if message.get("MSH", 10) else b""


def _acknowledgement(code: str, to: Message | None, at: datetime) -> bytes:
    """Return an ACK from whom the message was sent to, in its version; it repeats its number."""
    said = {n: _plain(to.get("MSH", n) if to else None) for n in (3, 4, 5, 6, 10, 11, 12)}
    trigger = _plain(to.get("MSH", 9, 2) if to else None)
    kind = f"ACK^{trigger}" if trigger else "ACK"
    sent, own = f"{at:%Y%m%d%H%M%S}+0000", f"{at:%Y%m%d%H%M%S%f}"
    back = [said[n] for n in (5, 6, 3, 4)]
    first = ["MSH", "^~\\&", *back, sent, "", kind, own, said[11] or "P", said[12] or "2.5"]
    lines = ["|".join(first), f"MSA|{code}|{said[10]}"]
    if code != "AA":
        where = "MSH^1^11" if said[10] else "MSH^1^10"
        lines.append(f"ERR||{where}|207^Application internal error^HL70357|E")
    return "\r".join([*lines, ""]).encode("ascii", "replace")


def _plain(text: str | None) -> str:
    """Return a value as it may stand in a message of ours, whatever it holds."""
    return re.sub(r"[|^~\\&\s]", " ", text or "")


def answer_code(message: Message) -> str:
    """Return AA for what is kept, AR for what its sender must not repeat, '' = no answer at all.

    What is kept but not understood is accepted too: a sender that is told of an error would send
    it again for ever, and hold back all that comes after it.
    """
    if message.get("MSH", 9) in ("ACK", "MCF"):
        return ""
    is_kept = message.get("MSH", 10) and (message.get("MSH", 11) or "P") == "P"
    return "AA" if is_kept else "AR"
