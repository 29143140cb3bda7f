"""Habits of a feed: how long it usually rests, how late it tells, how its clock stands.

Method: a feed is silent for longer than is its habit when it has rested for more than twice as long
as 99 in 100 of its own rests that began at this hour of the day; where fewer than FEWEST of those
are known, all its rests count, and where those are too few nothing is said. Delays are median and
9 in 10 for each unit; the offset of the sender's clock is the median of arrival minus time written,
which holds the way of the message too, so that only a large one says something.
Assumption: the messages looked at are the newest of the feed, in the order of arrival.
Reference: percentiles as in percentiles.py.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from carepath.analysis.percentiles import MEDIAN, P90, percentile
from carepath.frames.moments import MINUTE

FEWEST = 20
RARE, TIMES, LEAST = 0.99, 2, 5 * MINUTE
"""Which rest is a long one, how often as long is silence, and what is never called so (µs)."""


@dataclass(frozen=True, slots=True)
class Habit:
    """How long a feed usually rests at most, from n rests; `hourly` = of this hour of the day."""

    longest_us: float
    n: int
    hourly: bool

    @property
    def limit_us(self) -> float:
        """Return after how many microseconds the feed is silent for longer than is its habit."""
        return max(LEAST, TIMES * self.longest_us)


@dataclass(frozen=True, slots=True)
class Delay:
    """How much later a unit's events are known than they happened: microseconds, n of them."""

    unit: str
    n: int
    p50_us: float
    p90_us: float


def habit(arrived: Sequence[float], hours: Sequence[int], *, hour: int) -> Habit | None:
    """Return the habit of a feed at an hour of the day; None where too few rests are known.

    `arrived` are moments of arrival in microseconds, ascending, `hours` the hour of day of each.
    """
    rests = np.diff(np.asarray(arrived, float))
    if len(rests) < FEWEST:
        return None
    began = np.asarray(hours[:-1]) == hour
    hourly = int(began.sum()) >= FEWEST
    counted = rests[began] if hourly else rests
    return Habit(float(percentile(counted, RARE)), len(counted), hourly)


def delays(told: Iterable[tuple[str, float]]) -> list[Delay]:
    """Return the delay of each unit, by its name; `told` are (unit, µs), '' = not named."""
    found: dict[str, list[float]] = defaultdict(list)
    for unit, late_us in told:
        found[unit].append(late_us)
    return [
        Delay(unit, len(late), float(percentile(np.array(late), MEDIAN)),
              float(percentile(np.array(late), P90)))
        for unit, late in sorted(found.items())
    ]  # fmt: skip


def offset(early: Sequence[float]) -> float | None:
    """Return how many µs after they were written messages arrive, None of no message."""
    return float(percentile(np.array(early, float), MEDIAN)) if len(early) else None
