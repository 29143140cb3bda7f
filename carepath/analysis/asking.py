"""Askings: when a stage, a hand-over or a milestone was due, and in which unit it was done.

Method: a stage is due at its request (where a log records none of that stage, at its start), a
hand-over when its first stage is done, a milestone pair when its first is reached; the unit is that
of the second. The same moments as the detectors' (`series`), with none left out.
Reference: docs/algorithms/findings.md.
"""

from collections.abc import Collection
from typing import NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from carepath.analysis import civil, flow, tracks
from carepath.analysis.distinct import distinct
from carepath.analysis.milestones import MEASURED, Milestone, reached
from carepath.frames.moments import OPEN, UNKNOWN
from carepath.frames.spans import PRECISIONS, Spans

DAY_PRECISION = PRECISIONS.index("day")


class Askings(NamedTuple):
    """One entry for each time: journey position, microseconds, unit (-1 = none) and whether the
    hour is known."""

    journey: NDArray[np.int64]
    at: NDArray[np.int64]
    unit: NDArray[np.int32]
    timed: NDArray[np.bool_]

    def take(self, rows: NDArray) -> "Askings":
        """Return those in these rows, or where this mask is true."""
        return Askings(*(column[rows] for column in self))

    def within(
        self,
        zone: ZoneInfo,
        *,
        units: Collection[int] | None = None,
        days: Collection[int] = (),
        hours: tuple[int, int] | None = None,
    ) -> NDArray[np.int64]:
        """Return the journeys with one in these units, on these weekdays (Monday 0) and from the
        first hour up to the last, which may be past midnight; ascending."""
        keep = np.ones(len(self.at), bool) if units is None else np.isin(self.unit, list(units))
        if days or hours:
            wall = civil.local(self.at, zone)
            keep &= self.timed if hours else keep
            keep &= np.isin(civil.weekday(wall), list(days)) if days else keep
            keep &= _between(civil.hour(wall), *hours) if hours else keep
        return distinct(self.journey[keep]).astype(np.int64)


def _between(hour: NDArray[np.int64], first: int, last: int) -> NDArray[np.bool_]:
    if first < last:
        return (hour >= first) & (hour < last)
    return (hour >= first) | (hour < last)


def of_stage(spans: Spans, stage: str, now: int) -> Askings:
    """Return each time a stage was asked for; of any stage with ""."""
    rows = _rows(spans, stage)
    asked = spans.requested[rows]
    at = asked if (asked != UNKNOWN).any() else spans.start[rows]
    known = (at != UNKNOWN) & (at <= now)
    return _of_rows(spans, rows, at).take(known)


def visits(spans: Spans, stage: str, now: int) -> Askings:
    """Return each visit of a stage (of any with ""), at its start, or at its request yet."""
    rows = _rows(spans, stage)
    began, asked = spans.start[rows], spans.requested[rows]
    at = np.where(began == OPEN, asked, began)
    return _of_rows(spans, rows, at).take(at <= now)


def of_edge(
    spans: Spans, source: str, target: str, now: int, longer_than_us: int | None = None
) -> Askings:
    """Return each hand-over between two stages (that took longer than the limit)."""
    if not {source, target} <= set(spans.stages):
        return _of_rows(spans, np.empty(0, np.int64), np.empty(0, np.int64))
    held = tracks.rows(spans, tracks.ACTIVITY, now)
    places = np.arange(spans.n_spans) if held is None else np.flatnonzero(held)
    track = tracks.track(spans, tracks.ACTIVITY, now)
    rows = flow.occurrences(track, spans.stages.index(source), spans.stages.index(target))
    if longer_than_us is not None:
        rows = rows[flow.raw_times(track, spans.intervals, now)[rows] > longer_than_us]
    first, second = places[rows], places[rows + 1]
    at = (spans.end if spans.intervals else spans.start)[first]
    found = _of_rows(spans, second, at)
    return found._replace(timed=spans.precision[first] != DAY_PRECISION)


def of_milestone(spans: Spans, found: Milestone, late: bool) -> Askings:
    """Return each measured way between two milestones (beyond its target time if `late`)."""
    positions = found.beyond() if late else found.in_state(MEASURED)
    place = np.searchsorted(found.positions, positions)
    at, elapsed = found.at[place], found.elapsed[place]
    rows = reached(spans, found.target, positions, at + elapsed)
    unit = np.where(rows >= 0, spans.unit[rows], -1).astype(np.int32)
    timed = spans.precision[spans.offsets[positions]] != DAY_PRECISION
    return Askings(positions.astype(np.int64), at, unit, timed)


def _rows(spans: Spans, stage: str) -> NDArray[np.int64]:
    codes = [code for code, name in enumerate(spans.stages) if stage in ("", name)]
    return np.flatnonzero(np.isin(spans.stage, codes))


def _of_rows(spans: Spans, rows: NDArray[np.int64], at: NDArray[np.int64]) -> Askings:
    journey = np.searchsorted(spans.offsets, rows, side="right") - 1
    return Askings(journey, at, spans.unit[rows], spans.precision[rows] != DAY_PRECISION)
