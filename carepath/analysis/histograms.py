"""How durations are spread, in steps that people say: minutes, hours, days, weeks.

Method: counts between fixed limits that grow by about two; a duration exactly at a limit belongs to
the step that begins there. Reference: docs/algorithms/flow.md.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from carepath.frames.moments import DAY, HOUR, MINUTE

LIMITS = (
    *(0, MINUTE, 5 * MINUTE, 15 * MINUTE, 30 * MINUTE),
    *(HOUR, 2 * HOUR, 4 * HOUR, 8 * HOUR, 16 * HOUR),
    *(DAY, 2 * DAY, 4 * DAY, 7 * DAY, 14 * DAY, 28 * DAY, 91 * DAY, 182 * DAY, 364 * DAY),
)
"""Where each step begins, in microseconds; the last has no end."""


class Step(NamedTuple):
    """Durations from `low` up to but without `high` (None = no limit), and how many there are."""

    low: int
    high: int | None
    count: int


def steps(durations: NDArray[np.int64], limits: Sequence[int] = LIMITS) -> list[Step]:
    """Return the counts, from the first step that holds a duration to the last.

    Negative durations (overlaps) count in the first step.
    """
    if not len(durations):
        return []
    place = np.searchsorted(limits, np.maximum(durations, limits[0]), side="right") - 1
    counts = np.bincount(place, minlength=len(limits)).tolist()
    highs = (*limits[1:], None)
    found = [Step(*each) for each in zip(limits, highs, counts, strict=True)]
    return found[int(place.min()) : int(place.max()) + 1]
