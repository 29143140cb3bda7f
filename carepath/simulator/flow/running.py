"""Run a model for some weeks, with changes from the first hour on.

With the same seed everybody draws the same numbers whatever is changed, so that two runs are a
pair: their difference is that of the changes (common random numbers).
How crowded the emergency department is depends on the beds, and when they are asked for on how
crowded it is: first the crowds are taken as recorded, then as they came out (one repetition).
Reference: Law, Simulation Modeling and Analysis (2015), section 11.2.
"""

from collections.abc import Sequence

import numpy as np

from carepath.simulator.flow import changes as changing
from carepath.simulator.flow import department, people
from carepath.simulator.flow.changes import Change, Effect
from carepath.simulator.flow.department import Decisions
from carepath.simulator.flow.history import WEEK, History, Stays, Visits
from carepath.simulator.flow.model import Model
from carepath.simulator.flow.people import PLANNED, People
from carepath.simulator.flow.wards import Wards

WARM = 2
"""Weeks lived unchanged before the first hour, from beds filled as on average."""


def run(model: Model, changes: Sequence[Change] = (), *, seed: int, weeks: int = 4) -> History:
    """Return what happens in [0, weeks) as a history; what began before and was not over is in it.

    ChangeError where a change does not fit the hospital.
    """
    effect = changing.effect(model, changes)
    come = people.emergencies(model, seed, -WARM, weeks + WARM, effect.factor)
    decided = _decisions(model, come, effect, seed, weeks)
    stays = _stays(model, come, decided, effect, seed, weeks)
    boarders = _boarders(come, stays)
    decided = _decisions(model, come, effect, seed, weeks, boarders)
    stays = _stays(model, come, decided, effect, seed, weeks)
    return History(
        since=0.0,
        until=float(weeks * WEEK),
        units=model.units,
        groups=model.groups,
        staffed=effect.beds,
        stations=model.stations,
        servers=effect.servers,
        visits=_visits(come, decided, stays, weeks * WEEK),
        stays=stays,
        scans=decided.scans,
    )


def _decisions(
    model: Model,
    come: People,
    effect: Effect,
    seed: int,
    weeks: int,
    boarders: np.ndarray | None = None,
) -> Decisions:
    first, number = -WARM, weeks + WARM
    return department.decisions(model, come, effect.servers, seed, first, number, boarders)


def _stays(
    model: Model, come: People, decided: Decisions, effect: Effect, seed: int, weeks: int
) -> Stays:
    planned, of_row = people.repeated_days(
        model, model.planned_week, model.planned_hour, seed, -WARM, weeks + WARM, PLANNED
    )
    wards = Wards(model, seed, effect.beds, effect.earlier)
    asks = _asks(come, decided, planned, model.planned_unit[of_row])
    return wards.run(asks, -WARM, weeks + WARM)


def _boarders(come: People, stays: Stays) -> np.ndarray:
    """Return how many who came before wait for a bed when each comes."""
    firsts = _first_rows(stays, come.number)
    asked, entered = np.sort(stays.requested[firsts]), np.sort(stays.entered[firsts])
    begun = np.searchsorted(asked, come.at, side="right")
    return begun - np.searchsorted(entered, come.at, side="right")


def _first_rows(stays: Stays, numbers: np.ndarray) -> np.ndarray:
    """Return the first stay of each of these people who has one."""
    mine = np.flatnonzero(np.isin(stays.case, numbers))
    return mine[np.unique(stays.case[mine], return_index=True)[1]]


def _asks(
    come: People, decided: Decisions, planned: People, units: np.ndarray
) -> list[tuple[float, int, int]]:
    """Return who asks for a bed: (when, number, unit)."""
    mine = (decided.unit >= 0) & ~np.isnan(decided.decided)
    at = np.concatenate([decided.decided[mine], planned.at])
    number = np.concatenate([come.number[mine], planned.number])
    unit = np.concatenate([decided.unit[mine], units])
    return list(zip(at.tolist(), number.tolist(), unit.tolist(), strict=True))


def _visits(come: People, decided: Decisions, stays: Stays, until: float) -> Visits:
    """Return visits, where who is admitted leaves when they come into their bed."""
    admitted = decided.unit >= 0
    firsts = _first_rows(stays, come.number[admitted])
    order = np.argsort(come.number)
    place = order[np.searchsorted(come.number, stays.case[firsts], sorter=order)]
    left = np.where(admitted, np.nan, decided.left)
    left[place] = stays.entered[firsts]
    left[left >= until] = np.nan
    at = np.where(decided.decided < until, decided.decided, np.nan)
    return Visits(come.number, come.at, at, left, admitted)
