"""How many patients of some units are ventilated: by the ventilators in use there."""

from collections.abc import Collection

import numpy as np

from carepath.analysis import stage_use
from carepath.capacity.queries.equipment import STALE
from carepath.capacity.queries.record import Record
from carepath.frames import carewords
from carepath.frames.moments import from_us
from carepath.places import queries as places
from carepath.places.models import Equipment


def ventilated(found: Record, units: Collection[int]) -> int | None:
    """Return how many ventilators of these units are in use at the moment of a record: as their
    stage tells, or as somebody counted within a day; None where nobody does."""
    rows = [
        row
        for row in Equipment.objects.filter(site=found.site, unit__in=units).order_by("pk")
        if carewords.is_ventilator(row.kind)
    ]
    if not rows:
        return None
    at = from_us(found.at)
    said = places.last_uses([row for row in rows if not row.stage], at=at)
    told = [one.in_use for one in said.values() if one.seen_at >= at - STALE]
    told += [_in_stage(found, row) for row in rows if row.stage in found.spans.stages]
    return sum(told) if told else None


def _in_stage(found: Record, row: Equipment) -> int:
    used = stage_use.in_stage(found.spans, row.stage, found.at + 1, unit=row.unit_id)
    return int(used.when(np.array([found.at]))[0])
