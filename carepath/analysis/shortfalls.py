"""Warnings of a shortfall: a shift in which more beds will be needed than are staffed.

Method: the chance of each shift to come is the largest of its hours. A warning is raised when the
chance of some shift stays at RAISE or more for two runs in a row, names every shift at CLEAR or
more while it stands, and is taken back when no shift has been that likely for two runs; then it
rests for a while. So it neither flickers nor turns round within a run. Reference:
docs/algorithms/bed_demand.md.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from carepath.analysis.bed_demand import Demand


@dataclass(frozen=True, slots=True)
class Rule:
    """Limits of the chance, how many runs they must hold, and the runs of rest after a warning."""

    raises: float = 0.20
    clears: float = 0.10
    runs: int = 2
    rest: int = 6

    def __post_init__(self) -> None:
        if not 0 < self.clears <= self.raises <= 1 or self.runs < 1 or self.rest < 0:
            raise ValueError("A warning is cleared at or below the chance that raises it.")


@dataclass(frozen=True, slots=True)
class State:
    """A unit's warning: whether it stands, the runs in which the other was due, the runs of rest
    left, and the shifts it has named since it was raised."""

    stands: bool = False
    held: int = 0
    rest: int = 0
    named: frozenset[int] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Worst:
    """The hour in which beds are most likely to be short: its place, the chance of any shortage,
    and of one of at least `beds` beds (how many the middle of the law is short of, at least 1)."""

    hour: int
    chance: float
    beds: int
    of_beds: float


def worst(demand: Demand, staffed: int, hours: int) -> Worst:
    """Return the worst of the next hours, of equal ones the first."""
    part = Demand(demand.pmf[:hours])
    chance = part.beyond(np.full(len(part.pmf), staffed))
    hour = int(np.argmax(chance))
    one = Demand(part.pmf[hour : hour + 1])
    beds = max(int(one.quantiles((0.5,))[0, 0]) - staffed, 1)
    of_beds = float(one.beyond(np.array([staffed + beds - 1]))[0])
    return Worst(hour, float(chance[hour]), beds, of_beds)


def soonest(demand: Demand, staffed: int, hours: int, *, likely: float) -> Worst | None:
    """Return the first of the next hours in which beds are short with at least that chance, None
    where it is none of them."""
    part = Demand(demand.pmf[:hours])
    chance = part.beyond(np.full(len(part.pmf), staffed))
    found = np.flatnonzero(chance >= likely)
    if not len(found):
        return None
    hour = int(found[0])
    one = worst(Demand(part.pmf[hour : hour + 1]), staffed, 1)
    return Worst(hour, one.chance, one.beds, one.of_beds)


def by_shift(
    beyond: NDArray[np.float64], first: int, length: int
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return whole shifts to come (their numbers) and the chance of each.

    `beyond` is P(demand > staffed beds) at the end of each hour from hour `first` on; shift n holds
    the hours n * length to (n + 1) * length. A shift that has begun is left out.
    """
    start = -(-first // length)
    stop = (first + len(beyond)) // length
    if stop <= start:
        return np.empty(0, np.int64), np.empty(0)
    low = start * length - first
    whole = beyond[low : low + (stop - start) * length].reshape(-1, length)
    return np.arange(start, stop), whole.max(1)


def after(state: State, rule: Rule, shifts: Iterable[int], chances: Iterable[float]) -> State:
    """Return the state after one more run."""
    likely = {int(shift): float(chance) for shift, chance in zip(shifts, chances, strict=True)}
    highest = max(likely.values(), default=0.0)
    if state.stands:
        held = state.held + 1 if highest < rule.clears else 0
        if held >= rule.runs:
            return State(rest=rule.rest)
        return replace(state, held=held, named=state.named | _at_least(likely, rule.clears))
    if state.rest:
        return replace(state, rest=state.rest - 1)
    held = state.held + 1 if highest >= rule.raises else 0
    if held >= rule.runs:
        return State(stands=True, named=_at_least(likely, rule.clears))
    return State(held=held)


def _at_least(likely: dict[int, float], chance: float) -> frozenset[int]:
    return frozenset(shift for shift, found in likely.items() if found >= chance)
