"""Inpatients who are in for long, and those who could leave and have not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from carepath.analysis import long_stays as analysis
from carepath.analysis.long_stays import STRANDED, SUPER_STRANDED, Inpatients
from carepath.capacity.models import Flag
from carepath.capacity.queries.record import Record, named
from carepath.frames.moments import OPEN
from carepath.journeys.models import Journey
from carepath.places.models import Bed, Unit
from carepath.ui import paging
from carepath.ui.paging import Page

PAGE = 25
WEEK, WEEKS, FIT, ALL = "7", "21", "fit", "all"
SHOWN = (WEEK, WEEKS, FIT, ALL)
"""What a list may be narrowed to: in for 7 days or 21, fit to leave, or everybody."""


@dataclass(frozen=True, slots=True)
class Lengths:
    """How many inpatients there are in a unit (None = all), of them in for 7 and 21 days or more,
    and fit to leave; for how long the longest of the fit has been (microseconds, None = nobody)."""

    unit: Unit | None
    n: int
    week: int
    weeks: int
    fit: int
    longest_fit: int | None


@dataclass(frozen=True, slots=True)
class Stay:
    """An inpatient: for how long, where, and for how long fit to leave (microseconds; None = not
    said to be); `flags` say what holds that up, who sees to it and when they leave."""

    journey: Journey
    unit: Unit
    us: int
    fit: int | None
    flags: tuple[Flag, ...] = ()


def inpatients(found: Record) -> Inpatients:
    """Return who is in at the moment of a record; emergency and day places are left out."""
    outside = found.of_care(Bed.Care.EMERGENCY, Bed.Care.DAY)
    return analysis.inpatients(found.spans, outside, found.words.fit, found.at)


def lengths(found: Record, every: Inpatients) -> list[Lengths]:
    """Return how long stays are, of all first and then of each unit by code."""
    units = [found.units[pk] for pk in np.unique(every.unit).tolist()]
    units.sort(key=lambda unit: unit.code)
    parts = [_lengths(found, every.only(every.unit == unit.pk), unit) for unit in units]
    return [_lengths(found, every, None), *parts]


def inpatients_shown(
    found: Record, every: Inpatients, *, shown: str, unit: Unit | None
) -> Inpatients:
    """Return those who are shown: in for so long, or fit to leave; of one unit, None = all."""
    if unit is not None:
        every = every.only(every.unit == unit.pk)
    if shown == FIT:
        return every.only(every.fit != OPEN)
    least = {WEEK: STRANDED, WEEKS: SUPER_STRANDED}.get(shown, 0)
    return every.only(found.at - every.admitted >= least)


def stays(
    found: Record,
    some: Inpatients,
    *,
    fit_first: bool = False,
    after: str = "",
    flagged: Mapping[int, Sequence[Flag]] | None = None,
) -> Page:
    """Return these inpatients, the longest in (or fit for the longest) first, a page of Stay.

    `flagged` is what is said of patients on the board, by journey.
    """
    since = some.fit if fit_first else some.admitted
    ids = found.spans.journey_id[some.journey]
    page = paging.ranked(found.at - since, ids, after=after, size=PAGE)
    chosen = some.only(page.items)
    journeys = named(found.spans, chosen.journey.tolist())
    columns = (chosen.journey, chosen.unit, chosen.admitted, chosen.fit)
    rows = zip(*(column.tolist() for column in columns), strict=True)
    return Page(
        [
            Stay(
                journeys[place],
                found.units[unit],
                found.at - admitted,
                None if fit == OPEN else found.at - fit,
                tuple((flagged or {}).get(journeys[place].pk, ())),
            )
            for place, unit, admitted, fit in rows
        ],
        page.after,
    )


def unplanned(found: Record, some: Inpatients, flagged: Mapping[int, Sequence[Flag]]) -> int:
    """Return of how many of these nobody said what holds them up or when they leave."""
    ids = found.spans.journey_id[some.journey].tolist()
    return sum(not flagged.get(pk) for pk in ids)


def _lengths(found: Record, some: Inpatients, unit: Unit | None) -> Lengths:
    us, fit = found.at - some.admitted, some.fit[some.fit != OPEN]
    return Lengths(
        unit=unit,
        n=len(some),
        week=int((us >= STRANDED).sum()),
        weeks=int((us >= SUPER_STRANDED).sum()),
        fit=len(fit),
        longest_fit=found.at - int(fit.min()) if len(fit) else None,
    )
