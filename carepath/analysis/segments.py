"""Segments: the parts an attribution consists of, and the words they are made of.

Assumption: times are integers, intervals half-open; words are codes for the page to translate.
Reference: docs/algorithms/waits.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from carepath.analysis import sweep
from carepath.frames.moments import OPEN, UNKNOWN

STAGE, WAIT, GAP, BETWEEN, AWAY = "stage", "wait", "gap", "between", "away"
KINDS = (STAGE, WAIT, GAP, BETWEEN, AWAY)
"""What a segment is: care, a declared wait, an unexplained gap, time between events, or away."""
IN, BEFORE, CLOSE, NEXT = "in", "before", "close", "next"
RELATIONS = (IN, BEFORE, CLOSE, NEXT)
"""How a segment relates to `name`: in it, before it, or before the close or next step (no name)."""
CAUSES = (
    *("queue", "staff", "bed", "transport", "result pending"),
    *("batch", "calendar", "unexplained"),
)
"""Why a patient waits; `unexplained` unless a recorded reason or evidence says otherwise."""
UNEXPLAINED = "unexplained"


@dataclass(frozen=True, slots=True)
class Cause:
    """Why a wait happened: one of CAUSES; `inferred` from evidence rather than recorded."""

    name: str
    inferred: bool = False


@dataclass(frozen=True, slots=True)
class Visit:
    """One span in plain form, for `attribute_visits`; times in microseconds (any unit works)."""

    stage: str
    start: int = OPEN
    end: int = OPEN
    requested: int = UNKNOWN
    parent: int = -1
    cause: Cause = Cause(UNEXPLAINED)
    phase: str = ""


class Segment(NamedTuple):
    """A part of a journey and what it is credited to, [start, end) in microseconds UTC."""

    start: int
    end: int
    kind: str
    name: str
    relation: str = IN
    cause: str = ""
    inferred: bool = False
    provisional: bool = False
    place: sweep.Place | None = None
    names: Sequence[str] = ()

    @property
    def us(self) -> int:
        return self.end - self.start

    @property
    def path(self) -> tuple[str, ...]:
        """Return the stages around this one, outermost first, without itself."""
        return _path(self.place, self.names)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an attribution's table: microseconds credited alike, however many pieces."""

    kind: str
    name: str
    relation: str
    cause: str
    inferred: bool
    provisional: bool
    us: int
    place: sweep.Place | None = None
    names: Sequence[str] = ()

    @property
    def path(self) -> tuple[str, ...]:
        """Return the stages around this one, outermost first, without itself."""
        return _path(self.place, self.names)


@dataclass(frozen=True, slots=True)
class Outside:
    """Recorded work that lies before the journey's opening or after its close; never credited."""

    start: int
    end: int
    name: str


@dataclass(frozen=True, slots=True)
class Attribution:
    """Segments in order of time that fill [opened, until) exactly, and the work outside it.

    `closed` is None for a journey that is open at `now`; then `until` is now.
    """

    segments: tuple[Segment, ...]
    outside: tuple[Outside, ...]
    opened: int
    until: int
    closed: int | None

    @property
    def us(self) -> int:
        """Return the length of the journey so far (or of the window clipped to)."""
        return self.until - self.opened

    def credits(self) -> list[Line]:
        """Return the summed lines, in order of first appearance; they add up to `us`."""
        sums: dict[tuple, int] = {}
        first: dict[tuple, Segment] = {}
        unsure: set[tuple] = set()
        for part in self.segments:
            key = (part.kind, part.name, part.relation, id(part.place), part.cause, part.inferred)
            first.setdefault(key, part)
            sums[key] = sums.get(key, 0) + part.us
            if part.provisional:
                unsure.add(key)
        return [_line(first[key], key in unsure, us) for key, us in sums.items()]

    def clip(self, lo: int, hi: int) -> "Attribution":
        """Return the part within [lo, hi); two adjoining windows add up to the whole."""
        parts = (
            part._replace(start=max(part.start, lo), end=min(part.end, hi))
            for part in self.segments
            if max(part.start, lo) < min(part.end, hi)
        )
        opened = min(max(self.opened, lo), hi)
        until = max(opened, min(self.until, hi))
        return replace(self, segments=tuple(parts), opened=opened, until=until)


def _line(part: Segment, unsure: bool, us: int) -> Line:
    kept = part.kind, part.name, part.relation, part.cause, part.inferred
    return Line(*kept, unsure, us, part.place, part.names)


def _path(place: sweep.Place | None, names: Sequence[str]) -> tuple[str, ...]:
    return tuple(names[code] for code in place.path()[:-1]) if place else ()
