"""Where the hours go: hand-overs and milestone pairs in order, and the sentences worth reading."""

from dataclasses import dataclass

from carepath.analysis import findings as analysis
from carepath.analysis.flow import is_closed
from carepath.analysis.milestones import Milestone
from carepath.bottlenecks.queries import flow
from carepath.bottlenecks.queries.logs import Log
from carepath.bottlenecks.queries.times import Times, times
from carepath.frames.moments import SECOND

MOST = 2
"""Hand-overs a phase that the detector of the largest hours names."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the ranking, with what became of all journeys if it is a milestone pair."""

    line: analysis.Ranked
    milestone: Milestone | None

    @property
    def is_milestone(self) -> bool:
        return self.milestone is not None


@dataclass(frozen=True, slots=True)
class Ranking:
    """Lines in order; time away from the hospital is never among them."""

    rows: tuple[Row, ...]

    @property
    def phases(self) -> tuple[str, ...]:
        """Return the phases that have lines."""
        return tuple(sorted({row.line.phase for row in self.rows}))


@dataclass(frozen=True, slots=True)
class Finding:
    """What a detector saw, with the milestone it saw it in, if any."""

    seen: analysis.Finding
    milestone: Milestone | None

    @property
    def is_beyond(self) -> bool:
        return self.seen.detector == analysis.BEYOND_TARGET

    @property
    def within_s(self) -> int | None:
        """Return the target time in seconds."""
        return None if self.seen.within_us is None else self.seen.within_us // SECOND


@dataclass(frozen=True, slots=True)
class Answer:
    """The first line of the page in numbers."""

    journeys: int
    open: int
    times: Times
    intervals: bool
    leading: Finding | None


def ranking(log: Log, phase: str = "") -> Ranking:
    """Return pairs and hand-overs (of one phase) by hours beyond target, then by patient-hours."""
    whole = log.recall("ranking", lambda: _ranked(log))
    if not phase:
        return whole
    rows = tuple(row for row in whole.rows if row.line.phase == phase)
    return Ranking(rows)


def _ranked(log: Log) -> Ranking:
    edges, declared = flow.edges(log), flow.declared_milestones(log)
    found = analysis.ranking(log.spans, edges, declared)
    pairs = {(pair.source, pair.target): pair for pair in declared}
    rows = tuple(
        Row(line, pairs[line.source, line.target] if line.kind == analysis.MILESTONE else None)
        for line in found.lines
    )
    return Ranking(rows)


def findings(log: Log) -> list[Finding]:
    """Return what the detectors saw: beyond target first, then the largest hours of each phase."""
    return log.recall("findings", lambda: _found(log))


def _found(log: Log) -> list[Finding]:
    declared = flow.declared_milestones(log)
    pairs = {(pair.source, pair.target): pair for pair in declared}
    seen = analysis.findings(log.spans, flow.edges(log), declared, log.now, MOST)
    return [
        Finding(
            one, pairs[one.source, one.target] if one.detector == analysis.BEYOND_TARGET else None
        )
        for one in seen
    ]


def answer(log: Log) -> Answer:
    """Return the numbers of the page's first line."""
    found = findings(log)
    return Answer(
        journeys=log.spans.n_journeys,
        open=int((~is_closed(log.spans, log.now)).sum()),
        times=times(log),
        intervals=log.intervals,
        leading=found[0] if found else None,
    )
