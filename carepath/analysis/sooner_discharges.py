"""What a unit is short of when some of those who leave later today leave some hours earlier.

Method: everybody present has a chance of their own to be there at the end of each hour. Of those
who leave after the first LEAD hours and before the day ends, each is brought forward with the same
chance, so that so many are expected to be: whoever they are, nobody is named and nobody leaves who
would have stayed. Their departure moves so many hours earlier, never before LEAD is over. The law
of beds needed is then made anew, exactly; who stays beyond the day is not touched.
Assumption: people leave independently of each other. Reference: docs/algorithms/bed_demand.md.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from carepath.analysis import bed_demand
from carepath.analysis.bed_demand import Demand

LEAD = 1
"""Hours that it takes until the first can leave earlier than they would have."""
SURE = 0.1
"""At most so many are brought forward as leave today but for this chance."""


@dataclass(frozen=True, slots=True)
class Present:
    """Who is in a unit, until the day ends: the chance of each to be there at the end of each hour
    (people, hours), the newcomers expected to be there (hours), and the dispersion of their count.
    """

    chances: NDArray[np.float64]
    coming: NDArray[np.float64]
    dispersion: float

    @property
    def hours(self) -> int:
        """Return the whole hours until the day ends."""
        return len(self.coming)

    def there(self) -> NDArray[np.float64]:
        """Return the chances with that of now, 1, before them, (people, hours + 1)."""
        return np.concatenate((np.ones((len(self.chances), 1)), self.chances), axis=1)


@dataclass(frozen=True, slots=True)
class Step:
    """So many patients brought forward: the law until the day ends, and the bed-hours it frees."""

    patients: int
    demand: Demand
    freed: float


def leavers(present: Present) -> Demand:
    """Return how many of those present leave today late enough to be brought forward, a law of one
    row; 0 where the day is over too soon."""
    if present.hours <= LEAD + 1:
        return Demand(np.ones((1, 1)))
    there = present.there()
    return bed_demand.of_stayers((there[:, LEAD + 1] - there[:, -1])[:, None])


def most(present: Present) -> int:
    """Return how many may be brought forward: fewer leave but in SURE of all cases."""
    return int(leavers(present).quantiles((SURE,))[0, 0])


def moved(present: Present, share: float, by: int) -> NDArray[np.float64]:
    """Return the chances to be there when each who leaves today does so `by` hours earlier with the
    chance `share`, (people, hours)."""
    there = present.there()
    ends = np.arange(there.shape[1])
    place = np.where(ends > LEAD, np.minimum(ends + by, ends[-1]), ends)
    return ((1 - share) * there + share * there[:, place])[:, 1:]


def step(present: Present, patients: int, by: int) -> Step:
    """Return what comes of bringing so many patients forward by some hours; of more than are
    expected to leave all that do."""
    expected = float(leavers(present).mean[0])
    share = min(patients / expected, 1.0) if expected > 0 else 0.0
    chances = moved(present, share, by)
    parts = (
        bed_demand.of_stayers(chances),
        bed_demand.of_newcomers(present.coming, present.dispersion),
    )
    return Step(patients, bed_demand.total(parts), float((present.chances - chances).sum()))


def laid_over(demand: Demand, found: Step) -> Demand:
    """Return a law of many hours with those of today replaced by what comes of a step."""
    today, later = found.demand.pmf, demand.pmf[len(found.demand.pmf) :]
    width = max(today.shape[1], later.shape[1])
    wide = [np.pad(part, ((0, 0), (0, width - part.shape[1]))) for part in (today, later)]
    return Demand(np.concatenate(wide))


def to_hasten(present: Present, beds: int, *, worth: float, most_of: int, by: int) -> list[Step]:
    """Return the steps from nobody to as many patients as are worth it, at least that of nobody.

    A further one is, when of the bed-hours that it frees the share `worth` or more would else be
    missing. Never more than `most_of`, nor than are nearly sure to leave.
    """
    found = [step(present, 0, by)]
    each = np.full(present.hours, beds)
    for patients in range(1, min(most_of, most(present)) + 1):
        one, last = step(present, patients, by), found[-1]
        spared = float((last.demand.missing(each) - one.demand.missing(each)).sum())
        freed = one.freed - last.freed
        if freed <= 0 or spared < worth * freed:
            break
        found.append(one)
    return found


def the_other_way(
    ended: NDArray[np.int64], moments: NDArray[np.int64], since: int, until: int,
    *, patients: int, by: int, done: bool,
) -> NDArray[np.int64]:  # fmt: skip
    """Return how many more would have been there at each moment, of those who left at `ended`.

    Where it was done, the first `patients` to leave after `since` would have stayed `by` longer, at
    most `until`; else they would have left so much earlier, not before `since`: below 0.
    """
    first = np.sort(ended[(ended > since) & (ended <= until)])[:patients]
    low, high, sign = np.maximum(first - by, since), first, -1
    if done:
        low, high, sign = first, np.minimum(first + by, until), 1
    at = np.asarray(moments)[:, None]
    return sign * ((at >= low) & (at < high)).sum(1)
