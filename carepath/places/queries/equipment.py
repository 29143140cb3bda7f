"""Reads of equipment: how many there were when, and how many were said to be in use."""

from collections.abc import Iterable
from datetime import datetime

import numpy as np
from django.db.models import Max, OuterRef, QuerySet, Subquery

from carepath.analysis.occupancy import Steps
from carepath.frames.moments import to_us
from carepath.places.models import Equipment, EquipmentUse, Site


def equipment_of(*, site: Site) -> QuerySet[Equipment]:
    """Return the equipment of a site by kind and unit."""
    return Equipment.objects.filter(site=site).select_related("unit").order_by("kind", "pk")


def numbers_there(rows: Iterable[Equipment]) -> dict[int, Steps]:
    """Return how many of each there were over time as people entered them, by key.

    Before the first entry there was none that anybody knew of.
    """
    kept = Equipment.history.filter(id__in=[row.pk for row in rows])
    found = kept.order_by("id", "history_date", "history_id")
    return _steps(found.values_list("id", "history_date", "number"))


def uses_said(rows: Iterable[Equipment], *, low: datetime, high: datetime) -> dict[int, Steps]:
    """Return how many of each were said to be in use within [low, high), by key; what was said
    last before it holds at its beginning."""
    keys = [row.pk for row in rows]
    before = EquipmentUse.objects.filter(equipment__in=keys, seen_at__lt=low)
    first = [last.pk for last in _last_of(before)]
    within = EquipmentUse.objects.filter(equipment__in=keys, seen_at__gte=low, seen_at__lt=high)
    found = (EquipmentUse.objects.filter(pk__in=first) | within).order_by("equipment", "seen_at")
    return _steps(found.values_list("equipment", "seen_at", "in_use"))


def last_uses(rows: Iterable[Equipment], *, at: datetime) -> dict[int, EquipmentUse]:
    """Return what was last said of each by a moment, by key."""
    said = EquipmentUse.objects.filter(equipment__in=[row.pk for row in rows], seen_at__lte=at)
    return {one.equipment_id: one for one in _last_of(said)}


def _last_of(rows: QuerySet[EquipmentUse]) -> list[EquipmentUse]:
    """Return the latest of each equipment, found by the database."""
    later = rows.filter(equipment=OuterRef("equipment")).order_by("-seen_at")
    return list(rows.filter(pk=Subquery(later.values("pk")[:1])).order_by("equipment"))


def _steps(found: Iterable[tuple[int, datetime, int]]) -> dict[int, Steps]:
    """Return (key, moment, level), in order, as steps; of two at one moment the later counts."""
    levels: dict[int, dict[int, int]] = {}
    for key, at, level in found:
        levels.setdefault(key, {})[to_us(at)] = level
    return {
        key: Steps(np.array(list(each), np.int64), np.array(list(each.values()), np.int64))
        for key, each in levels.items()
    }


def last_count(*, site: Site, kind: str) -> datetime | None:
    """Return when somebody last said how many of a kind are in use, None = never."""
    said = EquipmentUse.objects.filter(equipment__site=site, equipment__kind=kind)
    return said.aggregate(last=Max("seen_at"))["last"]
