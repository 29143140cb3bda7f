"""What a tile says: a value, a few words under it, lines, and a drawing of them."""

from dataclasses import dataclass

from carepath.ui import words

Line = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Fan:
    """A band, its middle and a level line, as points of a drawing that is 100 wide and high."""

    band: str
    middle: str
    level: float


@dataclass(frozen=True, slots=True)
class Said:
    """What a tile says: one value, a few words under it, lines (label, value), and a drawing of
    what the lines say."""

    value: str
    detail: str = ""
    lines: tuple[Line, ...] = ()
    fan: Fan | None = None


def in_minutes(us: int | None) -> str:
    """Return a time as tiles say it: to the minute."""
    return words.duration(us, precision="min")
