"""What journeys say of acuity, and the forecasts of each group of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
from django.db.models.fields.json import KeyTextTransform

from carepath.analysis import arrival_groups, arrival_series
from carepath.analysis.arrival_groups import WEEKS, Groups
from carepath.analysis.wall_hours import WEEK
from carepath.forecasts.models import Vintage
from carepath.forecasts.queries.reading import Read
from carepath.forecasts.queries.vintages import Told
from carepath.frames import acuity
from carepath.frames.moments import HOUR, from_us, to_us
from carepath.journeys.models import Journey
from carepath.places.models import Unit

SAMPLE = 500
"""Journeys of which all attributes are looked at, to learn which of them tells of acuity."""


@dataclass(frozen=True, slots=True)
class ByAcuity:
    """The attributes that tell of acuity, and who came of each group, place by place."""

    attributes: tuple[str, ...]
    groups: tuple[Groups | None, ...]


def by_acuity(read: Read, units: Sequence[Unit | None], weeks: int = WEEKS) -> ByAcuity:
    """Return who came of each group in these units (None = the site), in at most two queries."""
    attributes = attributes_of(read)
    if not attributes:
        return ByAcuity((), (None,) * len(units))
    since = max(read.came_since, read.now - weeks * WEEK * HOUR)
    said = labels(read, attributes, since)
    found = [read.openings.of(unit and unit.pk) for unit in units]
    made = (arrival_groups.groups(one, said, since, read.now) for one in found)
    return ByAcuity(attributes, tuple(made))


def attributes_of(read: Read) -> tuple[str, ...]:
    """Return which attributes of the latest journeys tell of acuity, the surest first."""
    latest = read.openings.journey[read.openings.at.argsort(kind="stable")][-SAMPLE:]
    rows = Journey.objects.filter(pk__in=latest.tolist()).order_by()
    every = (name for said in rows.values_list("attributes", flat=True) for name in said)
    return tuple(acuity.attributes(every))


def labels(read: Read, attributes: Sequence[str], since: int) -> dict[int, str]:
    """Return the label of each journey that opened since a moment and says something of acuity.

    A journey that is part of another speaks for it where that one says nothing. One query.
    """
    opened = read.openings.since(since).journey
    if not len(opened) or not attributes:
        return {}
    rows = Journey.objects.filter(
        site=read.site, pk__gte=int(opened.min()), opened_at__gte=from_us(since)
    )  # the keys bound the rows that are looked at, as nothing is sorted by moments
    named = {f"said_{place}": KeyTextTransform(name, "attributes")
             for place, name in enumerate(attributes)}  # fmt: skip
    found: dict[int, str] = {}
    rows = rows.order_by("pk").annotate(**named).values_list("pk", "joined_to", *named)
    for pk, whole, *said in rows.iterator(chunk_size=5_000):
        told = (acuity.label(str(one)) for one in said if one is not None)
        label = next((one for one in told if one != acuity.NOT_TOLD), None)
        if label is not None and (whole is None or whole not in found):
            found[whole or pk] = label
    return found


def groups_of(told: Told) -> list[Told]:
    """Return the forecast of each group of acuity, in order; [] where none were told."""
    return [replace(told, group=label) for label in told.row.facts.get("acuity", ())]


def arrived_of(read: Read, row: Vintage, group: str, since: datetime, until: datetime) -> list[int]:
    """Return how many of a group arrived in each whole hour between two moments.

    A level that had no group of its own when the forecast was told counts as one of the others.
    """
    first, last = to_us(since), to_us(until)
    said = labels(read, row.parameters["acuity"]["attributes"], first)
    known = set(row.facts["acuity"])
    found = read.openings.of(row.unit_id).since(first)
    names = [said.get(one, acuity.NOT_TOLD) for one in found.journey.tolist()]
    kept = [(one if one in known else acuity.OTHER) == group for one in names]
    counts = arrival_series.hourly(found.where(np.array(kept, bool)), first, last)
    return [int(count) for count in counts]
