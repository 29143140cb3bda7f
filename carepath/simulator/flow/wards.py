"""Beds: who asked first gets the first bed of the unit, or of one that stands in for it.

A bed is held from the moment it is given until it is ready again after the patient has left; who
waits for the next bed stays in the present one.
"""

from bisect import bisect_left
from collections import deque
from heapq import heapify, heappop, heappush

import numpy as np

from carepath.simulator.flow import draws, people
from carepath.simulator.flow.history import DAY, WEEK, Stays
from carepath.simulator.flow.model import Model

ASK, ENTER, READY, FREE, EDGE = range(5)
STAY = 1000
"""Purposes of the random numbers of a person's stays begin here, two a stay."""
SHORTEST = 1.0
"""Hours in a bed that an earlier discharge leaves at least."""


class _Law:
    """What stays in one unit are like, to draw one by one."""

    __slots__ = ("hours", "lengths", "nexts", "of_row", "period", "window")

    def __init__(self, model: Model, rows: np.ndarray) -> None:
        hours = model.stay_hour[rows]
        self.period = WEEK if len(rows) >= 500 else DAY
        order = np.argsort(hours % self.period, kind="stable")
        rows = rows[order]
        self.hours = (hours[order] % self.period).tolist()
        self.of_row = model.stay_hour[rows].tolist()
        self.lengths = model.stay_length[rows].tolist()
        self.nexts = model.stay_next[rows].tolist()
        share = 28 if self.period == WEEK else 6
        self.window = min(len(rows), max(25, len(rows) // share)) if model.by_day else len(rows)

    def draw(self, at: float, chance: float) -> int:
        number = len(self.hours)
        if self.window == number:
            return int(chance * number)
        middle = bisect_left(self.hours, at % self.period)
        return int(middle + (chance - 0.5) * self.window) % number


class Wards:
    """All beds, and everybody who is in one or waits for one. Times are hours."""

    def __init__(self, model: Model, seed: int, beds: np.ndarray, earlier: np.ndarray) -> None:
        """`beds` (units x 168) and `earlier` (hours by unit) are in force from hour 0 on."""
        self._model, self._seed = model, seed
        self._before, self._after = model.beds.tolist(), beds.tolist()
        self._earlier = earlier.tolist()
        self._laws = _laws(model)
        self._handling = [hours.tolist() for hours in model.bed_handling]
        self._turnaround = model.turnaround.tolist()
        self._group_of = {unit: group for group in model.groups for unit in group}
        self._queues = {group: deque() for group in model.groups}
        self._held = [0] * len(model.units)
        self._agenda: list[tuple] = []
        self._turn = 0
        self._rows: list[list] = []
        """One a stay: case, unit, requested, entered, left."""

    def run(self, asks: list[tuple[float, int, int]], first: int, weeks: int) -> Stays:
        """Return all stays of those who ask (when, number, unit), from week `first` on."""
        begins, until = first * WEEK, (first + weeks) * WEEK
        for at, number, unit in asks:
            self._put(at, ASK, (number, 0, unit, None))
        for hour in self._edges(begins, until):
            self._put(hour, EDGE, None)
        heapify(self._agenda)
        self._open(begins)
        calls = (self._ask, self._enter, self._ready, self._free, self._edge)
        agenda = self._agenda
        while agenda and agenda[0][0] < until:
            at, _, what, content = heappop(agenda)
            calls[what](at, content)
        return _columns(self._rows)

    # ------------------------------------------------------------------ what happens

    def _ask(self, at: float, content: tuple) -> None:
        number, count, unit, present = content
        row = [number, unit, at, np.nan, np.nan]
        self._rows.append(row)
        group = self._group_of[unit]
        self._queues[group].append((row, count, present))
        self._fill(group, at)

    def _fill(self, group: tuple[int, ...], at: float) -> None:
        queue = self._queues[group]
        while queue:
            row, count, present = queue[0]
            unit = self._choose(group, row[1], at)
            if unit < 0:
                return
            queue.popleft()
            self._held[unit] += 1
            row[1] = unit
            handling = self._handling[unit]
            chance = draws.one(self._seed, row[0], STAY + 2 * count + 1)
            self._push(at + handling[int(chance * len(handling))], ENTER, (row, count, present))

    def _choose(self, group: tuple[int, ...], wanted: int, at: float) -> int:
        """Return the unit asked for if it has a bed, else the one with most to spare, or -1."""
        best, most = -1, 0
        for unit in group:
            spare = self._beds(unit, at) - self._held[unit]
            if spare >= 1 and unit == wanted:
                return unit
            if spare >= 1 and spare > most:
                best, most = unit, spare
        return best

    def _enter(self, at: float, content: tuple) -> None:
        row, count, present = content
        row[3] = at
        if present is not None:
            self._leave(present, at)
        unit = row[1]
        law = self._laws[unit]
        place = law.draw(at, draws.one(self._seed, row[0], STAY + 2 * count))
        following = law.nexts[place]
        leaves = self._leaves(law, place, at)
        if following < 0 and leaves >= 0 and self._earlier[unit]:
            soonest = min(leaves, at + SHORTEST)
            leaves = max(soonest, leaves - self._earlier[unit])
        self._push(leaves, READY, (row, count, following))

    def _leaves(self, law: _Law, place: int, at: float) -> float:
        """Return when a stay ends that repeats a recorded one: at its hour of the day, where that
        one went on past midnight."""
        length = law.lengths[place]
        if not self._model.by_day or law.of_row[place] % DAY + length < DAY:
            return at + length
        begun_later = (law.of_row[place] - at + DAY / 2) % DAY - DAY / 2
        return at + max(length + begun_later, min(length, SHORTEST))

    def _ready(self, at: float, content: tuple) -> None:
        row, count, following = content
        if following < 0:
            self._leave(row, at)
        else:
            self._ask(at, (row[0], count + 1, following, row))

    def _leave(self, row: list, at: float) -> None:
        row[4] = at
        self._push(at + self._turnaround[row[1]], FREE, row[1])

    def _free(self, at: float, unit: int) -> None:
        self._held[unit] -= 1
        self._fill(self._group_of[unit], at)

    def _edge(self, at: float, _: None) -> None:
        for group in self._queues:
            self._fill(group, at)

    # ------------------------------------------------------------------ beds and the agenda

    def _beds(self, unit: int, at: float) -> float:
        return (self._after if at >= 0 else self._before)[unit][int(at // 1) % WEEK]

    def _edges(self, begins: int, until: int) -> list[int]:
        """Return hours at which a unit may have more beds than an hour before."""
        hours = [0] if self._before != self._after else []
        for beds, low, high in ((self._before, begins, 0), (self._after, 0, until)):
            grows = {h for unit in beds for h in range(WEEK) if unit[h] > unit[h - 1]}
            hours += [hour for hour in range(low, high) if hour % WEEK in grows]
        return hours

    def _open(self, begins: float) -> None:
        """Put those into their beds who are there at the beginning: a stay met under way is longer,
        and any part of it may be over."""
        for unit, law in enumerate(self._laws):
            number = int(min(round(self._model.occupied[unit]), self._beds(unit, begins)))
            before = np.cumsum(law.lengths)
            for place in range(number):
                person = people.PRESENT + unit * 10_000 + place
                chance = draws.one(self._seed, person, STAY)
                found = int(np.searchsorted(before[:-1], chance * before[-1], side="right"))
                over = draws.one(self._seed, person, STAY + 1) * law.lengths[found]
                row = [person, unit, np.nan, begins - over, np.nan]
                self._rows.append(row)
                self._held[unit] += 1
                ready = begins + law.lengths[found] - over
                self._push(ready, READY, (row, 0, law.nexts[found]))

    def _put(self, at: float, what: int, content: object) -> None:
        self._turn += 1
        self._agenda.append((at, self._turn, what, content))

    def _push(self, at: float, what: int, content: object) -> None:
        self._turn += 1
        heappush(self._agenda, (at, self._turn, what, content))


def _laws(model: Model) -> list[_Law]:
    laws = []
    for unit in range(len(model.units)):
        mine = np.flatnonzero(model.stay_unit == unit)
        laws.append(_Law(model, mine[people.rows_in_use(model, model.stay_week[mine])]))
    return laws


def _columns(rows: list[list]) -> Stays:
    case, unit, requested, entered, left = zip(*rows, strict=True) if rows else ([],) * 5
    return Stays(
        np.array(case, int),
        np.array(unit, int),
        np.array(requested, float),
        np.array(entered, float),
        np.array(left, float),
        np.full(len(rows), -1),
    )
