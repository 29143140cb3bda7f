"""Many paired runs: the spread of what is to come, from chance and from a short record.

Each pair has a seed and a resample of the recorded weeks of its own (`Model.resampled`), so that
the intervals hold both the chance of the weeks to come and what is not known of the past.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from carepath.simulator.flow import outcomes
from carepath.simulator.flow.changes import Change
from carepath.simulator.flow.model import Model
from carepath.simulator.flow.running import run

RUNS = 40
"""Pairs that are run where nothing else is said: 80 % intervals rest on four runs at each end."""

Outcomes = dict[str, float]


def pairs(
    model: Model, changes: Sequence[Change], *, seed: int, runs: int = RUNS, weeks: int = 4
) -> Iterator[tuple[Outcomes, Outcomes]]:
    """Yield outcomes without and with the changes, a pair at a time. Pair i is the same whatever
    the number of runs, and its first half whatever the changes."""
    for place in range(runs):
        before = one(model, (), seed=seed, place=place, weeks=weeks)
        yield before, one(model, changes, seed=seed, place=place, weeks=weeks)


def alone(model: Model, *, seed: int, runs: int = RUNS, weeks: int = 4) -> Iterator[Outcomes]:
    """Yield the outcomes without changes: the first halves of `pairs`."""
    for place in range(runs):
        yield one(model, (), seed=seed, place=place, weeks=weeks)


def one(
    model: Model, changes: Sequence[Change], *, seed: int, place: int, weeks: int = 4
) -> Outcomes:
    """Return the outcomes of one half of a pair: the same whoever asks, and in whatever order."""
    drawn, own = _drawn(model, seed, place)
    return outcomes.of(run(drawn, changes, seed=own, weeks=weeks))


def _drawn(model: Model, seed: int, place: int) -> tuple[Model, int]:
    rng = np.random.default_rng([seed, place])
    return model.resampled(rng), int(rng.integers(1 << 62))
