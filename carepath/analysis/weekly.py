"""Weekly load: in which hours of the week segments of journeys lie, by the clock on the wall.

Method: quarter-hour bins over the whole range hold the exact time spent in them; each bin then goes
to its weekday and hour. Assumption: no zone is off UTC by less than whole quarter hours.
Reference: docs/algorithms/waits.md.
"""

from collections.abc import Iterable
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from carepath.analysis import civil
from carepath.analysis.tables import KIND, Columns
from carepath.frames.moments import MINUTE

BIN = 15 * MINUTE


def by_weekday_hour(found: Columns, zone: ZoneInfo, kinds: Iterable[str]) -> NDArray[np.int64]:
    """Return microseconds of segments of these kinds per hour of the week, as shape (7, 24)."""
    wanted = np.isin(found.kind, [KIND[kind] for kind in kinds])
    start, end = found.start[wanted], found.end[wanted]
    if not len(start):
        return np.zeros((7, 24), np.int64)
    first = int(start.min()) // BIN
    load = binned(start, end, first, int(end.max()) // BIN + 1 - first)
    wall = civil.local((first + np.arange(len(load))) * BIN, zone)
    slot = civil.weekday(wall) * 24 + civil.hour(wall)
    week = np.zeros(7 * 24, np.int64)
    np.add.at(week, slot, load)
    return week.reshape(7, 24)


def binned(
    start: NDArray[np.int64], end: NDArray[np.int64], first: int, bins: int
) -> NDArray[np.int64]:
    """Return the time that the stretches spend in each bin, bin 0 beginning at first * BIN.

    Each end of a stretch adds the rest of its own bin and a whole bin from the next one on; start
    minus end leaves what lies between.
    """
    steps = np.zeros(bins + 1, np.int64)
    load = np.zeros(bins, np.int64)
    for moments, sign in ((start, 1), (end, -1)):
        place = moments // BIN - first
        np.add.at(load, place, sign * ((place + first + 1) * BIN - moments))
        np.add.at(steps, place + 1, sign * BIN)
    return load + np.cumsum(steps)[:bins]
