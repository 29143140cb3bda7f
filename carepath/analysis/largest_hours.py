"""Largest hours: the hand-overs that hold most patient-hours, as a description and not a test.

Method: patient-hours of each hand-over within its phase, overlaps as 0. The interval of the sum
takes days as the unit of evidence. Reference: docs/algorithms/findings.md.
"""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

import numpy as np

from carepath.analysis import civil, clusters, filing, flow
from carepath.analysis.distinct import distinct
from carepath.analysis.looks import LARGEST_HOURS, PATIENT_HOURS, Finding
from carepath.analysis.series import FEWEST, HAND_OVER
from carepath.frames.moments import DAY, HOUR
from carepath.frames.spans import Spans


def largest_hours(
    spans: Spans,
    edges: Sequence[flow.Edge],
    zone: ZoneInfo,
    now: int | None = None,
    most: int = 3,
) -> list[Finding]:
    """Return the `most` hand-overs with the largest patient-hours of each phase, by hours.

    A stage done again is no hand-over: its time is how often it is due.
    """
    by_phase: dict[str, list[flow.Edge]] = {}
    for phase, edge in filing.filed(spans, edges, now):
        if edge.source != edge.target:
            by_phase.setdefault(phase, []).append(edge)
    found = []
    for name, group in by_phase.items():
        total = sum(edge.wait_total_s for edge in group)
        leading = sorted(group, key=lambda edge: -edge.wait_total_s)[:most]
        found += [
            _largest(spans, edge, name, total, zone, now)
            for edge in leading
            if edge.measured >= FEWEST and edge.wait_total_s > 0
        ]
    return sorted(found, key=lambda finding: (-finding.effect, finding.source, finding.target))


def _largest(
    spans: Spans, edge: flow.Edge, phase: str, total_s: float, zone: ZoneInfo, now: int | None
) -> Finding:
    there = filing.in_phase(spans, phase)
    found = flow.edge_times(spans, edge.source, edge.target, now, only=there).counted()
    day = civil.local(spans.opened[found.journey], zone) // DAY
    hours = clusters.total(np.maximum(found.us, 0) / HOUR, day)
    return Finding(
        LARGEST_HOURS,
        HAND_OVER,
        edge.source,
        edge.target,
        phase,
        effect=edge.wait_total_s / 3600,
        unit=PATIENT_HOURS,
        low=hours.low,
        high=hours.high,
        n=edge.measured,
        journeys=len(distinct(found.journey)),
        hours=edge.wait_total_s / 3600,
        share_of_hours=edge.wait_total_s / total_s,
        median_s=edge.wait_median_s,
    )
