"""Words of a feed that no table knows: which may be read as others, and which a fault is about.

Such a word never changes what was understood: one that a table knows cannot be read as another.
A trigger of the sender's own is common (Z triggers, HL7 v2.8.2 chapter 2, 2.17); so are its own
words for the state of a bed (table 0116 is open to users), for a unit of measure and a charset. A
version that is not read is none of these: its sender was told that it is refused.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from carepath.formats import adt, bedstatus, hl7v2, identity, oru
from carepath.frames import beds, vitals
from carepath.frames.rejects import gettext_noop

_ = gettext_noop

TRIGGER, BED, MEASURE, CHARSET = "trigger", "bed", "measure", "charset"
PLACES: dict[str, hl7v2.Place] = {
    TRIGGER: ("MSH", 9, 2),
    BED: ("NPU", 2, 1),
    MEASURE: ("OBX", 6, 1),
    CHARSET: hl7v2.CHARSET,
}
"""Kind of word to where it stands in a message."""
KINDS = {
    TRIGGER: _("Trigger (MSH-9)"),
    BED: _("State of a bed (NPU-2)"),
    MEASURE: _("Unit of measure (OBX-6)"),
    CHARSET: _("Character set (MSH-18)"),
}
FAULTS = {
    "unknown_trigger": TRIGGER,
    "unknown_bed_state": BED,
    "unknown_unit": MEASURE,
    "charset": CHARSET,
}
"""Code of why a message is set aside to the kind of word that may mend it."""
_TYPES = {"ADT", oru.TYPE}
_TRIGGERS = {*adt.OF_A_VISIT, *identity.OF_IDENTITIES, bedstatus.TRIGGER, *oru.TRIGGERS}
_MEASURES = sorted({vital.unit for vital in vitals.LOINC.values()})
MEANS = {
    TRIGGER: tuple(sorted(_TRIGGERS)),
    BED: tuple(beds.SAID),
    MEASURE: tuple(_MEASURES),
    CHARSET: tuple(sorted(name for name in hl7v2.CHARSETS if name)),
}
"""Kind of word to what it may be read as."""
TRIGGERS = {
    "A01": _("admitted"),
    "A02": _("transferred"),
    "A03": _("discharged"),
    "A04": _("registered"),
    "A05": _("pre-admitted"),
    "A06": _("outpatient becomes inpatient"),
    "A07": _("inpatient becomes outpatient"),
    "A08": _("information updated"),
    "A09": _("departs, bed kept"),
    "A10": _("arrives, bed kept"),
    "A11": _("admission cancelled"),
    "A12": _("transfer cancelled"),
    "A13": _("discharge cancelled"),
    "A14": _("admission pending"),
    "A15": _("transfer pending"),
    "A16": _("discharge pending"),
    "A20": _("state of a bed"),
    "A21": _("goes on leave"),
    "A22": _("returns from leave"),
    "A28": _("person added"),
    "A31": _("person updated"),
    "A38": _("pre-admission cancelled"),
    "A40": _("patients merged"),
    "R01": _("results"),
}
"""Triggers in words, the usual ones."""
_KNOWN = {
    TRIGGER: _TRIGGERS,
    BED: set(beds.SAID),
    MEASURE: {name.upper() for vital in vitals.LOINC.values() for name in vital.units},
    CHARSET: {name for name in hl7v2.CHARSETS if name},
}
_WORD = re.compile(r"[\w/%.,*°^+\[\](){} -]{1,40}")
_NTH = re.compile(r"\[(\d+)\]")


@dataclass(frozen=True, slots=True, order=True)
class Word:
    """What a feed says in a place of this kind; of a charset '' = it names none."""

    kind: str
    said: str


def places(rows: Iterable[tuple[str, str, str]]) -> dict[hl7v2.Place, dict[str, str]]:
    """Return the words of a feed, from kind, what it says and what that is read as."""
    found: dict[hl7v2.Place, dict[str, str]] = {}
    for kind, said, means in rows:
        found.setdefault(PLACES[kind], {})[said] = means
    return found


def word(place: hl7v2.Place, said: str) -> Word:
    """Return what stands in a place as the word it is."""
    return Word(next(kind for kind, one in PLACES.items() if one == place), said)


def is_open(one: Word) -> bool:
    """Return whether it is a word that no table knows, so that a person may say what it means."""
    if one.kind not in PLACES or (not one.said and one.kind != CHARSET):
        return False
    if one.said.upper() in _KNOWN[one.kind]:
        return False
    return not one.said or _WORD.fullmatch(one.said) is not None


def at_fault(raw: bytes, fault: hl7v2.Fault, words: hl7v2.Words | None = None) -> Word | None:
    """Return the word for which a message was not understood, None if no word would mend it."""
    kind = FAULTS.get(fault.code)
    if kind is None:
        return None
    head = hl7v2.head(raw)
    if kind == TRIGGER and head.get("MSH", 9) not in _TYPES:
        return None
    message = head if kind == CHARSET else hl7v2.parse(raw, words)
    nth = _NTH.search(fault.where)
    said = message.get(*PLACES[kind], nth=int(nth[1]) - 1 if nth else 0)
    found = Word(kind, said or "")
    return found if is_open(found) else None
