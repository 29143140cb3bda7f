"""Binding constraint: of all that a unit needs, what holds patients up, hour by hour.

Method: an hour is cut where anything changes. What binds is what patients were held up by: they
waited for it while all of it was in use, and the one with most such patient-time, by what there is
of it, binds. What is not there at all while somebody waits comes before every other. Where nothing
was wholly in use (a bed that is being cleaned is not), the highest use over limit while somebody
waited binds if it is nearly all. Assumption: whoever waits could use it at once.
Reference: docs/algorithms/binding.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

import numpy as np
from numpy.typing import NDArray

from carepath.analysis.occupancy import Steps
from carepath.frames.moments import HOUR, MINUTE

FULL = 0.9
"""A resource that is never wholly used, and less than this, holds nobody up: the wait has another
cause."""
LEAST = 5 * MINUTE
"""Patient-time held up in an hour from which it is said: a shorter one is chance, as who waits may
be walking or undressing while the last one is taken."""


@dataclass(frozen=True, slots=True)
class Resource:
    """Something patients need, over time in microseconds UTC: how much of it is used, how much
    there is, and how many wait for it. `kind` is bed, staff, equipment or slot."""

    kind: str
    name: str
    used: Steps
    limit: Steps
    waiting: Steps


@dataclass(frozen=True, slots=True)
class Load:
    """One resource in one hour: use over limit while somebody waited (None = nobody did; infinite =
    there was none of it), patient-time waited, `held` that part of it in which all was in use, and
    mean use and limit over the whole hour."""

    resource: Resource
    share: float | None
    waited: int
    used: float
    limit: float
    held: int = 0
    length: int = HOUR

    @property
    def mean_waiting(self) -> float:
        """Return how many waited on average."""
        return self.waited / self.length

    @property
    def is_none(self) -> bool:
        """Return whether somebody waited and there was none of it."""
        return self.share == inf


@dataclass(frozen=True, slots=True)
class Hour:
    """An hour from `start` on: the load of each resource, and the one that binds, if any."""

    start: int
    loads: tuple[Load, ...]
    binding: Load | None


def hours(resources: Sequence[Resource], low: int, high: int, length: int = HOUR) -> list[Hour]:
    """Return what bound in each hour of [low, high); the last one is cut where the window ends."""
    found = []
    for start in range(low, high, length):
        loads = tuple(load(one, start, min(start + length, high)) for one in resources)
        found.append(Hour(start, loads, binding(loads)))
    return found


def binding(loads: Sequence[Load]) -> Load | None:
    """Return the resource that holds patients up; None where nobody waits for one that is full."""
    waited = [one for one in loads if one.share is not None]
    return max(
        (one for one in waited if one.held >= LEAST or one.share >= FULL), key=_rank, default=None
    )


def load(resource: Resource, low: int, high: int) -> Load:
    """Return the use of a resource over [low, high), in all and while somebody waited for it."""
    edges = _edges(resource, low, high)
    width = np.diff(edges)
    used, limit, waiting = (
        steps.when(edges[:-1]) for steps in (resource.used, resource.limit, resource.waiting)
    )
    while_waited = width * (waiting > 0)
    use, there = int((used * while_waited).sum()), int((limit * while_waited).sum())
    return Load(
        resource=resource,
        share=_share(use, there, int(while_waited.sum())),
        waited=int((waiting * width).sum()),
        used=float((used * width).sum() / (high - low)),
        limit=float((limit * width).sum() / (high - low)),
        held=int((waiting * width * (used >= limit)).sum()),
        length=high - low,
    )


def _share(use: int, there: int, held: int) -> float | None:
    if not held:
        return None
    return use / there if there else inf


def _rank(one: Load) -> tuple[bool, float, float, float]:
    there = max(one.limit, 1)
    held = one.held / there if one.held >= LEAST else 0
    return one.is_none, held, one.share or 0, one.waited / there


def _edges(resource: Resource, low: int, high: int) -> NDArray[np.int64]:
    """Return the ends of the window and every moment in it at which anything changes."""
    inner = np.concatenate([resource.used.at, resource.limit.at, resource.waiting.at])
    inner = inner[(inner > low) & (inner < high)]
    return np.unique(np.concatenate([[low], inner, [high]]).astype(np.int64))
