"""What is to be feared with so many beds, and how many beds' staff to move between two units.

Method: the whole law of the hour is there, so the chance with one bed more or fewer is asked for
instead of being forecast anew. Assumption: a bed that is opened draws no patient of its own.
Reference: docs/algorithms/bed_demand.md.
"""

from dataclasses import dataclass

import numpy as np

from carepath.analysis.bed_demand import Demand

EVERY = slice(None)


@dataclass(frozen=True, slots=True)
class Risk:
    """What is to be feared with so many beds: the worst hour (its place), the chance of a shortage
    and the beds expected to be missing in it, and the bed-hours expected to be missing in all."""

    hour: int
    chance: float
    beds: float
    bed_hours: float


@dataclass(frozen=True, slots=True)
class Option:
    """So many beds more (or fewer), and the risk before and after."""

    beds: int
    before: Risk
    after: Risk

    @property
    def removed(self) -> float:
        """Return by how many bed-hours fewer are expected to be missing."""
        return self.before.bed_hours - self.after.bed_hours


@dataclass(frozen=True, slots=True)
class Place:
    """A unit between which staff may be moved: its law, staffed beds, and beds without staff."""

    demand: Demand
    staffed: int
    spare: int = 0


@dataclass(frozen=True, slots=True)
class Move(Option):
    """Staff of so many beds goes from one unit to another: the giver's risk before and after."""

    held: Risk
    left: Risk

    @property
    def removed(self) -> float:
        """Return by how many bed-hours fewer are expected to be missing in both units together."""
        harm = self.left.bed_hours - self.held.bed_hours
        return self.before.bed_hours - self.after.bed_hours - harm


def to_move(taker: Place, giver: Place, *, low: float, hours: int) -> Move | None:
    """Return the fewest beds whose staff is moved so that the taker's chance in the worst hour is
    below `low`, else the most that helps; None where nothing does.

    Never so many that the giver's chance reaches `low`, nor that it loses what the taker wins.
    """
    before, held = (risk(one.demand, one.staffed, hours) for one in (taker, giver))
    found = None
    for beds in range(1, min(taker.spare, giver.staffed) + 1):
        left = risk(giver.demand, giver.staffed - beds, hours)
        after = risk(taker.demand, taker.staffed + beds, hours)
        one = Move(beds, before, after, held, left)
        if left.chance >= low or (found is not None and one.removed <= found.removed):
            break
        found = one if one.removed > 0 else found
        if after.chance < low:
            break
    return found


def risk(demand: Demand, beds: int, hours: int, *, among: slice = EVERY) -> Risk:
    """Return the risk of the next hours with so many beds; of equal hours the first is worst. The
    worst hour is looked for `among` some of them, bed-hours are those of all."""
    part = Demand(demand.pmf[:hours])
    each = np.full(len(part.pmf), beds)
    chance, missing = part.beyond(each), part.missing(each)
    hour = int(np.arange(len(chance))[among][np.argmax(chance[among])])
    return Risk(hour, float(chance[hour]), float(missing[hour]), float(missing.sum()))
