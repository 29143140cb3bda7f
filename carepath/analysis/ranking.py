"""Ranking: where patient-hours go.

Method: declared milestone pairs and hand-overs are ranked by patient-hours within each phase;
hours beyond a target come first. Edges into or out of an away stage are away and never ranked. In
a log of completions the hours of a hand-over are time between events, which may hold care.
Reference: docs/algorithms/findings.md.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from carepath.analysis import filing, flow, percentiles, phases
from carepath.analysis.milestones import Milestone
from carepath.analysis.shares import Share, share
from carepath.frames.spans import Spans

MILESTONE, HAND_OVER = "milestone", "hand-over"


@dataclass(frozen=True, slots=True)
class Ranked:
    """One line of the ranking. `hours` are patient-hours from source to target (waits, overlaps as
    0); `hours_beyond` those beyond the target time (0 without one); `share_beyond` of the measured.
    """

    kind: str
    source: str
    target: str
    phase: str
    n: int
    hours: float
    hours_beyond: float
    median_s: float | None
    p90_s: float | None
    within_us: int | None = None
    share_beyond: Share | None = None


@dataclass(frozen=True, slots=True)
class Ranking:
    """Ranked lines, first beyond target, and the hours away, shown beside but never ranked."""

    lines: tuple[Ranked, ...]
    away_hours: float

    def of_phase(self, phase: str) -> tuple[Ranked, ...]:
        """Return the lines of one phase, in order."""
        return tuple(line for line in self.lines if line.phase == phase)


def ranking(
    spans: Spans,
    edges: Iterable[flow.Edge],
    milestones: Iterable[Milestone],
    now: int | None = None,
) -> Ranking:
    """Return milestone pairs and hand-overs by hours beyond target, then by patient-hours."""
    phase = phases.by_stage(spans)
    lines = [_milestone_line(found, phase) for found in milestones]
    edges = list(edges)
    lines += [_edge_line(edge, where) for where, edge in filing.filed(spans, edges, now)]
    lines.sort(key=lambda line: (-line.hours_beyond, -line.hours, line.source, line.target))
    away = sum(edge.wait_total_s for edge in edges if edge.away) / 3600
    return Ranking(tuple(lines), away)


def _milestone_line(pair: Milestone, phase: dict[str, str]) -> Ranked:
    time: percentiles.Summary = pair.time
    beyond = pair.n_measured - pair.n_within
    return Ranked(
        MILESTONE,
        pair.source,
        pair.target,
        phases.between(phase, pair.source, pair.target),
        n=pair.n_measured,
        hours=time.total / 3600,
        hours_beyond=pair.hours_beyond,
        median_s=time.median,
        p90_s=time.p90,
        within_us=pair.within_us,
        share_beyond=share(beyond, pair.n_measured) if pair.within_us is not None else None,
    )


def _edge_line(edge: flow.Edge, phase: str) -> Ranked:
    return Ranked(
        HAND_OVER,
        edge.source,
        edge.target,
        phase,
        n=edge.measured,
        hours=edge.wait_total_s / 3600,
        hours_beyond=0.0,
        median_s=edge.wait_median_s,
        p90_s=edge.wait_p90_s,
    )
