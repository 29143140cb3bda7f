"""The escalation level to come: the chance of each, from the beds that will be needed.

Method: the units' demands are taken as independent. Of a unit that needs d beds and has s staffed,
s - d are spare or d - s wait; sums over units are convolved exactly, inpatient units in two
dimensions (spare beds, who waits), so that occupancy, spare beds and who waits go together. What is
not forecast keeps its present points. Assumption: who waits now although a bed is there stays as
many. Reference: docs/algorithms/escalation.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from carepath.frames.escalation import Bands, Rules

INPATIENT = ("occupancy", "spare", "waiting")
EMERGENCY = ("ed_occupancy", "ed_waiting")
"""Parameters that follow from beds needed in inpatient units, and in emergency ones."""
Law = NDArray[np.float64]


def likeliest(chances: Sequence[float]) -> int:
    """Return the level with the highest chance, of equal ones the higher."""
    return max(range(len(chances), 0, -1), key=lambda level: chances[level - 1])


@dataclass(frozen=True, slots=True)
class Need:
    """The beds that a unit will need, as the law of their number, and those staffed; `kept` =
    patients who wait now although the unit has a bed for them."""

    law: Law
    staffed: int
    kept: int = 0


@dataclass(frozen=True, slots=True)
class Ahead:
    """The chance of each level, the first of level 1; the points expected of each parameter, and
    which of them are held as they are now."""

    chances: tuple[float, ...]
    points: Mapping[str, float]
    held: tuple[str, ...]

    @property
    def likeliest(self) -> int:
        return likeliest(self.chances)

    def at_least(self, level: int) -> float:
        """Return the chance of a level or a higher one."""
        return float(sum(self.chances[level - 1 :]))


def ahead(
    rules: Rules,
    points: Mapping[str, int | None],
    inpatient: Sequence[Need],
    emergency: Sequence[Need],
) -> Ahead | None:
    """Return the level to come, from the points that each parameter of the rules has now.

    None where a parameter that is not forecast is not known now.
    """
    total, expected = np.ones(1), {}
    for keys, needs, values_of in (
        (INPATIENT, inpatient, _inpatient),
        (EMERGENCY, emergency, _emergency),
    ):
        mine = [key for key in keys if key in rules.bands]
        if not mine or not sum(one.staffed for one in needs):
            continue
        law = _together(needs)
        values = values_of(law, needs)
        each = {key: _points(rules.bands[key], values[key]) for key in mine}
        expected |= {key: float((law * found).sum()) for key, found in each.items()}
        total = np.convolve(total, np.bincount(sum(each.values()).ravel(), law.ravel()))
    held = tuple(key for key in rules.bands if key not in expected)
    if any(points.get(key) is None for key in held):
        return None
    now = {key: int(points[key] or 0) for key in held}
    level = np.searchsorted(rules.cuts, np.arange(len(total)) + sum(now.values()))
    chances = np.bincount(level, total, minlength=len(rules.cuts) + 1)
    every = {key: expected.get(key, float(now.get(key, 0))) for key in rules.bands}
    return Ahead(tuple(float(one) for one in chances / chances.sum()), every, held)


def _points(bands: Bands, values: Law) -> NDArray[np.int64]:
    return np.array(bands.points)[np.searchsorted(bands.edges, values, side="right")]


def _together(needs: Sequence[Need]) -> Law:
    """Return the law of (spare beds, who waits) over units: [spare, waits]."""
    law = np.ones((1, 1))
    for one in needs:
        most = max(len(one.law) - 1 - one.staffed, 0)
        found = np.zeros((law.shape[0] + one.staffed, law.shape[1] + most))
        for needed, chance in enumerate(one.law):
            if chance > 0:
                spare, waits = max(one.staffed - needed, 0), max(needed - one.staffed, 0)
                found[spare : spare + law.shape[0], waits : waits + law.shape[1]] += chance * law
        law = found
    return law


def _inpatient(law: Law, needs: Sequence[Need]) -> dict[str, Law]:
    staffed, kept = sum(one.staffed for one in needs), sum(one.kept for one in needs)
    spare, waits = np.indices(law.shape)
    empty = np.minimum(spare + kept, staffed)
    return {
        "occupancy": 100 * (staffed - empty) / staffed,
        "spare": empty.astype(float),
        "waiting": (waits + kept).astype(float),
    }


def _emergency(law: Law, needs: Sequence[Need]) -> dict[str, Law]:
    """Who waits for a space is in the department as well."""
    staffed, kept = sum(one.staffed for one in needs), sum(one.kept for one in needs)
    spare, waits = np.indices(law.shape)
    return {
        "ed_occupancy": 100 * (staffed - spare + waits) / staffed,
        "ed_waiting": (waits + kept).astype(float),
    }
