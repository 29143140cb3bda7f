"""HL7 v2 about identities: which numbers one message merges, links, parts, moves or deletes.

The prior numbers stand in MRG, the present ones in PID and PV1; each message may hold several such
pairs. Of MRG-1 every repetition is a prior number, of PID-3 the first is the number events name.
Reference: HL7 v2.8.2 chapter 3, A18, A24, A28 to A31, A34 to A37, A39 to A51.
"""

from zoneinfo import ZoneInfo

from carepath.formats.hl7v2 import Fault, Message
from carepath.frames.identity import (
    ACCOUNT,
    BECAME,
    DELETED,
    LINKED,
    MOVED,
    OTHER_PERSON,
    OTHER_VISIT,
    PARTED,
    PERSON,
    VISIT,
    Fact,
    Key,
)  # fmt: skip

_PLACES = {
    "person": (PERSON, ("MRG", 1), ("PID", 3)),
    "outer": (PERSON, ("MRG", 4), ("PID", 2)),
    "account": (ACCOUNT, ("MRG", 3), ("PID", 18)),
    "visit": (VISIT, ("MRG", 5), ("PV1", 19)),
    "alternate person": (OTHER_PERSON, ("MRG", 2), ("PID", 4)),
    "alternate visit": (OTHER_VISIT, ("MRG", 6), ("PV1", 50)),
}
"""What a number is of, where its prior and where its present value stands."""
_BECAME = {
    "A18": ("person", "account", "visit"),
    "A30": ("person",),
    "A34": ("person",),
    "A35": ("account",),
    "A36": ("person", "account"),
    "A39": ("outer", "person"),
    "A40": ("person",),
    "A41": ("account",),
    "A42": ("visit",),
    "A46": ("outer",),
    "A47": ("person",),
    "A48": ("alternate person",),
    "A49": ("account",),
    "A50": ("visit",),
    "A51": ("alternate visit",),
}
"""Trigger to the numbers that become others: merges, and changes of a number."""
LONGEST = 200
"""Characters of a number; longer ones are none."""
_MOVED = {"A43", "A44", "A45"}
OF_A_PERSON = {"A28", "A31"}
"""They tell of a person, and of a visit only if they name one."""
OF_IDENTITIES = {*_BECAME, *_MOVED, *OF_A_PERSON, "A24", "A29", "A37"}
"""Triggers that are read here."""


def facts(message: Message, zone: ZoneInfo) -> list[Fact]:
    """Return what a message says of identities, [] if nothing.

    Fault with a code of feeds if it is one about identities and does not name them.
    """
    trigger = message.get("MSH", 9, 2) or ""
    if trigger not in OF_IDENTITIES - OF_A_PERSON:
        return []
    said = _said(trigger, message)
    if not said:
        raise Fault("missing_identity", "PID-3" if trigger in ("A24", "A29", "A37") else "MRG")
    sent = message.moment("MSH", 7, zone)
    written = message.moment("EVN", 2, zone) or sent
    occurred = message.moment("EVN", 6, zone) or written
    if occurred is None or written is None:
        raise Fault("bad_time", "EVN-2")
    control = message.get("MSH", 10) or ""
    return [Fact(*one, occurred=occurred, written=written, control=control) for one in said]


def _said(trigger: str, message: Message) -> list[tuple[str, Key, Key | None]]:
    if trigger == "A29":
        gone = _key(PERSON, message, "PID", 3)
        return [(DELETED, gone, None)] if gone else []
    if trigger in ("A24", "A37"):
        if message.count("PID") < 2:
            return []
        pair = [_key(PERSON, message, "PID", 3, nth=nth) for nth in (0, 1)]
        return [(LINKED if trigger == "A24" else PARTED, *pair)] if all(pair) else []
    read = _moved if trigger in _MOVED else _became
    found = [read(trigger, message, nth) for nth in range(message.count("MRG"))]
    return list(dict.fromkeys(one for some in found for one in some))


def _became(trigger: str, message: Message, nth: int) -> list[tuple[str, Key, Key]]:
    """Return which numbers of the nth pair became others; those that are the same did not."""
    found = []
    for name in _BECAME[trigger]:
        kind, before, after = _PLACES[name]
        now = _key(kind, message, *after, nth=nth)
        same = set(_keys(kind, message, *after, nth=nth))
        priors = _keys(kind, message, *before, nth=nth)
        found += [(BECAME, prior, now) for prior in priors if now and prior not in same]
    return found


def _moved(trigger: str, message: Message, nth: int) -> list[tuple[str, Key, Key]]:
    """Return what the nth pair moves: a number, an account or a visit, and to whom."""
    person = _key(PERSON, message, "PID", 3, nth=nth)
    if trigger == "A43":
        prior = _key(PERSON, message, "MRG", 1, nth=nth)
        to = person if prior != person else _key(PERSON, message, "PID", 2, nth=nth)
        return [(BECAME, prior, to)] if prior and to else []
    account = _key(ACCOUNT, message, "PID", 18, nth=nth) or _key(
        ACCOUNT, message, "MRG", 3, nth=nth
    )
    moved: list[tuple[str, Key, Key]] = []
    if trigger == "A45":
        visit = _key(VISIT, message, "PV1", 19, nth=nth) or _key(VISIT, message, "MRG", 5, nth=nth)
        to = _key(ACCOUNT, message, "PID", 18, nth=nth) or person
        moved += [(MOVED, visit, to)] if visit and to else []
    if account and person and (trigger == "A44" or moved):
        moved.append((MOVED, account, person))
    return moved


def _key(kind: str, message: Message, segment: str, field: int, *, nth: int = 0) -> Key | None:
    return next(iter(_keys(kind, message, segment, field, nth=nth)), None)


def _keys(kind: str, message: Message, segment: str, field: int, *, nth: int = 0) -> list[Key]:
    """Return the numbers in a field; a segment that stands once counts for every pair."""
    nth = min(nth, max(0, message.count(segment) - 1))
    found = []
    for rep in range(1, 1 + message.repetitions(segment, field, nth=nth)):
        number = message.get(segment, field, rep=rep, nth=nth) or ""
        by = message.get(segment, field, 4, rep=rep, nth=nth) or ""
        named = number if kind in (VISIT, OTHER_VISIT) else f"{number}^{by}".strip("^")
        if number and len(named) <= LONGEST:
            found.append(Key(kind, named))
    return found
