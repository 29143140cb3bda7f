"""Cohorts: which journeys a page is about, and why, as one value that an address holds."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from carepath.analysis import civil, cohorts, flow, milestones, variants
from carepath.frames.moments import SECOND, to_us
from carepath.frames.spans import Spans
from carepath.journeys.queries.sources import visible
from carepath.ui.period import Period

OPEN, CLOSED = "open", "closed"


@dataclass(frozen=True, slots=True)
class Cohort:
    """What all journeys of a page share; an empty field does not narrow. Times in seconds.

    `wait_s` = the hand-over from `from_stage` to `to_stage` took longer; `beyond_s` = the way
    from milestone `ms_from` to `ms_to` took longer; `weekday` (Monday 0) and `hour` are those of
    the opening on the hospital's clock; `found` is the beginning of a trace id.
    """

    source: str = ""
    period: Period = field(default_factory=lambda: Period(None, None, ZoneInfo("UTC")))
    stage: str = ""
    from_stage: str = ""
    to_stage: str = ""
    wait_s: int | None = None
    variant: str = ""
    ms_from: str = ""
    ms_to: str = ""
    beyond_s: int | None = None
    longer_s: int | None = None
    up_to_s: int | None = None
    weekday: int | None = None
    hour: int | None = None
    state: str = ""
    found: str = ""


def chosen(spans: Spans, cohort: Cohort, *, by: Any, now: datetime) -> NDArray[np.int64]:
    """Return the positions of the cohort's journeys among these spans, ascending."""
    keep = np.ones(spans.n_journeys, bool)
    for narrow in (_by_state, _by_length, _by_way, _by_milestone, _by_clock):
        narrow(keep, spans, cohort, to_us(now))
    if cohort.found:
        keep &= np.isin(spans.journey_id, ids_of(cohort.found, by=by))
    return np.flatnonzero(keep)


def _only(keep: NDArray[np.bool_], positions: NDArray[np.int64]) -> None:
    inside = np.zeros(len(keep), bool)
    inside[positions] = True
    keep &= inside


def _by_state(keep: NDArray[np.bool_], spans: Spans, cohort: Cohort, now: int) -> None:
    if cohort.state:
        closed = flow.is_closed(spans, now)
        keep &= closed if cohort.state == CLOSED else ~closed


def _by_length(keep: NDArray[np.bool_], spans: Spans, cohort: Cohort, now: int) -> None:
    if cohort.longer_s is not None:
        _only(keep, cohorts.longer_than(spans, cohort.longer_s * SECOND, now))
    if cohort.up_to_s is not None:
        inside = np.ones(len(keep), bool)
        inside[cohorts.longer_than(spans, cohort.up_to_s * SECOND, now)] = False
        keep &= inside


def _by_way(keep: NDArray[np.bool_], spans: Spans, cohort: Cohort, now: int) -> None:
    if cohort.stage:
        _only(keep, cohorts.with_stage(spans, cohort.stage, now))
    if cohort.from_stage and cohort.to_stage:
        limit = None if cohort.wait_s is None else cohort.wait_s * SECOND
        way = cohort.from_stage, cohort.to_stage
        _only(keep, cohorts.with_edge(spans, *way, longer_than_us=limit, now=now))
    if cohort.variant:
        found = variants.variants(spans, now)
        number = found.find(cohort.variant)
        _only(keep, np.empty(0, np.int64) if number is None else found.journeys(number))


def _by_milestone(keep: NDArray[np.bool_], spans: Spans, cohort: Cohort, now: int) -> None:
    if not (cohort.ms_from and cohort.ms_to):
        return
    if not {cohort.ms_from, cohort.ms_to} <= set(spans.stages):
        keep[:] = False
        return
    limit = None if cohort.beyond_s is None else cohort.beyond_s * SECOND
    found = milestones.between(spans, cohort.ms_from, cohort.ms_to, now, limit)
    _only(keep, found.in_state(milestones.MEASURED) if limit is None else found.beyond())


def _by_clock(keep: NDArray[np.bool_], spans: Spans, cohort: Cohort, _now: int) -> None:
    if cohort.weekday is None and cohort.hour is None:
        return
    local = civil.local(spans.opened, cohort.period.zone)
    if cohort.weekday is not None:
        keep &= civil.weekday(local) == cohort.weekday
    if cohort.hour is not None:
        keep &= civil.hour(local) == cohort.hour


def ids_of(beginning: str, *, by: Any, limit: int = 1_000) -> list[int]:
    """Return the ids of the visible journeys whose trace id begins so; none for no hex digits."""
    text = beginning.strip().lower().replace("-", "")
    try:
        low, high = UUID(text.ljust(32, "0")), UUID(text.ljust(32, "f"))
    except ValueError:
        return []
    found = visible(by=by).filter(trace_id__gte=low, trace_id__lte=high).order_by("trace_id")
    return list(found.values_list("pk", flat=True)[:limit])
