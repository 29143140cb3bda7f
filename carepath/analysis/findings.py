"""Findings: where patient-hours go, ranked, and two detectors that say so with n and interval.

Method: declared milestone pairs and hand-overs are ranked by patient-hours within each phase;
hours beyond a target come first. Edges into or out of an away stage are away and never ranked. In
a log of completions the hours of a hand-over are time between events, which may hold care.
Assumption: the hours of an interval come from the spread of single times, roughly normal in sum.
Reference: docs/algorithms/findings.md.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from carepath.analysis import flow, percentiles
from carepath.analysis.milestones import Milestone
from carepath.analysis.shares import Z_95, Share, share
from carepath.frames.moments import HOUR
from carepath.frames.spans import AWAY, DEPARTMENT, Spans

BEYOND_TARGET, LARGEST_HOURS = "beyond target", "largest hours"
DETECTORS = (BEYOND_TARGET, LARGEST_HOURS)
MILESTONE, HAND_OVER = "milestone", "hand-over"
FEWEST = 20
"""Journeys below which a detector stays silent: too few to tell."""


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
class Finding:
    """What one detector saw. `effect` is hours (beyond the target time, or in all), with its 95 %
    interval (None when n is 1); `share` is of the measured journeys beyond the target time, or the
    part of all ranked hand-over hours of the phase (then without an interval)."""

    detector: str
    source: str
    target: str
    phase: str
    effect: float
    low: float | None
    high: float | None
    n: int
    share: Share | None
    share_of_hours: float | None
    median_s: float | None
    within_us: int | None


@dataclass(frozen=True, slots=True)
class Ranking:
    """Ranked lines, first beyond target, and the hours away, shown beside but never ranked."""

    lines: tuple[Ranked, ...]
    away_hours: float

    def of_phase(self, phase: str) -> tuple[Ranked, ...]:
        """Return the lines of one phase, in order."""
        return tuple(line for line in self.lines if line.phase == phase)


def ranking(spans: Spans, edges: Iterable[flow.Edge], milestones: Iterable[Milestone]) -> Ranking:
    """Return milestone pairs and hand-overs by hours beyond target, then by patient-hours."""
    phases = _phases(spans)
    lines = [_milestone_line(found, phases) for found in milestones]
    edges = list(edges)
    lines += [_edge_line(edge, phases) for edge in edges if not edge.away]
    lines.sort(key=lambda line: (-line.hours_beyond, -line.hours, line.source, line.target))
    away = sum(edge.wait_total_s for edge in edges if edge.away) / 3600
    return Ranking(tuple(lines), away)


def findings(
    spans: Spans,
    edges: Sequence[flow.Edge],
    milestones: Iterable[Milestone],
    now: int | None = None,
    most: int = 3,
) -> list[Finding]:
    """Return what the detectors saw: all beyond target first, then the largest hours a phase."""
    found = beyond_target(spans, milestones)
    return found + largest_hours(spans, edges, now, most)


def beyond_target(spans: Spans, milestones: Iterable[Milestone]) -> list[Finding]:
    """Return one finding for each pair with time beyond its target, most hours first.

    Silent about pairs without a target time, within an away stage, or with fewer than FEWEST
    measured journeys.
    """
    phases = _phases(spans)
    found = [
        _beyond(pair, _phase(phases, pair.source, pair.target))
        for pair in milestones
        if pair.within_us is not None and pair.n_measured >= FEWEST and pair.hours_beyond > 0
    ]
    kept = [finding for finding in found if finding.phase != AWAY]
    return sorted(kept, key=lambda finding: -finding.effect)


def largest_hours(
    spans: Spans, edges: Sequence[flow.Edge], now: int | None = None, most: int = 3
) -> list[Finding]:
    """Return the `most` hand-overs with the largest patient-hours of each phase, by hours."""
    phases = _phases(spans)
    by_phase: dict[str, list[flow.Edge]] = {}
    for edge in edges:
        if not edge.away:
            by_phase.setdefault(_phase(phases, edge.source, edge.target), []).append(edge)
    found = []
    for phase, group in by_phase.items():
        total = sum(edge.wait_total_s for edge in group)
        leading = sorted(group, key=lambda edge: -edge.wait_total_s)[:most]
        found += [
            _largest(spans, edge, phase, total, now)
            for edge in leading
            if edge.count >= FEWEST and edge.wait_total_s > 0
        ]
    return sorted(found, key=lambda finding: (-finding.effect, finding.source, finding.target))


def _beyond(pair: Milestone, phase: str) -> Finding:
    late = np.maximum(pair.measured - pair.within_us, 0) / HOUR
    low, high = _interval(late)
    n = pair.n_measured
    return Finding(
        BEYOND_TARGET,
        pair.source,
        pair.target,
        phase,
        effect=pair.hours_beyond,
        low=low,
        high=high,
        n=n,
        share=share(n - pair.n_within, n),
        share_of_hours=None,
        median_s=pair.median_s,
        within_us=pair.within_us,
    )


def _largest(spans: Spans, edge: flow.Edge, phase: str, total_s: float, now: int | None) -> Finding:
    times, _ = flow.edge_times(spans, edge.source, edge.target, now)
    low, high = _interval(np.maximum(times, 0) / HOUR)
    return Finding(
        LARGEST_HOURS,
        edge.source,
        edge.target,
        phase,
        effect=edge.wait_total_s / 3600,
        low=low,
        high=high,
        n=edge.count,
        share=None,
        share_of_hours=edge.wait_total_s / total_s,
        median_s=edge.wait_median_s,
        within_us=None,
    )


def _interval(hours: NDArray[np.float64]) -> tuple[float | None, float | None]:
    """Return the 95 % limits of the sum of independent times."""
    if len(hours) < 2:
        return None, None
    half = Z_95 * float(hours.std(ddof=1)) * sqrt(len(hours))
    return max(0.0, float(hours.sum()) - half), float(hours.sum()) + half


def _milestone_line(pair: Milestone, phases: dict[str, str]) -> Ranked:
    time: percentiles.Summary = pair.time
    beyond = pair.n_measured - pair.n_within
    return Ranked(
        MILESTONE,
        pair.source,
        pair.target,
        _phase(phases, pair.source, pair.target),
        n=pair.n_measured,
        hours=time.total / 3600,
        hours_beyond=pair.hours_beyond,
        median_s=time.median,
        p90_s=time.p90,
        within_us=pair.within_us,
        share_beyond=share(beyond, pair.n_measured) if pair.within_us is not None else None,
    )


def _edge_line(edge: flow.Edge, phases: dict[str, str]) -> Ranked:
    return Ranked(
        HAND_OVER,
        edge.source,
        edge.target,
        _phase(phases, edge.source, edge.target),
        n=edge.count,
        hours=edge.wait_total_s / 3600,
        hours_beyond=0.0,
        median_s=edge.wait_median_s,
        p90_s=edge.wait_p90_s,
    )


def _phases(spans: Spans) -> dict[str, str]:
    phases = spans.phases or (DEPARTMENT,) * len(spans.stages)
    return {stage: phase or DEPARTMENT for stage, phase in zip(spans.stages, phases, strict=True)}


def _phase(phases: dict[str, str], source: str, target: str) -> str:
    """Return where the patient is meanwhile: away if either is, else where the source was."""
    here, there = phases.get(source, DEPARTMENT), phases.get(target, DEPARTMENT)
    return AWAY if AWAY in (here, there) else here
