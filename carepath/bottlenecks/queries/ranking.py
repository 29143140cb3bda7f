"""Where the hours go: hand-overs and milestone pairs in order."""

from dataclasses import dataclass

from carepath.analysis import ranking as analysis
from carepath.analysis.milestones import Milestone
from carepath.bottlenecks.queries import flow
from carepath.bottlenecks.queries.logs import Log


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


def ranking(log: Log, phase: str = "") -> Ranking:
    """Return pairs and hand-overs (of one phase) by hours beyond target, then by patient-hours."""
    whole = log.recall("ranking", lambda: _ranked(log))
    if not phase:
        return whole
    rows = tuple(row for row in whole.rows if row.line.phase == phase)
    return Ranking(rows)


def _ranked(log: Log) -> Ranking:
    edges, declared = flow.edges(log), flow.declared_milestones(log)
    found = analysis.ranking(log.spans, edges, declared, log.now)
    pairs = {(pair.source, pair.target): pair for pair in declared}
    rows = tuple(
        Row(line, pairs[line.source, line.target] if line.kind == analysis.MILESTONE else None)
        for line in found.lines
    )
    return Ranking(rows)
