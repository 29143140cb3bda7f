"""Measures of findings: the single times each rests on, and the number that they make."""

from collections.abc import Callable

import numpy as np
from django.utils.translation import gettext as _

from carepath.analysis import evidence as analysis
from carepath.analysis import looks, percentiles
from carepath.analysis.series import HAND_OVER, MILESTONE, WAIT
from carepath.bottlenecks.queries import flow
from carepath.bottlenecks.queries.findings import DEFINITIONS, Finding, findings
from carepath.bottlenecks.queries.logs import Log, NotThere
from carepath.bottlenecks.queries.measures import TIME, Asked, Measure, every
from carepath.frames.moments import HOUR, SECOND, from_us
from carepath.journeys.queries import Cohort, cohorts
from carepath.places import queries as places
from carepath.ui import words
from carepath.ui.period import Period


def of_key(log: Log, key: str) -> Finding:
    """Return the finding of this key; NotThere if the log has none such (any more)."""
    found = next((one for one in findings(log).every() if one.key == key), None)
    if found is None:
        raise NotThere("finding", _("This finding no longer stands in this source and period."))
    return found


def chosen(log: Log, asked: Asked) -> Finding | None:
    """Return the finding that is asked about, None where none is."""
    return of_key(log, asked.finding) if asked.finding else None


def cohort(log: Log, found: Finding) -> Cohort | None:
    """Return what the journeys of a finding share, None where no list can say it."""
    seen = found.seen
    if seen.detector == looks.CLOCK:
        return None
    ends = {
        WAIT: {"stage": seen.target},
        HAND_OVER: {"from_stage": seen.source, "to_stage": seen.target},
        MILESTONE: {"ms_from": seen.source, "ms_to": seen.target},
    }[seen.kind]
    return Cohort(
        period=_period(log, seen),
        **ends,
        beyond_s=found.within_s if found.is_beyond else None,
        asked_days=seen.days if len(seen.days) < 7 else (),
        asked_hours=None if seen.first_hour is None else (seen.first_hour, seen.last_hour),
        unit=_unit(log, seen.place) if seen.detector == looks.UNIT else "",
    )


def _period(log: Log, seen: looks.Finding) -> Period:
    """Return the period of a finding that has one: those that opened on the days of an outage,
    or from a shift on."""
    first, last = (
        None if at is None else from_us(at).astimezone(log.zone).date()
        for at in (seen.at, seen.until)
    )
    return Period(first, last, log.zone)


def _unit(log: Log, place: int) -> str:
    return log.recall(("unit", place), lambda: places.unit_codes([place])[place])


def listed(log: Log, found: Finding) -> int | None:
    """Return how many journeys the list of a finding holds, None of one with days of its own."""
    shared, now = cohort(log, found), from_us(log.now)
    if shared is None or shared.period.bounds:
        return None
    return log.recall(
        ("listed", found.key), lambda: len(cohorts.chosen(log.spans, shared, by=None, now=now))
    )


def _evidence(log: Log, found: Finding) -> analysis.Evidence:
    declared = flow.declared_milestones(log)
    return analysis.evidence(found.seen, log.spans, declared, log.now, log.zone)


def _compared(log: Log, asked: Asked) -> Measure:
    """Return the median of those it is about, that of the others, and their difference."""
    found = of_key(log, asked.finding)
    kept = _evidence(log, found)
    here, there = (percentiles.summary(part, SECOND).median for part in (kept.us, kept.others))
    figures = (
        (_("Difference"), _minutes(found.seen.effect)),
        (_("95 % interval"), _interval(found.seen)),
        (_("Median of these"), _told(here)),
        (_("Median of the others"), _told(there)),
        (_("q"), _q(found.seen)),
    )
    n = len(kept.us)
    return Measure(figures, kept.journey, kept.us, TIME, _("time"), n, n + len(kept.others))


def _outage(log: Log, asked: Asked) -> Measure:
    found = of_key(log, asked.finding)
    kept = _evidence(log, found)
    seen = found.seen
    figures = (
        (_("Length"), words.duration(seen.effect * HOUR, precision="min")),
        (_("Usual in it"), words.number(seen.expected, 0)),
        (_("95 % interval"), _range(seen.low, seen.high)),
        (_("Waited in it"), words.hours(int(kept.us.sum()), 1)),
        (_("q"), _q(seen)),
    )
    n = len(kept.us)
    what = _("waited in it")
    return Measure(figures, kept.journey, kept.us, TIME, what, n, n + len(kept.others))


def _looks(log: Log, _asked: Asked) -> Measure:
    found = findings(log)
    figures = (
        (_("Looks"), words.number(found.looks)),
        (_("Detectors"), words.number(found.detectors)),
        (_("Findings"), words.number(found.tested)),
    )
    values = np.minimum(log.spans.closed, log.now) - log.spans.opened
    count = log.spans.n_journeys
    return Measure(figures, every(log), values, TIME, _("length so far"), count, count)


def _minutes(value: float) -> str:
    return words.duration(value * 60 * SECOND)


def _told(seconds: float | None) -> str:
    return words.duration(None if seconds is None else seconds * SECOND)


def _interval(seen: looks.Finding) -> str:
    return f"{_minutes(seen.low)} – {_minutes(seen.high)}"


def _q(seen: looks.Finding) -> str:
    smallest = 0.0001
    if seen.q < smallest:
        return _("< %(n)s") % {"n": words.number(smallest, 4)}
    return words.number(seen.q, 4)


def _range(low: float, high: float) -> str:
    return f"{words.number(low, 0)} – {words.number(high, 0)}"


_COMPARED = (
    *(looks.QUEUE, looks.RHYTHM, looks.NIGHT),
    *(looks.LEVEL_SHIFT, looks.CLOCK, looks.UNIT),
)
MEASURES: dict[str, Callable[[Log, Asked], Measure]] = {
    "looks": _looks,
    DEFINITIONS[looks.OUTAGE]: _outage,
    **{DEFINITIONS[detector]: _compared for detector in _COMPARED},
}
