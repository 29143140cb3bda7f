"""Beds: what is said of one, and what it is found to be.

Codes: HL7 table 0116 (bed status), so that a feed and a person say the same things.
"""

from dataclasses import dataclass

from carepath.frames.adt import Place
from carepath.frames.moments import HOUR
from carepath.frames.rejects import gettext_noop

_ = gettext_noop

CLOSED, HOUSEKEEPING, ISOLATED, CONTAMINATED, OCCUPIED, FREE = "C", "H", "I", "K", "O", "U"
SAID = {
    CLOSED: _("closed"),
    HOUSEKEEPING: _("to be cleaned"),
    ISOLATED: _("isolated"),
    CONTAMINATED: _("contaminated"),
    OCCUPIED: _("occupied"),
    FREE: _("free"),
}
"""What a feed or a person may say of a bed (table 0116), in words."""
CONTESTED, ASSUMED, UNNAMED = "?", "u", "o"
FOUND = SAID | {
    CONTESTED: _("conflict"),
    ASSUMED: _("free, taken to be clean"),
    UNNAMED: _("said to be occupied, patient unknown"),
}
"""What a bed is found to be: as said, a conflict that only a person can settle, free for long
enough in a unit where nobody says when a bed is clean, or said to be occupied while no patient is
known to be in it. Occupied is a bed that a patient is known to have."""
CLEAN_AFTER = 2 * HOUR
"""How long after a patient left a bed is taken to be clean where nobody ever says so."""


@dataclass(frozen=True, slots=True)
class Claim:
    """That a visit has a bed from `since` to `until` (microseconds UTC; None = still)."""

    visit: int
    since: int
    until: int | None


@dataclass(frozen=True, slots=True)
class Holding:
    """Who has a bed for a while: one visit, or several that contest it."""

    since: int
    until: int | None
    visits: tuple[int, ...]

    @property
    def contested(self) -> bool:
        """Return whether more than one visit claims the bed."""
        return len(self.visits) > 1


@dataclass(frozen=True, slots=True)
class Word:
    """What was said of a bed: a code of SAID, since when, and when the sender wrote it down."""

    state: str
    since: int
    written: int


@dataclass(frozen=True, slots=True)
class BedWord:
    """What was said, and of which bed."""

    place: Place
    word: Word
