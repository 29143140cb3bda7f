"""The emergency department and the scanners: from the arrival to the decision.

A visit repeats a recorded one (`people.repeated_visits`). Its scans wait in the queue of now; the
decision follows the last of them by as much as it did then.
"""

from dataclasses import dataclass

import numpy as np

from carepath.simulator.flow import draws, people, stations
from carepath.simulator.flow.crowding import Crowding
from carepath.simulator.flow.history import WEEK, Scans
from carepath.simulator.flow.model import Model
from carepath.simulator.flow.people import OTHER, People

HELD = 200
"""Purpose of the random numbers of waits for a free scanner, one a station."""


@dataclass(frozen=True, slots=True)
class Decisions:
    """Of each who came: when it was decided, when those go who are not admitted, and which unit is
    asked for (-1 = none); NaN = not before the end."""

    decided: np.ndarray
    left: np.ndarray
    unit: np.ndarray
    scans: Scans


def decisions(
    model: Model,
    come: People,
    servers: np.ndarray,
    seed: int,
    first: int,
    weeks: int,
    boarders: np.ndarray | None = None,
) -> Decisions:
    """Return what becomes of those who come to the emergency department; `servers` (stations x 168)
    are in force from week 0 on. `boarders` are those met by each who comes, None = as recorded."""
    rows = people.repeated_visits(model, come, seed, first, weeks)
    later = np.zeros(len(rows))
    if boarders is not None:
        in_use = people.rows_in_use(model, model.visit_week)
        later = Crowding(model, in_use).shift(model, rows, boarders)
    others, of_row = people.repeated_days(
        model, model.other_week, model.other_hour, seed, first, weeks, OTHER
    )
    number_by_hour = np.hstack([np.tile(model.servers, -first), np.tile(servers, first + weeks)])
    latest = np.full(len(rows), -np.inf)
    tables = []
    for station in range(len(model.stations)):
        mine = np.flatnonzero(~np.isnan(model.visit_scan[rows, station]))
        extra = np.flatnonzero(model.other_station[of_row] == station)
        number = np.concatenate([come.number[mine], others.number[extra]])
        asked = come.at[mine] + np.maximum(model.visit_scan[rows[mine], station] + later[mine], 0)
        asked = np.concatenate([asked, others.at[extra]])
        take = np.concatenate(
            [model.visit_take[rows[mine], station], model.other_take[of_row[extra]]]
        )
        own = np.arange(len(number)) < (len(mine) if model.visits_first[station] else 0)
        joins = _joins(model, station, number, asked, seed)
        order = np.argsort(joins, kind="stable")
        started = np.empty(len(joins))
        started[order] = stations.starts(
            joins[order], take[order], own[order], number_by_hour[station], first * WEEK
        )
        ended = started + take
        latest[mine] = np.maximum(latest[mine], ended[: len(mine)])
        tables.append((number, np.full(len(number), station), asked, started, ended))
    unscanned = come.at + np.maximum(model.visit_decided[rows] + later, 0)
    decided = np.where(np.isneginf(latest), unscanned, latest + model.visit_decided[rows])
    return Decisions(
        decided, decided + model.visit_after[rows], model.visit_unit[rows], _scans(tables)
    )


def _joins(
    model: Model, station: int, number: np.ndarray, asked: np.ndarray, seed: int
) -> np.ndarray:
    """Return when people are ready for a scanner, which is some time after it was asked for."""
    handling = model.scan_handling[station]
    chance = draws.many(seed, number, HELD + station)
    return asked + handling[(chance * len(handling)).astype(int)]


def _scans(tables: list[tuple[np.ndarray, ...]]) -> Scans:
    if not tables:
        return Scans()
    return Scans(*(np.concatenate(column) for column in zip(*tables, strict=True)))
