"""Moves that a person says of a patient and a bed before a feed tells of them."""

from dataclasses import dataclass

from carepath.frames.moments import HOUR
from carepath.frames.rejects import gettext_noop

_ = gettext_noop

GONE, ARRIVED, SWAPPED = "gone", "arrived", "swapped"
SAID = {GONE: _("gone"), ARRIVED: _("arrived"), SWAPPED: _("changed beds")}
"""What a person may say: a patient left a bed, came into it, or came into that of another who came
into theirs. A swap is two such moves at one moment; it answers no request for a bed."""
AWAITED, TOLD, OTHERWISE = "awaited", "told", "otherwise"
STANDINGS = {
    AWAITED: _("awaiting feed"),
    TOLD: _("told by the feed"),
    OTHERWISE: _("the feed says otherwise"),
}
"""How a move stands beside what the feed tells of the visit."""
OVERDUE = 2 * HOUR
"""How long a move may wait for its message before it is listed as one that somebody looks at."""


@dataclass(frozen=True, slots=True)
class Told:
    """A stay as a feed tells it (microseconds UTC, `until` None = still): the unit it names, and
    the bed, None = not named."""

    key: int
    since: int
    until: int | None
    unit: int | None
    bed: int | None


@dataclass(frozen=True, slots=True)
class Move:
    """What a person said: that the patient left this bed, or came into it, and when it happened.

    `recorded` is when it was said; `key` decides between two said at one moment.
    """

    key: int
    kind: str
    happened: int
    recorded: int
    unit: int
    bed: int


@dataclass(frozen=True, slots=True)
class Claimed:
    """That the visit has a bed for a while, and what says so: a stay or a move, by its key."""

    bed: int
    since: int
    until: int | None
    stay: int | None = None
    move: int | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    """What stays and moves make together: claims, and how each move stands (key to code)."""

    claims: tuple[Claimed, ...]
    standings: dict[int, str]
