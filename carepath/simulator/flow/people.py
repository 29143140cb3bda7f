"""Who comes: to the emergency department, as planned, and who is in the beds at the beginning.

Arrivals are Poisson numbers by hour of the week with a level of the day (gamma) and one of the run
(lognormal). More arrivals are further layers of the same: a layer's people come or stay away by a
number of their own, so that with a larger factor the same people come, and some more.
"""

from dataclasses import dataclass

import numpy as np

from carepath.simulator.flow import draws
from carepath.simulator.flow.history import DAY, WEEK
from carepath.simulator.flow.model import Model

LAYER = 1 << 32
"""Numbers of people of one layer, or of one way of coming."""
PLANNED, OTHER, PRESENT = 64 * LAYER, 65 * LAYER, 66 * LAYER
COMES, VISIT = 1, 2
"""Purposes of a person's random numbers."""
_LEVEL, _HOURS, _DAYS, _WEEKS = 101, 102, 103, 104
ENOUGH = 10
"""Visits that a recorded day has at least to be repeated as a whole."""


@dataclass(frozen=True, slots=True)
class People:
    """Numbers of people (theirs alone, also as a seed) and when they come, in order. `part` is how
    large a part of their day came by then, of all who could come (those of their layer)."""

    number: np.ndarray
    at: np.ndarray
    part: np.ndarray


class Rows:
    """Rows of a table by hour: draws one that began at about an hour of the day, and of the week
    where there are enough."""

    __slots__ = ("_hours", "_period", "_rows", "_window")

    def __init__(self, rows: np.ndarray, hours: np.ndarray) -> None:
        """`hours` are hours of the week, as long as `rows`; there is at least one."""
        self._period = WEEK if len(rows) >= 500 else DAY
        hours = hours % self._period
        order = np.argsort(hours, kind="stable")
        self._rows, self._hours = rows[order], hours[order]
        share = 28 if self._period == WEEK else 6
        self._window = min(len(rows), max(25, len(rows) // share))

    def draw(self, at: np.ndarray, chance: np.ndarray) -> np.ndarray:
        """Return for each moment a row, by a number in [0, 1)."""
        middle = np.searchsorted(self._hours, at % self._period)
        return self._rows[(middle + (chance - 0.5) * self._window).astype(int) % len(self._rows)]


def rows_in_use(model: Model, week: np.ndarray) -> np.ndarray:
    """Return rows of the weeks in use, each as often as its week counts, or all rows."""
    times = np.bincount(model.picked, minlength=model.weeks)[week]
    return np.repeat(np.arange(len(week)), times if times.any() else 1)


def emergencies(model: Model, seed: int, first: int, weeks: int, factor: float) -> People:
    """Return who comes to the emergency department in so many weeks from week `first` on; the
    factor is in force from week 0 on."""
    rate = np.tile(model.arrivals[model.picked].mean(axis=0), weeks)
    rng = np.random.default_rng([seed, _LEVEL])
    rate = rate * np.exp(rng.normal(0, 1) * model.drift - model.drift**2 / 2)
    if model.dispersion > 0:
        shape = 1 / model.dispersion
        rate = rate * np.repeat(rng.gamma(shape, 1 / shape, weeks * 7), DAY)
    layers = [_layer(rate, seed, layer, first, factor) for layer in range(int(np.ceil(factor)))]
    number = np.concatenate([layer.number for layer in layers])
    at = np.concatenate([layer.at for layer in layers])
    part = np.concatenate([layer.part for layer in layers])
    order = np.argsort(at, kind="stable")
    return People(number[order], at[order], part[order])


def _layer(rate: np.ndarray, seed: int, layer: int, first: int, factor: float) -> People:
    rng = np.random.default_rng([seed, _HOURS, layer])
    hours = np.repeat(np.arange(len(rate)), rng.poisson(rate)) + first * WEEK
    at = hours + rng.random(len(hours))
    number = layer * LAYER + np.arange(len(at))
    come = layer + draws.many(seed, number, COMES) < np.where(at < 0, 1.0, factor)
    return People(number[come], at[come], _parts(at, first)[come])


def _parts(at: np.ndarray, first: int) -> np.ndarray:
    """Return of each moment which part of those of its day came by then, itself by half."""
    day = (at // DAY).astype(int) - first * 7
    a_day = np.bincount(day)
    rank = np.empty(len(at))
    rank[np.argsort(at, kind="stable")] = np.arange(len(at))
    return (rank - (np.cumsum(a_day) - a_day)[day] + 0.5) / a_day[day]


def repeated_visits(model: Model, come: People, seed: int, first: int, weeks: int) -> np.ndarray:
    """Return the recorded visit that each who comes repeats: weeks repeat recorded weeks, and each
    visit is of the same day of it, after as large a part of the day's. So the visits of some days
    are as alike as they were: late together, or many of them to be scanned (a bootstrap of blocks;
    Kunsch 1989). Where a day had few, it is any visit that came at about the same hour."""
    in_use = rows_in_use(model, model.visit_week)
    chance = draws.many(seed, come.number, VISIT)
    rows = Rows(in_use, model.visit_hour[in_use]).draw(come.at, chance)
    slot = model.visit_week * 7 + (model.visit_hour // DAY).astype(int)
    order = np.lexsort((model.visit_hour, slot))
    rng = np.random.default_rng([seed, _WEEKS])
    picked = np.repeat(model.picked[rng.integers(0, len(model.picked), weeks)], 7)
    day = (come.at // DAY).astype(int) - first * 7
    wanted = picked[day] * 7 + day % 7
    low = np.searchsorted(slot[order], wanted)
    number = np.searchsorted(slot[order], wanted, side="right") - low
    enough = np.flatnonzero(number >= ENOUGH)
    rows[enough] = order[low[enough] + (come.part * number)[enough].astype(int)]
    return rows


def repeated_days(
    model: Model, week: np.ndarray, hour: np.ndarray, seed: int, first: int, weeks: int, start: int
) -> tuple[People, np.ndarray]:
    """Return who comes on days that repeat recorded days of the same weekday, and the row of each;
    numbers begin at `start`."""
    rng = np.random.default_rng([seed, _DAYS, start // LAYER])
    day_of = (hour // DAY).astype(int)
    order = np.lexsort((hour, day_of, week))
    slot = (week * 7 + day_of)[order]
    numbers, moments, rows = [], [], []
    for day, picked in enumerate(rng.integers(0, len(model.picked), weeks * 7).tolist()):
        wanted = model.picked[picked] * 7 + day % 7
        low, high = np.searchsorted(slot, [wanted, wanted + 1])
        found = order[low:high]
        rows.append(found)
        moments.append(hour[found] % DAY + (first * 7 + day) * DAY)
        numbers.append(start + day * 10_000 + np.arange(len(found)))
    at = np.concatenate(moments)
    return People(np.concatenate(numbers), at, np.zeros(len(at))), np.concatenate(rows)
