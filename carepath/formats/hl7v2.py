"""HL7 v2: the bytes of one message in, its fields out.

A reader of fields, not a validator: what is not asked for is never looked at, so that unknown
segments and versions cannot fail. The `hl7` package took 3.3 ms for a message of 14 segments, two
thirds of a core at 200 a second; this takes a thirtieth.
Reference: HL7 v2.8.2 chapter 2 (control).
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
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
VERSIONS = {
    *("2.1", "2.2", "2.3", "2.3.1", "2.4", "2.5", "2.5.1", "2.6", "2.7", "2.7.1", "2.8"),
    *("2.8.1", "2.8.2", "2.9"),
}
LONGEST_KEY = 120
Place = tuple[str, int, int]
"""Where a value stands: segment, field, component."""
Words = Mapping[Place, Mapping[str, str]]
"""Place to what a feed says there and what that is to be read as (`formats/hl7words.py`)."""
CHARSET: Place = ("MSH", 18, 1)
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
    "parser_error": _("The portal failed to read the message: a fault of its own."),
    "too_long": _("A value that names something is longer than 200 characters."),
    "no_number": _("The message has no number of its own (control id)."),
    "unsupported_version": _("The message is in a version of HL7 that is not read."),
    "unsupported_type": _("Messages of this type are not taken from this feed."),
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
    """The segments of one message; fields are read when asked for.

    `used` holds the words of its feed that were read as others, each with its place.
    """

    __slots__ = ("_segments", "_words", "delimiters", "used")

    def __init__(
        self, segments: list[list[str]], delimiters: Delimiters, words: Words | None = None
    ) -> None:
        self._segments, self.delimiters, self._words = segments, delimiters, words or {}
        self.used: set[tuple[Place, str]] = set()

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
        text = self._unescaped(text).strip()
        if self._words:
            text = self._meant((segment, field, component), text)
        return text or None

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

    def _meant(self, place: Place, text: str) -> str:
        words = self._words.get(place, {})
        if text in words:
            self.used.add((place, text))
        return words.get(text, text)

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
                parts[at] = bytes.fromhex(code[1:]).replace(b"\0", b" ").decode("latin-1")
            else:
                parts[at] = f"{escape}{code}{escape}"
        return "".join(parts)


def parse(raw: bytes, words: Words | None = None) -> Message:
    """Return the message; Fault if it is none, too large, or not text in its own charset.

    `words` are those of its feed that are read as others.
    """
    if len(raw) > MOST_BYTES:
        raise Fault("too_big")
    raw = raw.removeprefix(BOM).strip(b"\x0b\x1c\r\n\t ")
    delimiters = _delimiters(raw)
    said = head(raw).get("MSH", 18) or ""
    charsets = words.get(CHARSET, {}) if words and (said or not raw.isascii()) else {}
    text = _segments(_decoded(raw, charsets.get(said, said)))
    found = Message([line.split(delimiters.field) for line in text], delimiters, words)
    found.used |= {(CHARSET, said)} if said in charsets else set()
    return found


def lines(raw: bytes) -> list[str]:
    """Return the segments of a message as they stand; Fault as for `parse`."""
    raw = raw.removeprefix(BOM).strip(b"\x0b\x1c\r\n\t ")
    return _segments(_decoded(raw, head(raw).get("MSH", 18) or ""))


def _segments(text: str) -> list[str]:
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
    codec = CHARSETS.get(charset.upper())
    if codec is None:
        raise Fault("charset", "MSH-18")
    try:
        text = raw.decode(codec)
    except UnicodeDecodeError as error:
        raise Fault("charset", "MSH-18") from error
    if "\0" in text:  # no text holds one, and no database keeps it in one
        raise Fault("charset")
    return text


def key_of(message: Message) -> str:
    """Return what tells a message from all others of its feed: sender, time, number; '' = none.

    One that is too long to be kept, or holds what is no text, is given by its hash.
    """
    number = message.get("MSH", 10)
    if not number:
        return ""
    sender = "|".join(message.get("MSH", field) or "" for field in (3, 4, 7))
    key = f"{sender}|{number}"
    if len(key) <= LONGEST_KEY and key.isprintable():
        return key
    return hashlib.sha256(key.encode()).hexdigest()


def check_allowed(message: Message) -> None:
    """Raise Fault for what a working portal must not take: without a number, in a version it does
    not read, of a test or of training.
    """
    if not message.get("MSH", 10):
        raise Fault("no_number", "MSH-10")
    if (message.get("MSH", 12) or "2.5") not in VERSIONS:
        raise Fault("unsupported_version", "MSH-12")
    if (message.get("MSH", 11) or "P") != "P":
        raise Fault("wrong_processing_id", "MSH-11")


def head(raw: bytes) -> Message:
    """Return the first segment alone, in whatever character set; Fault if there is none."""
    raw = raw.removeprefix(BOM).strip(b"\x0b\x1c\r\n\t ")
    delimiters = _delimiters(raw)
    line = re.split(rb"[\r\n]", raw, maxsplit=1)[0].decode("latin-1")
    return Message([line.split(delimiters.field)], delimiters)
