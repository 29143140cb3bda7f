"""Cohorts: which journeys a page is about, and why, as one value that an address holds."""

from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from carepath.analysis import asking, civil, cohorts, flow, milestones, variants
from carepath.frames.moments import SECOND, to_us
from carepath.frames.spans import Spans
from carepath.journeys.queries.sources import visible
from carepath.places.models import Unit
from carepath.ui.period import Period

OPEN, CLOSED = "open", "closed"


@dataclass(frozen=True, slots=True)
class Cohort:
    """What all journeys of a page share; an empty field does not narrow. Times in seconds.

    `wait_s` = the hand-over from `from_stage` to `to_stage` took longer; `beyond_s` = the way
    from milestone `ms_from` to `ms_to` took longer; `weekday` (Monday 0) and `hour` are those of
    the opening on the hospital's clock; `found` is the beginning of a trace id. `unit` (a code) is
    where the way, the milestones or the stage came to, else any; `asked_days` and `asked_hours` are
    when that was asked for.
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
    unit: str = ""
    asked_days: tuple[int, ...] = ()
    asked_hours: tuple[int, int] | None = None
    state: str = ""
    found: str = ""


def query_of(cohort: Cohort) -> dict[str, str]:
    """Return what an address holds to ask for the cohort; `forms.CohortForm` reads it back."""
    named = {entry.name: getattr(cohort, entry.name) for entry in fields(Cohort)}
    days, hours = named.pop("asked_days"), named.pop("asked_hours")
    found = named.pop("period").query
    found |= {name: str(value) for name, value in named.items() if value not in ("", None)}
    found |= {"asked_days": ",".join(map(str, days))} if days else {}
    return found | ({"asked_hours": f"{hours[0]}-{hours[1]}"} if hours else {})


def chosen(spans: Spans, cohort: Cohort, *, by: Any, now: datetime) -> NDArray[np.int64]:
    """Return the positions of the cohort's journeys among these spans, ascending."""
    keep = np.ones(spans.n_journeys, bool)
    for narrow in (_by_state, _by_length, _by_way, _by_milestone, _by_clock):
        narrow(keep, spans, cohort, to_us(now))
    if cohort.unit or cohort.asked_days or cohort.asked_hours:
        _only(keep, _asked(spans, cohort, to_us(now)))
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


def _asked(spans: Spans, cohort: Cohort, now: int) -> NDArray[np.int64]:
    """Return the journeys with one time of what the cohort is about in its unit and its hours."""
    units = None
    if cohort.unit:
        units = set(Unit.objects.filter(code=cohort.unit).values_list("pk", flat=True))
    found = _times(spans, cohort, now)
    when = {"days": cohort.asked_days, "hours": cohort.asked_hours}
    return found.within(cohort.period.zone, units=units, **when)


def _times(spans: Spans, cohort: Cohort, now: int) -> asking.Askings:
    if cohort.from_stage and cohort.to_stage:
        limit = None if cohort.wait_s is None else cohort.wait_s * SECOND
        return asking.of_edge(spans, cohort.from_stage, cohort.to_stage, now, limit)
    if cohort.ms_from and cohort.ms_to:
        limit = None if cohort.beyond_s is None else cohort.beyond_s * SECOND
        pair = milestones.between(spans, cohort.ms_from, cohort.ms_to, now, limit)
        return asking.of_milestone(spans, pair, late=limit is not None)
    if cohort.asked_days or cohort.asked_hours:
        return asking.of_stage(spans, cohort.stage, now)
    return asking.visits(spans, cohort.stage, now)


def ids_of(beginning: str, *, by: Any, limit: int = 1_000) -> list[int]:
    """Return the ids of the visible journeys whose trace id begins so; none for no hex digits."""
    text = beginning.strip().lower().replace("-", "")
    try:
        low, high = UUID(text.ljust(32, "0")), UUID(text.ljust(32, "f"))
    except ValueError:
        return []
    found = visible(by=by).filter(trace_id__gte=low, trace_id__lte=high).order_by("trace_id")
    return list(found.values_list("pk", flat=True)[:limit])
