"""Stations where patients wait for staff or a machine, and beds that hold one patient each.

Discipline: the lowest (priority, requested, number) that waits is served next. A station's capacity
may change at any moment; work in hand is finished, and nothing new starts above the capacity.
"""

from heapq import heappop, heappush
from typing import Any

Job = tuple[int, int, int, int, Any]
"""(priority, requested, patient's number, step's position, patient): sorts by the discipline."""


class Station:
    """A pool of equal servers with one queue. `machines` 0 means that servers have no numbers."""

    __slots__ = ("busy", "capacity", "free", "machines", "name", "queue", "role")

    def __init__(self, name: str, role: str, machines: int, capacity: int = 0) -> None:
        self.name, self.role, self.machines = name, role, machines
        self.capacity = capacity
        self.busy = 0
        self.queue: list[Job] = []
        self.free = list(range(machines))

    def take(self) -> int:
        """Take one server and return its number, or -1 where servers have none."""
        self.busy += 1
        return heappop(self.free) if self.machines else -1

    def give_back(self, number: int) -> None:
        self.busy -= 1
        if number >= 0:
            heappush(self.free, number)

    def claim(self, number: int) -> None:
        """Take this very server, as a saved state says."""
        self.busy += 1
        if number >= 0:
            self.free.remove(number)
            self.free.sort()


class Beds:
    """The beds of one unit. A bed is free, or held: reserved, occupied or being cleaned."""

    __slots__ = ("free", "held", "open", "physical", "unit")

    def __init__(self, unit: str, opened: int, physical: int) -> None:
        self.unit, self.open, self.physical = unit, opened, physical
        self.held = 0
        self.free = list(range(physical))

    @property
    def available(self) -> int:
        """Return how many more patients may come: open beds that are not held."""
        return self.open - self.held

    def take(self) -> int:
        self.held += 1
        return heappop(self.free)

    def give_back(self, number: int) -> None:
        self.held -= 1
        heappush(self.free, number)

    def claim(self, number: int) -> None:
        self.held += 1
        self.free.remove(number)
        self.free.sort()


class Pool:
    """Units that stand in for each other, with one queue: a patient goes to the unit asked for if
    it has a bed, else to the one with most beds to spare."""

    __slots__ = ("queue", "units")

    def __init__(self, units: tuple[Beds, ...]) -> None:
        self.units = units
        self.queue: list[Job] = []

    def choose(self, wanted: str) -> Beds | None:
        """Return the unit to go to now, or nothing when all are full."""
        best, spare = None, 0
        for beds in self.units:
            available = beds.available
            if available > 0 and beds.unit == wanted:
                return beds
            if available > spare:
                best, spare = beds, available
        return best
