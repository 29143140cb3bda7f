"""HL7 v2 bed status (A20): what a message says of a bed.

Reference: HL7 v2.8.2 chapter 3, segment NPU; table 0116.
"""

from zoneinfo import ZoneInfo

from carepath.formats.hl7v2 import Fault, Message
from carepath.frames import beds
from carepath.frames.adt import Place
from carepath.frames.beds import BedWord, Word

TRIGGER = "A20"


def word(message: Message, zone: ZoneInfo) -> BedWord:
    """Return what a message says of a bed; Fault with a code of feeds if it cannot be used."""
    sent = message.moment("MSH", 7, zone)
    written = message.moment("EVN", 2, zone) or sent
    since = message.moment("EVN", 6, zone) or written
    if since is None or written is None:
        raise Fault("bad_time", "EVN-2")
    unit, room, bed = (message.get("NPU", 1, part) or "" for part in (1, 2, 3))
    if not unit or not bed:
        raise Fault("no_bed", "NPU-1")
    state = (message.get("NPU", 2) or "").upper()
    if state not in beds.SAID:
        raise Fault("unknown_bed_state", "NPU-2")
    return BedWord(Place(unit[:80], room[:80], bed[:80]), Word(state, since, written))
