"""What is recorded of a site: its journeys as spans, and which of its units are of what kind."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from django.db.models import Count

from carepath.analysis import attendances, civil, feed_habits
from carepath.analysis.attendances import Department
from carepath.capacity.queries.moved import as_said
from carepath.frames import carewords
from carepath.frames.bed_needs import LEVELS
from carepath.frames.carewords import CareWords
from carepath.frames.moments import DAY, to_us
from carepath.frames.spans import Spans
from carepath.journeys import queries as journeys
from carepath.journeys.models import Journey
from carepath.places.models import Bed, Site, Unit
from carepath.ui.memory import Memory

HABIT = 7 * DAY
"""How far back the habit of a site is looked for: how long it usually rests."""
FOUND = Memory(4)
"""The emergency department of a site, as long as nothing changes."""


@dataclass(frozen=True, slots=True)
class Record:
    """The journeys of a site, its units by key, the care of each that has beds, and a moment;
    `past` = another than now: then the board goes by the open beds entered by then. `newest` is the
    latest thing that is told to have happened, `silent` for how long nothing was where that is
    longer than is usual (microseconds; both of now alone). With `known_at` all is as it was known
    then."""

    site: Site
    at: int
    spans: Spans
    words: CareWords
    units: dict[int, Unit]
    cares: dict[int, str]
    department: Department
    newest: int | None = None
    silent: int | None = None
    past: bool = False
    known_at: datetime | None = None

    def unit(self, pk: int) -> Unit | None:
        """Return a unit of the site; None for -1, where the patient is in none."""
        return self.units.get(int(pk))

    def lately(self, days: int) -> "Record":
        """Return the same without the journeys that were over so many days before its moment."""
        some = self.spans.take(self.spans.closed > self.at - days * DAY)
        return replace(self, spans=some)

    def of_care(self, *wanted: str) -> frozenset[int]:
        """Return the units whose beds give one of these kinds of care."""
        return frozenset(pk for pk, care in self.cares.items() if care in wanted)


def record(
    *, site: Site, by: Any, at: datetime, past: bool = False, known_at: datetime | None = None
) -> Record:
    """Return what is recorded of a site, to ask it about a moment; with `known_at` what was
    recorded by then."""
    known = None if known_at is None else to_us(known_at)
    held = journeys.snapshot(by=by, site=site.slug, known_at=known)
    cares = care_of_units(site=site)
    emergency = frozenset(pk for pk, care in cares.items() if care == Bed.Care.EMERGENCY)
    words = carewords.read(held.spans.stages)
    found = FOUND.recall(
        (emergency, words),
        lambda: attendances.department(held.spans, emergency, words),
        about=(site.pk, known is None),
        version=held.version,
    )
    units = {unit.pk: unit for unit in Unit.objects.filter(site=site).order_by("code")}
    now, zone = to_us(at), ZoneInfo(site.timezone)
    newest, silent = (None, None) if past or known else _told(held.spans, now, zone)
    spans = as_said(held.spans, site=site, known_at=known_at)
    return Record(site, now, spans, words, units, cares, found, newest, silent, past, known_at)


def _told(spans: Spans, at: int, zone: ZoneInfo) -> tuple[int | None, int | None]:
    """Return the latest start or end by a moment, and for how long there was none where that is
    longer than the habit of the hour at which it began to rest; None of what is not known."""
    every = np.concatenate((spans.start, spans.end))
    every = every[every <= at]
    if not len(every):
        return None, None
    moments = np.unique(every[every > at - HABIT])
    if not len(moments):
        return int(every.max()), at - int(every.max())
    hours = civil.hour(civil.local(moments, zone))
    habit = feed_habits.habit(moments, hours, hour=int(hours[-1]))
    newest = int(moments[-1])
    silent = habit is not None and at - newest > habit.limit_us
    return newest, at - newest if silent else None


def care_of_units(*, site: Site) -> dict[int, str]:
    """Return the care that most beds of each unit give, of two as frequent the higher, by unit.

    Beds say it, entered by people: names of units and codes of feeds do not.
    """
    rows = Bed.objects.filter(unit__site=site).order_by("unit").values_list("unit", "care")
    found: dict[int, tuple[tuple[int, int], str]] = {}
    for unit, care, n in rows.annotate(n=Count("pk")):
        rank = (n, LEVELS.get(care, 0))
        if unit not in found or rank > found[unit][0]:
            found[unit] = rank, care
    return {unit: care for unit, (_rank, care) in found.items()}


def named(spans: Spans, positions: Iterable[int]) -> dict[int, Journey]:
    """Return the journeys at these positions, by position, without what identifies a patient."""
    ids = {int(spans.journey_id[position]): int(position) for position in positions}
    rows = Journey.objects.filter(pk__in=ids).only("pk", "trace_id").order_by("pk")
    return {ids[row.pk]: row for row in rows}
