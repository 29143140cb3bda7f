"""Stations where patients wait for a machine: what was done there, and how much of it could be."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db.models import Sum
from numpy.typing import NDArray

from carepath.frames.spans import SERVICE, Spans
from carepath.places.models import Equipment, Site
from carepath.simulator.flow.history import DAY, WEEK, Scans

WORKDAYS = 5
Wall = Callable[[NDArray[np.int64]], NDArray[np.float64]]


@dataclass(frozen=True, slots=True)
class Found:
    """The scans of a history, and how many there could be at once by hour of the week."""

    scans: Scans
    servers: NDArray[np.float64]


def there(*, site: Site, spans: Spans) -> dict[str, int]:
    """Return the stages of a site that use equipment people entered, by name, with how many there
    are."""
    rows = Equipment.objects.filter(site=site, stage__in=spans.stages, number__gt=0)
    found = rows.order_by("stage").values_list("stage").annotate(n=Sum("number"))
    return dict(found)


def read(
    spans: Spans, there: Mapping[str, int], wall: Wall, since: int, until: int, usable: Any
) -> Found:
    """Return what was asked for at the stations in these weeks (hours on the wall)."""
    codes = np.array([spans.stages.index(name) for name in there], np.int64)
    rows = np.flatnonzero((spans.kind == SERVICE) & np.isin(spans.stage, codes))
    rows = rows[usable[spans.journey[rows]]]
    started, ended = wall(spans.start[rows]), wall(spans.end[rows])
    asked = np.fmin(wall(spans.requested[rows]), started)
    kept = (asked >= since) & (asked < until) & ~(ended < started)
    order = np.argsort(codes)
    station = order[np.searchsorted(codes[order], spans.stage[rows])] if len(codes) else rows
    columns = (
        spans.journey[rows].astype(np.int64),
        station.astype(np.int64),
        asked,
        started,
        ended,
    )
    scans = Scans(*(column[kept] for column in columns))
    most = np.array(list(there.values()), float)[:, None]
    return Found(scans, np.minimum(servers(scans, len(there)), most))


def servers(scans: Scans, stations: int) -> NDArray[np.float64]:
    """Return how many were examined at once at most, by station and hour of the week (stations,
    168): the most that was ever seen at that hour of a weekday, or of a weekend. 0 = closed."""
    found = np.zeros((stations, WEEK))
    known = ~np.isnan(scans.started) & ~np.isnan(scans.ended) & (scans.ended > scans.started)
    for station in range(stations):
        rows = known & (scans.station == station)
        peaks = hourly_peaks(scans.started[rows], scans.ended[rows])
        for (late, hour), most in peaks.items():
            days = range(WORKDAYS, 7) if late else range(WORKDAYS)
            for day in days:
                found[station, day * DAY + hour] = most
    return found


def hourly_peaks(started: NDArray, ended: NDArray) -> dict[tuple[bool, int], int]:
    """Return the most that began in, or were going on at a start within, each hour of the day, by
    (weekend, hour); what only goes on from an hour before opens no hour."""
    order = np.argsort(started, kind="stable")
    began, gone = started[order], np.sort(ended)
    going = np.arange(1, len(began) + 1) - np.searchsorted(gone, began, side="right")
    hour = np.floor(began).astype(np.int64) % WEEK
    keys = (hour // DAY >= WORKDAYS) * DAY + hour % DAY
    most = np.zeros(2 * DAY, np.int64)
    np.maximum.at(most, keys, going)
    return {(bool(key // DAY), int(key % DAY)): int(most[key]) for key in np.flatnonzero(most)}
