"""Findings: the sentences worth reading first, from a fixed set of detectors.

Method: every look of every detector is counted; together they are held to a false-discovery rate
of Q. A finding must also matter and rest on enough (each detector says how much). Findings about
the same trouble become one. What is longer at some hours of every day, and the hand-overs with the
largest hours, follow as descriptions.
Reference: docs/algorithms/findings.md.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from carepath.analysis import (
    beyond_target,
    clock_offsets,
    flow,
    level_shifts,
    multiplicity,
    nights,
    outages,
    queue_hours,
    unit_delays,
)
from carepath.analysis.largest_hours import largest_hours
from carepath.analysis.looks import DETECTORS, RHYTHM, Finding, Look
from carepath.analysis.milestones import Milestone
from carepath.analysis.series import series
from carepath.analysis.troubles import troubles
from carepath.frames.spans import Spans

Q = 0.05
"""False-discovery rate: of all tested findings at most one in twenty is expected to be chance."""


@dataclass(frozen=True, slots=True)
class Findings:
    """Tested findings in the order of reading, then descriptions; `looks` is how many tests there
    were, `detectors` how many detectors took them."""

    tested: tuple[Finding, ...]
    described: tuple[Finding, ...]
    looks: int
    detectors: int = len(DETECTORS)

    @property
    def all(self) -> tuple[Finding, ...]:
        return self.tested + self.described


def findings(
    spans: Spans,
    edges: Sequence[flow.Edge],
    milestones: Iterable[Milestone],
    now: int,
    zone: ZoneInfo,
    most: int = 3,
    night: tuple[int, int] = (nights.BEGINS, nights.ENDS),
) -> Findings:
    """Return what the detectors found, and the `most` largest hours of each phase; `night` is the
    hospital's, as whole hours of its clock."""
    taken = looks(spans, list(milestones), now, zone, night)
    found = troubles(reported(taken))
    tested = [finding for finding in found if finding.detector != RHYTHM]
    told = {finding.target for finding in _with_also(tested)}
    described = [finding for finding in found if finding.detector == RHYTHM]
    described += [
        finding
        for finding in largest_hours(spans, edges, zone, now, most)
        if finding.target not in told
    ]
    return Findings(tuple(tested), tuple(described), len(taken))


def looks(
    spans: Spans,
    milestones: Sequence[Milestone],
    now: int,
    zone: ZoneInfo,
    night: tuple[int, int] = (nights.BEGINS, nights.ENDS),
) -> list[Look]:
    """Return all looks of all detectors."""
    found = series(spans, milestones, now, zone)
    return [
        *beyond_target.looks(spans, milestones, zone),
        *queue_hours.looks(found),
        *level_shifts.looks(found),
        *outages.looks(spans, now, zone),
        *nights.looks(found, night),
        *clock_offsets.looks(spans, now, zone),
        *unit_delays.looks(found),
    ]


def reported(taken: Sequence[Look]) -> list[tuple[float, Finding]]:
    """Return p and finding of the looks that stand among so many, each with its q."""
    q = multiplicity.benjamini_hochberg([look.p for look in taken])
    return [
        (look.p, replace(look.finding, q=float(value)))
        for look, value in zip(taken, q, strict=True)
        if look.finding is not None and value <= Q
    ]


def _with_also(found: Iterable[Finding]) -> Iterable[Finding]:
    for finding in found:
        yield finding
        yield from finding.also
