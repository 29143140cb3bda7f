"""How much equipment is used: by what was entered, or by the patients in the stage of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from carepath.analysis import stage_use, utilisation
from carepath.analysis.occupancy import Steps
from carepath.analysis.utilisation import Week
from carepath.frames.moments import to_us
from carepath.frames.spans import Spans
from carepath.journeys import queries as journeys
from carepath.places import queries as places
from carepath.places.models import Equipment, EquipmentUse, Site

BACK = timedelta(days=28)
"""Window over which use is counted."""
STALE = timedelta(hours=24)
"""What was said longer ago is no longer shown as how it is."""
NOTHING = Steps(np.empty(0, np.int64), np.empty(0, np.int64))


@dataclass(frozen=True, slots=True)
class Used:
    """Some equipment and its use: `in_use` now (None = not known), over BACK, and by hour.

    `told` is what was last entered; None where a stage tells, or nobody ever said. `peak` is the
    most at once. `waiting` is how many asked for the stage and have not begun it. `used` and
    `there` are the numbers over time, known from `since` on.
    """

    row: Equipment
    in_use: int | None
    peak: int | None
    week: Week
    told: EquipmentUse | None
    stale: bool
    waiting: int | None
    used: Steps
    there: Steps
    since: int

    @property
    def free(self) -> int | None:
        """Return how many are free now, never below 0; None where use is not known."""
        return None if self.in_use is None else max(0, self.row.number - self.in_use)


def equipment(*, site: Site, by: Any, at: datetime) -> list[Used]:
    """Return the equipment of a site with its use, by kind and unit."""
    rows = list(places.equipment_of(site=site))
    low = at - BACK
    there = places.numbers_there(rows)
    entered = [row for row in rows if not row.stage]
    said = places.uses_said(entered, low=low, high=at)
    last = places.last_uses(entered, at=at)
    spans = _spans(rows, site, by)
    window = (to_us(low), to_us(at))
    return [
        _staged(row, there.get(row.pk, NOTHING), spans, window)
        if spans is not None and row.stage in spans.stages
        else _entered(row, there.get(row.pk, NOTHING), said.get(row.pk, NOTHING), last, window)
        for row in rows
    ]


def _spans(rows: Iterable[Equipment], site: Site, by: Any) -> Spans | None:
    """Return the site's journeys, None where no stage is asked about."""
    if not any(row.stage for row in rows):
        return None
    return journeys.spans(by=by, site=site.slug)


def _staged(row: Equipment, there: Steps, spans: Spans, window: tuple[int, int]) -> Used:
    low, now = window
    unit = row.unit_id
    used = stage_use.in_stage(spans, row.stage, now, unit=unit)
    waits = stage_use.waiting_for(spans, row.stage, now, unit=unit)
    moment = np.array([now])
    return Used(
        row=row,
        in_use=int(used.when(moment)[0]),
        peak=used.peak(low, now) if len(used.at) else None,
        week=_week(used, there, window, row),
        told=None,
        stale=False,
        waiting=int(waits.when(moment)[0]),
        used=used,
        there=there,
        since=max(low, int(there.at[0])) if len(there.at) else now,
    )


def _entered(
    row: Equipment,
    there: Steps,
    said: Steps,
    last: dict[int, EquipmentUse],
    window: tuple[int, int],
) -> Used:
    low, now = window
    told = last.get(row.pk)
    stale = told is None or to_us(told.seen_at) < now - STALE // timedelta(microseconds=1)
    since = max(low, int(said.at[0])) if len(said.at) else now
    return Used(
        row=row,
        in_use=told.in_use if told and not stale else None,
        peak=said.peak(since, now) if since < now else None,
        week=_week(said, there, (since, now), row),
        told=told,
        stale=stale,
        waiting=None,
        used=said,
        there=there,
        since=max(since, int(there.at[0])) if len(there.at) else now,
    )


def _week(used: Steps, there: Steps, window: tuple[int, int], row: Equipment) -> Week:
    """Return use by hour while it is known both how many there were and how many were in use."""
    low, now = window
    low = max(low, int(there.at[0])) if len(there.at) else now
    pieces = (utilisation.pieces(steps, low, now) for steps in (used, there))
    return utilisation.week(*pieces, ZoneInfo(row.site.timezone))
