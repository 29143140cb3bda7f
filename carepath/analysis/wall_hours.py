"""Hours as the clock on the wall tells them: which hour of the week, how many hours a row holds.

Method: rows are either real hours (23 or 25 a local day when the clocks change) or, as many files
have them, 24 rows on each day: there the hour that spring skips holds nothing and the hour that
autumn repeats holds two. Reference: docs/algorithms/forecasts.md.
"""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from carepath.analysis import civil, zones
from carepath.frames.moments import DAY, HOUR

WEEK = 168


@dataclass(frozen=True, slots=True)
class Hours:
    """Consecutive rows of an hourly series, one entry each.

    `slot` is the hour of the week on the wall, 0 = Monday 00:00; `share` how many hours the row
    holds (1 nearly always); `day` the local day, in days since 1970; `special` a code that is the
    same for days which go alike (a holiday), 0 for an ordinary day.
    """

    slot: NDArray[np.int64]
    share: NDArray[np.float64]
    day: NDArray[np.int64]
    special: NDArray[np.int64]

    def part(self, rows: slice) -> "Hours":
        """Return these rows alone."""
        return Hours(self.slot[rows], self.share[rows], self.day[rows], self.special[rows])

    @property
    def n(self) -> int:
        return len(self.slot)


def of_wall(first: int, rows: int, zone: ZoneInfo | None, special: dict[int, int]) -> Hours:
    """Return the hours of a series with 24 rows a day from wall-clock microseconds `first` on.

    Without a zone the clock never changes. `special` maps local days to codes.
    """
    wall = first + np.arange(rows, dtype=np.int64) * HOUR
    share = np.ones(rows)
    if zone is not None:
        read = zones.to_utc(wall, zone)
        share[read.skipped] = 0
        share[read.second > 0] = 2
    return _hours(wall, share, special)


def of_instants(first: int, rows: int, zone: ZoneInfo, special: dict[int, int]) -> Hours:
    """Return the hours of a series of real hours from microseconds `first` (UTC) on."""
    wall = civil.local(first + np.arange(rows, dtype=np.int64) * HOUR, zone)
    return _hours(wall, np.ones(rows), special)


def _hours(wall: NDArray[np.int64], share: NDArray, special: dict[int, int]) -> Hours:
    day = wall // DAY
    codes = np.zeros(len(day), np.int64)
    for when, code in special.items():
        codes[day == when] = code
    return Hours(civil.weekday(wall) * 24 + civil.hour(wall), share, day, codes)
