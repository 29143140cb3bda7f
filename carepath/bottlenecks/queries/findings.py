"""The sentences worth reading first: what detectors found, each once, and the page's first line."""

from dataclasses import dataclass

from carepath.analysis import beyond_target, looks, troubles
from carepath.analysis import findings as analysis
from carepath.analysis.flow import is_closed
from carepath.analysis.milestones import Milestone
from carepath.bottlenecks.queries import flow
from carepath.bottlenecks.queries.logs import Log
from carepath.bottlenecks.queries.times import Times, times
from carepath.frames.moments import SECOND
from carepath.places import queries as places

FIRST = 10
"""Findings that are shown; the rest is folded."""
QUICK = 100_000
"""Spans up to which what the detectors find is there with the page; of more it comes after it."""
MOST = 2
"""Hand-overs a phase that the detector of the largest hours names."""
DEFINITIONS = {
    looks.BEYOND_TARGET: "hours_beyond_target",
    looks.QUEUE: "longer_at_hours",
    looks.LEVEL_SHIFT: "level_shift",
    looks.OUTAGE: "outage",
    looks.NIGHT: "longer_at_night",
    looks.CLOCK: "clock_offset",
    looks.UNIT: "longer_in_unit",
    looks.RHYTHM: "daily_rhythm",
    looks.LARGEST_HOURS: "hand_over_hours",
}
"""Detector to the definition of its effect; also the name under which the page words it."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a detector saw, with the milestone it saw it in and the name of its unit, if any."""

    seen: looks.Finding
    milestone: Milestone | None
    unit: str
    also: tuple["Finding", ...] = ()

    @property
    def definition(self) -> str:
        """Return the key of the definition of its effect."""
        return DEFINITIONS[self.seen.detector]

    @property
    def key(self) -> str:
        """Return a text that names it among the findings of its log."""
        seen = self.seen
        days = "".join(map(str, seen.days))
        hours = f"{seen.first_hour}-{seen.last_hour}" if days else ""
        at = None if seen.at is None else seen.at // SECOND
        parts = (self.definition, seen.kind, seen.source, seen.target, seen.place, days, hours, at)
        return "|".join("" if part is None else str(part) for part in parts)

    @property
    def others(self) -> tuple["Finding", ...]:
        """Return what else the same trouble was seen in, each thing once."""
        things = {one.thing: one for one in reversed(self.also) if one.thing != self.thing}
        return tuple(reversed(things.values()))

    @property
    def thing(self) -> tuple[str, str, str]:
        """Return what it is about: its stages, and the unit if it is about one."""
        is_of_unit = self.seen.detector in (looks.UNIT, looks.CLOCK)
        return self.seen.source, self.seen.target, self.unit if is_of_unit else ""

    @property
    def is_beyond(self) -> bool:
        return self.seen.detector == looks.BEYOND_TARGET

    @property
    def within_s(self) -> int | None:
        """Return the target time in seconds."""
        return None if self.seen.within_us is None else self.seen.within_us // SECOND


@dataclass(frozen=True, slots=True)
class Findings:
    """Tested findings and descriptions in the order of reading; `looks` is how many tests the
    `detectors` took."""

    all: tuple[Finding, ...]
    tested: int
    looks: int
    detectors: int

    @property
    def first(self) -> tuple[Finding, ...]:
        """Return those that are shown."""
        return self.all[:FIRST]

    @property
    def rest(self) -> tuple[Finding, ...]:
        """Return those that are folded."""
        return self.all[FIRST:]

    @property
    def leading(self) -> Finding | None:
        return self.all[0] if self.all else None

    def every(self) -> tuple[Finding, ...]:
        """Return all of them, those beneath others too."""
        return tuple(one for head in self.all for one in (head, *head.also))


@dataclass(frozen=True, slots=True)
class Answer:
    """The first line of the page in numbers."""

    journeys: int
    open: int
    times: Times
    intervals: bool
    leading: Finding | None


def findings(log: Log) -> Findings:
    """Return what the detectors found, then the largest hours of each phase."""
    return log.recall("findings", lambda: _found(log))


def are_quick(log: Log) -> bool:
    """Return whether findings take no time worth waiting for apart."""
    return log.spans.n_spans <= QUICK or log.knows("findings")


def _found(log: Log) -> Findings:
    declared = flow.declared_milestones(log)
    seen = analysis.findings(
        log.spans, flow.edges(log), declared, log.now, log.zone, MOST, log.night
    )
    pairs = {(pair.source, pair.target): pair for pair in declared}
    codes = {one.place for head in seen.all for one in (head, *head.also)} - {None}
    names = places.unit_names(codes) if codes else {}

    def named(one: looks.Finding) -> Finding:
        pair = pairs.get((one.source, one.target)) if one.kind == "milestone" else None
        return Finding(one, pair, names.get(one.place, ""), tuple(map(named, one.also)))

    every = tuple(map(named, seen.all))
    return Findings(every, len(seen.tested), seen.looks, seen.detectors)


def answer(log: Log) -> Answer:
    """Return the numbers of the page's first line; before findings are known, it names what is
    most beyond its target alone."""
    leading = findings(log).leading if are_quick(log) else _most_beyond(log)
    return Answer(
        journeys=log.spans.n_journeys,
        open=int((~is_closed(log.spans, log.now)).sum()),
        times=times(log),
        intervals=log.intervals,
        leading=leading,
    )


def _most_beyond(log: Log) -> Finding | None:
    declared = flow.declared_milestones(log)
    taken = beyond_target.looks(log.spans, declared, log.zone)
    found = troubles.troubles(analysis.reported(taken))
    pairs = {(pair.source, pair.target): pair for pair in declared}
    return Finding(found[0], pairs[found[0].source, found[0].target], "") if found else None
