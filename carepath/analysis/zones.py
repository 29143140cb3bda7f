"""Wall clock to UTC: exact in the hour that repeats in autumn and the one that spring skips.

A repeated time has two readings; which one is right is the caller's to tell, from the order of the
file. A skipped time is read with the offset before the jump. Method: a local day whose offset is
the same at both ends has one offset; on the few others the jump is found by bisection.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from carepath.frames.moments import DAY, EPOCH, SECOND


@dataclass(frozen=True, slots=True)
class Readings:
    """Parallel arrays: the first reading in UTC, how much later a second pass would be (0 = the
    time is not repeated), and whether the clock skipped the time."""

    utc: NDArray[np.int64]
    second: NDArray[np.int64]
    skipped: NDArray[np.bool_]


def to_utc(local: NDArray[np.int64], zone: ZoneInfo) -> Readings:
    """Return the readings of wall-clock microseconds in this zone."""
    days, inverse = np.unique(local // DAY, return_inverse=True)
    before, after, jump = _offsets(days, zone)
    day_before, day_after, day_jump = before[inverse], after[inverse], jump[inverse]
    low = day_jump + np.minimum(day_before, day_after)
    high = day_jump + np.maximum(day_before, day_after)
    inside = (local >= low) & (local < high) & (day_before != day_after)
    offset = np.where(local < high, day_before, day_after)
    repeated = inside & (day_after < day_before)
    second = np.where(repeated, day_before - day_after, 0)
    return Readings(local - offset, second, inside & (day_after > day_before))


def midnight(utc: NDArray[np.int64], zone: ZoneInfo) -> NDArray[np.int64]:
    """Return the start (UTC) of the local day that each moment falls in."""
    hours, inverse = np.unique(utc // (DAY // 96), return_inverse=True)
    offsets = np.array([_offset_at(int(hour) * (DAY // 96), zone) for hour in hours], np.int64)
    local_day = (utc + offsets[inverse]) // DAY * DAY
    return to_utc(local_day, zone).utc


def _offsets(days: NDArray[np.int64], zone: ZoneInfo) -> tuple[NDArray, NDArray, NDArray]:
    rows = np.array([_day(int(day), zone) for day in days], np.int64).reshape(-1, 3)
    return rows[:, 0], rows[:, 1], rows[:, 2]


@lru_cache(maxsize=200_000)
def _day(day: int, zone: ZoneInfo) -> tuple[int, int, int]:
    """Return the offsets at the ends of a local day, and the moment (UTC) between them."""
    start, end = day * DAY, (day + 1) * DAY
    before, after = _offset_of(start, zone), _offset_of(end, zone)
    if before == after:
        return before, after, 0
    low, high = start - before, end - after
    if _offset_at(low, zone) != before:
        return before, after, low
    while high - low > SECOND:
        middle = (low + high) // 2 // SECOND * SECOND
        low, high = (middle, high) if _offset_at(middle, zone) == before else (low, middle)
    return before, after, high


def _offset_of(local: int, zone: ZoneInfo) -> int:
    wall = (EPOCH + timedelta(microseconds=local)).replace(tzinfo=zone)
    return wall.utcoffset() // timedelta(microseconds=1)


def _offset_at(utc: int, zone: ZoneInfo) -> int:
    moment = datetime.fromtimestamp(utc // SECOND, UTC)
    return moment.astimezone(zone).utcoffset() // timedelta(microseconds=1)


def second_passes(
    case: NDArray[np.integer], local: NDArray[np.int64]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Tell which repeated times are of the second pass, and which nobody can tell.

    The arrays hold the repeated times only, in file order. A time that comes after a later one of
    the same case in the same repeated hour is of the second pass, and so is what follows it there.
    """
    if not len(local):
        return np.zeros(0, bool), np.zeros(0, bool)
    night = np.unique(np.stack((case, local // DAY)), axis=1, return_inverse=True)[1].ravel()
    order = np.argsort(night, kind="stable")
    night, wall = night[order], local[order] % DAY
    high = np.maximum.accumulate(wall + night * DAY)
    drops = np.cumsum(wall + night * DAY < high)
    first = np.r_[True, night[1:] != night[:-1]]
    dropped = drops > (drops - (wall + night * DAY < high))[first][night]
    told = np.zeros(night[-1] + 1, bool)
    told[night[dropped]] = True
    second, lone = np.empty(len(local), bool), np.empty(len(local), bool)
    second[order], lone[order] = dropped, ~told[night]
    return second, lone
