"""Evidence: the single times a finding rests on, so that its number can be recomputed.

Reference: docs/algorithms/findings.md.
"""

from collections.abc import Sequence
from typing import NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from carepath.analysis import clock_offsets, series
from carepath.analysis.looks import CLOCK, LEVEL_SHIFT, NIGHT, OUTAGE, QUEUE, UNIT, Finding
from carepath.analysis.milestones import Milestone
from carepath.analysis.nights import is_night
from carepath.analysis.queue_hours import Block
from carepath.analysis.series import Series
from carepath.frames.moments import UNKNOWN
from carepath.frames.spans import Spans


class Evidence(NamedTuple):
    """Journey positions and times (microseconds) of those it is about, and of the others."""

    journey: NDArray[np.int64]
    us: NDArray[np.int64]
    others: NDArray[np.int64]


def evidence(
    finding: Finding, spans: Spans, milestones: Sequence[Milestone], now: int, zone: ZoneInfo
) -> Evidence:
    """Return what a tested finding compares: times within and without, or one by one."""
    if finding.detector == CLOCK:
        return _of_clock(finding, spans, now, zone)
    if finding.detector == OUTAGE:
        return _of_outage(finding, spans)
    found = _series(finding, spans, milestones, now, zone)
    inside, outside = sides(finding, found)
    return Evidence(found.journey[inside].astype(np.int64), found.us[inside], found.us[outside])


def sides(finding: Finding, found: Series) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return which times of the series the finding is about, and which it holds them against."""
    if finding.detector == LEVEL_SHIFT:
        after = found.day >= found.day[found.at >= finding.at].min()
        return after, ~after
    if finding.detector == UNIT:
        inside = found.unit == finding.place
        return inside, ~inside & (found.unit >= 0)
    if finding.detector == NIGHT:
        night = is_night(found.hour, finding.first_hour, finding.last_hour)
        return night & found.timed, ~night & found.timed
    block = Block(finding.days, finding.first_hour, finding.last_hour)
    inside = block.holds(found) & found.timed
    if finding.detector == QUEUE and len(finding.days) == 1:
        alike = (found.weekday >= 5) == (finding.days[0] >= 5)
        return inside, alike & block.hours(found) & ~block.holds(found) & found.timed
    return inside, ~block.holds(found) & found.timed


def _series(
    finding: Finding, spans: Spans, milestones: Sequence[Milestone], now: int, zone: ZoneInfo
) -> Series:
    ends = finding.kind, finding.source, finding.target
    every = series.series(spans, milestones, now, zone)
    return next(one for one in every if (one.kind, one.source, one.target) == ends)


def _of_clock(finding: Finding, spans: Spans, now: int, zone: ZoneInfo) -> Evidence:
    into, out = clock_offsets.hand_overs(spans, now, zone)
    parts = [(side.by_unit()[finding.place], sign) for side, sign in ((into, 1), (out, -1))]
    journey = np.concatenate([side.journey for side, _sign in parts])
    apart = np.concatenate([sign * side.apart for side, sign in parts])
    near = clock_offsets.about(apart, finding.effect)
    return Evidence(journey[near].astype(np.int64), apart[near], apart[~near])


def _of_outage(finding: Finding, spans: Spans) -> Evidence:
    """Return for how long each request waited within the gap (all events, without requests)."""
    rows = np.flatnonzero(spans.stage == spans.stages.index(finding.target))
    asked = np.where(spans.requested[rows] == UNKNOWN, spans.start[rows], spans.requested[rows])
    until = np.minimum(spans.start[rows], finding.until)
    waited = np.maximum(until - np.maximum(asked, finding.at), 0)
    some = waited > 0
    return Evidence(spans.journey[rows][some].astype(np.int64), waited[some], waited[~some])
