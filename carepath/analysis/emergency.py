"""Measures of an emergency department, from its attendances.

Method: shares count an attendance that goes on as soon as it is beyond the limit; before that it is
not decided and in no share. Exactly at a limit is within it. Medians count those it happened to.
Reference: docs/algorithms/attendances.md.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from carepath.analysis import percentiles
from carepath.analysis.attendances import Attendances
from carepath.frames.moments import HOUR, OPEN

FOUR, TWELVE = 4 * HOUR, 12 * HOUR


@dataclass(frozen=True, slots=True)
class Part:
    """k of n counted, of `of` in all; what is not decided or not known yet is in none of n."""

    k: int
    n: int
    of: int

    @property
    def percent(self) -> float | None:
        """Return k of n in percent, None of none."""
        return 100 * self.k / self.n if self.n else None


@dataclass(frozen=True, slots=True)
class Times:
    """Median and 90th percentile (microseconds; None where too few carry them) of n of `of`."""

    median: float | None
    p90: float | None
    n: int
    of: int


def arrived_within(found: Attendances, low: int, high: int) -> Attendances:
    """Return who arrived in [low, high)."""
    return found.only((found.arrived >= low) & (found.arrived < high))


def within(found: Attendances, at: int, limit: int = FOUR) -> Part:
    """Return how many left within a limit after they arrived, of those where it is decided."""
    beyond, over = _against(found.arrived, found.left, at, limit)
    return Part(int((over & ~beyond).sum()), int((over | beyond).sum()), len(found))


def beyond(found: Attendances, at: int, limit: int = TWELVE) -> Part:
    """Return how many were there for longer than a limit after they arrived."""
    late, over = _against(found.arrived, found.left, at, limit)
    return Part(int(late.sum()), int((over | late).sum()), len(found))


def boarded_beyond(found: Attendances, at: int, limit: int = TWELVE) -> Part:
    """Return how many were there for longer than a limit after a bed elsewhere was decided on."""
    some = found.only((found.decided != OPEN) & (found.decided <= found.left))
    late, over = _against(some.decided, some.left, at, limit)
    return Part(int(late.sum()), int((over | late).sum()), len(found))


def door_to_doctor(found: Attendances) -> Times:
    """Return the time from arrival to the first contact with a doctor."""
    return _times((found.seen - found.arrived)[found.seen != OPEN], len(found))


def boarding(found: Attendances) -> Times:
    """Return the time from the decision on a bed elsewhere until the patient left for it."""
    gone = found.admitted & (found.decided <= found.left) & (found.left != OPEN)
    return _times((found.left - found.decided)[gone], int(found.admitted.sum()))


def unseen(found: Attendances) -> Part:
    """Return how many left without being seen, of all who arrived."""
    return Part(int(found.unseen.sum()), len(found), len(found))


def last_door_to_space(found: Attendances) -> int | None:
    """Return from door to space of whoever got a space last, None before anybody did."""
    spaced = np.flatnonzero(found.spaced != OPEN)
    if not len(spaced):
        return None
    last = spaced[np.argmax(found.spaced[spaced])]
    return int(found.spaced[last] - found.arrived[last])


def _against(
    since: NDArray[np.int64], until: NDArray[np.int64], at: int, limit: int
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return which took longer than the limit so far, and which are over."""
    over = until != OPEN
    return np.where(over, until, at) - since > limit, over


def _times(us: NDArray[np.int64], of: int) -> Times:
    median, p90 = (percentiles.shown(us, share) for share in (percentiles.MEDIAN, percentiles.P90))
    return Times(median, p90, len(us), of)
