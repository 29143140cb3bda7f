"""What a recommendation promised against what happened: beds short, and whether chances came true.

Method: beds needed at the end of each hour less the beds that were staffed then. Of many promises
the mean chance stands beside the share that fell short, with Wilson's interval, which is too narrow
where they share patients. Assumption: beds that were opened drew no patient of their own.
Reference: docs/algorithms/promises.md.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from carepath.analysis.shares import Share, share

LIKELY = 0.10
"""Below this chance a promise says that there will be no shortage."""
NEAR = 2.0
"""Times by which the odds of two chances that are alike may differ."""
PRIOR = 4.0
EDGE = 0.005
"""A chance is told no surer than this."""


@dataclass(frozen=True, slots=True)
class Short:
    """How short of beds some hours were: the largest shortage and its hour (a place; the first of
    equal ones), the hours with one, and all beds missing times hours."""

    largest: int
    hour: int
    hours: int
    bed_hours: int


@dataclass(frozen=True, slots=True)
class Kept:
    """A promise whose time is over: the chance that was told for its worst hour, whether that hour
    fell short (None = it lies outside of what was looked at), and the bed-hours told and missed."""

    chance: float
    fell_short: bool | None
    any_short: bool
    told: float
    missed: int


@dataclass(frozen=True, slots=True)
class Calibration:
    """Of `n` promises the mean chance that was told, and how many of those hours fell short; of
    those that told less than LIKELY how many went without any shortage; bed-hours of all."""

    n: int
    chance: float | None
    fell_short: Share
    calm: Share
    told: float
    missed: int

    @property
    def is_off(self) -> bool:
        """Whether the mean chance lies outside of the interval of what happened."""
        if self.chance is None or self.fell_short.low is None or self.fell_short.high is None:
            return False
        return not self.fell_short.low <= self.chance <= self.fell_short.high


def short(needed: NDArray[np.int64], staffed: NDArray[np.int64]) -> Short:
    """Return how short the hours were; one or more hours."""
    missing = np.maximum(np.asarray(needed) - np.asarray(staffed), 0)
    hour = int(np.argmax(missing))
    return Short(int(missing[hour]), hour, int((missing > 0).sum()), int(missing.sum()))


def alike(
    told: NDArray[np.float64], came: NDArray[np.bool_], chance: float
) -> tuple[float, float, int]:
    """Return the range that holds 8 of 10 true chances of what was told this one, from what came of
    all that were told alike (odds at most NEAR times as high or low), and how many those were.

    A beta law: what was told counts as PRIOR cases, so that without any others it is wide.
    """
    odds = np.abs(_odds(np.asarray(told, np.float64)) - _odds(np.array([chance]))[0])
    near = odds <= np.log(NEAR)
    n, k = int(near.sum()), int(np.asarray(came)[near].sum())
    middle = float(np.clip(chance, EDGE, 1 - EDGE))
    yes, no = PRIOR * middle + k, PRIOR * (1 - middle) + n - k
    low, high = _of_beta(yes, no, (0.1, 0.9))
    return low, high, n


def _of_beta(yes: float, no: float, shares: Sequence[float]) -> list[float]:
    """Return quantiles of a beta law, summed over a grid of odds: exact to 3 digits or better."""
    grid = np.linspace(-30, 30, 6001)
    weight = -yes * np.logaddexp(0, -grid) - no * np.logaddexp(0, grid)
    below = np.cumsum(np.exp(weight - weight.max()))
    places = np.searchsorted(below, np.asarray(shares) * below[-1])
    return [float(1 / (1 + np.exp(-odds))) for odds in grid[places]]


def _odds(chance: NDArray[np.float64]) -> NDArray[np.float64]:
    found = np.clip(chance, EDGE, 1 - EDGE)
    return np.log(found / (1 - found))


def calibration(promises: Iterable[Kept]) -> Calibration:
    """Return how promises came true; without any nothing is known."""
    found = list(promises)
    seen = [one for one in found if one.fell_short is not None]
    calm = [one for one in found if one.chance < LIKELY]
    return Calibration(
        n=len(found),
        chance=sum(one.chance for one in seen) / len(seen) if seen else None,
        fell_short=share(sum(bool(one.fell_short) for one in seen), len(seen)),
        calm=share(sum(not one.any_short for one in calm), len(calm)),
        told=sum(one.told for one in found),
        missed=sum(one.missed for one in found),
    )
