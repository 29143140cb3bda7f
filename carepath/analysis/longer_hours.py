"""How many wait for a scanner, a clinic or a theatre in the hours to come, and with it open longer.

Method: hour by hour the number that waits is what waited, plus who asks, less who can be begun, at
least 0 (Lindley's recursion). Who asks is a Poisson or negative binomial count of the same hours of
past weeks; a share of them is on the way there when the hour ends, waits whatever can be begun, and
joins the queue in the next. Who can be begun is one of the two whole numbers beside the pace of
those hours: who works through a queue does so steadily. One more that is staffed begins as many
more as one does in an hour, and never more work at once than there are machines. The whole law is
kept.
Assumption: counts of different hours are independent, and nobody gives up waiting.
Reference: Lindley, Proc. Camb. Phil. Soc. 48 (1952) 277-289; docs/algorithms/longer_hours.md.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from carepath.analysis import bed_demand
from carepath.analysis.bed_demand import Demand

MOST = 400
"""Patients waiting beyond which nothing is told apart."""
EIGHTY = 1.2816
"""Standard deviations on either side that hold 80 % of a normal law."""
LEAD = 1
"""Hours that it takes until one more can be staffed."""


@dataclass(frozen=True, slots=True)
class Queue:
    """Who waits now, who is expected to ask and to be begun in each hour to come, the dispersion of
    the former, how many more one machine begins in each hour when it is staffed in addition (0
    where all are), of how many past cases both means are, and the share of those who ask in an hour
    that are on their way when it ends."""

    waiting: int
    asks: NDArray[np.float64]
    begins: NDArray[np.float64]
    dispersion: float
    more: NDArray[np.float64]
    cases: tuple[int, int]
    way: float = 0.0

    @property
    def hours(self) -> int:
        """Return how many hours to come it tells of."""
        return len(self.asks)

    def with_hours(self, hours: int, first: int = LEAD) -> "Queue":
        """Return the queue with one more staffed for so many hours from the hour `first` on."""
        begins = self.begins.copy()
        begins[first : first + hours] += self.more[first : first + hours]
        return replace(self, begins=begins)

    def scaled(self, asks: float, begins: float) -> "Queue":
        """Return the queue with all means that many times as high."""
        return replace(self, asks=self.asks * asks, begins=self.begins * begins)


@dataclass(frozen=True, slots=True)
class Wait:
    """How long the queue is feared to become: the worst hour (its place), the chance that more wait
    then than are begun within the target, by how many on average, and the hours waited in all."""

    hour: int
    chance: float
    beyond: float
    waited: float


def law(queue: Queue) -> Demand:
    """Return how many wait at the end of each hour, (hours, patients + 1)."""
    now = np.zeros(queue.waiting + 1)
    now[-1] = 1.0
    coming = queue.asks * queue.way
    joining = queue.asks - coming + np.concatenate(([0.0], coming[:-1]))
    asks = bed_demand.of_newcomers(joining, queue.dispersion).pmf
    begins = _near(queue.begins)
    rows = []
    for one, other in zip(asks, begins, strict=True):
        now = _after(now, one, other)
        rows.append(now)
    wide = max(len(row) for row in rows)
    found = Demand(np.stack([np.pad(row, (0, wide - len(row))) for row in rows]))
    if not queue.way:
        return found
    return bed_demand.total((found, bed_demand.of_newcomers(coming, queue.dispersion)))


def within(queue: Queue, target: int) -> NDArray[np.int64]:
    """Return how many are expected to be begun within the `target` hours after each hour, rounded
    down; the last hours go on as the last one does."""
    longer = np.concatenate((queue.begins, np.repeat(queue.begins[-1:], target)))
    sums = np.concatenate(([0.0], np.cumsum(longer)))
    ends = np.arange(queue.hours) + 1
    return np.floor(sums[ends + target] - sums[ends] + 1e-9).astype(np.int64)


def wait(queue: Queue, target: int, *, limits: NDArray[np.int64] | None = None) -> Wait:
    """Return what is to be feared in the hours that more could change; of equal ones the first is
    worst. `limits` are how many may wait at the end of each hour, where they are not what is begun
    within the target."""
    found = law(queue)
    most = within(queue, target) if limits is None else limits
    chance, beyond = found.beyond(most), found.missing(most)
    first = min(LEAD, len(chance) - 1)
    hour = first + int(np.argmax(chance[first:]))
    return Wait(hour, float(chance[hour]), float(beyond[hour]), float(found.mean.sum()))


def to_open(queue: Queue, *, target: int, low: float, most: int, worth: float) -> int:
    """Return the fewest hours that one more is staffed so that the chance is below `low`, else the
    most of which each spares `worth` hours of waiting or more; 0 where none does."""
    limits = within(queue, target)
    last = wait(queue, target, limits=limits)
    for hours in range(1, most + 1):
        one = wait(queue.with_hours(hours), target, limits=limits)
        if last.waited - one.waited < worth:
            return hours - 1
        if one.chance < low:
            return hours
        last = one
    return most


def ranges(queue: Queue, limits: NDArray[np.int64]) -> tuple[float, float]:
    """Return the chance where fewer ask and more are begun than was counted, and the other way: as
    far as the counts of past weeks leave open in 8 of 10 cases each."""
    asked, begun = (EIGHTY / max(n, 1) ** 0.5 for n in queue.cases)
    low = queue.scaled(max(1 - asked, 0.0), 1 + begun)
    high = queue.scaled(1 + asked, max(1 - begun, 0.0))
    return wait(low, 0, limits=limits).chance, wait(high, 0, limits=limits).chance


def _near(means: NDArray[np.float64]) -> list[NDArray[np.float64]]:
    """Return laws of whole numbers with these means that scatter least: the two beside each."""
    found = []
    for mean in means.tolist():
        low = int(mean)
        law = np.zeros(low + 2)
        law[low], law[low + 1] = 1 - (mean - low), mean - low
        found.append(law)
    return found


def _after(
    now: NDArray[np.float64], asks: NDArray[np.float64], begins: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the law an hour later: what waits and asks less what is begun, at least 0."""
    there = np.convolve(now, asks)
    found = np.convolve(there, begins[::-1])
    low = len(begins) - 1
    left = np.concatenate(([found[: low + 1].sum()], found[low + 1 :]))
    if len(left) > MOST:
        left = np.concatenate((left[: MOST - 1], [left[MOST - 1 :].sum()]))
    kept = np.flatnonzero(left > bed_demand.TAIL)
    left = left[: int(kept[-1]) + 1]
    return left / left.sum()


def the_other_way(
    waiting: NDArray[np.int64], begun: NDArray[np.int64], more: NDArray[np.float64], *, done: bool
) -> NDArray[np.int64]:
    """Return how many would have waited at the end of each hour: with `more` of those begun in each
    not begun where it was done, else with as many more begun, as far as somebody waits.

    `waiting` has one place more than the others: how many waited before the first hour.
    """
    asked = np.diff(waiting) + begun
    left, found, owed = int(waiting[0]), [], 0.0
    for asks, begins, extra in zip(asked.tolist(), begun.tolist(), more.tolist(), strict=True):
        owed += extra
        whole = int(owed + 1e-9)
        owed -= whole
        pace = max(begins - whole, 0) if done else begins + whole
        left = max(left + asks - pace, 0)
        found.append(left)
    return np.array(found, np.int64)
