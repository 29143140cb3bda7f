"""How many beds to open or close: the fewest that bring the chance of a shortage low enough.

Method: the whole law of the hour is there, so the chance with one bed more or fewer is asked for
instead of being forecast anew. Assumption: a bed that is opened draws no patient of its own.
Reference: docs/algorithms/bed_demand.md.
"""

from dataclasses import dataclass

import numpy as np

from carepath.analysis.bed_demand import Demand


@dataclass(frozen=True, slots=True)
class Option:
    """So many beds more (or fewer): the chance of a shortage in the worst hour before and after."""

    beds: int
    hour: int
    before: float
    after: float


def to_open(demand: Demand, staffed: int, spare: int, *, low: float, hours: int) -> Option | None:
    """Return the fewest beds to open, at most `spare`, after which the chance in the worst hour is
    below `low`; all that are left where none is enough, None where there is none."""
    if spare < 1:
        return None
    before = _worst(demand, staffed, hours)
    for beds in range(1, spare + 1):
        after = _worst(demand, staffed + beds, hours)
        if after[1] < low or beds == spare:
            return Option(beds, before[0], before[1], after[1])
    return None


def to_close(demand: Demand, staffed: int, most: int, *, low: float, hours: int) -> Option | None:
    """Return the most beds to close, at most `most`, after which the chance in the worst hour still
    is below `low`; None where there is none."""
    before = _worst(demand, staffed, hours)
    for beds in range(min(most, staffed), 0, -1):
        after = _worst(demand, staffed - beds, hours)
        if after[1] < low:
            return Option(beds, after[0], before[1], after[1])
    return None


def _worst(demand: Demand, staffed: int, hours: int) -> tuple[int, float]:
    part = Demand(demand.pmf[:hours])
    chance = part.beyond(np.full(len(part.pmf), staffed))
    hour = int(np.argmax(chance))
    return hour, float(chance[hour])
