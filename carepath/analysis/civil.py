"""Civil time of many instants at once: what a clock on the hospital's wall showed.

Method: the zone's changes of offset within the range are found by bisection between days, then
added by binary search. Assumption: a zone changes at most once a day, on a whole minute.
Reference: IANA time zone database, by the standard library's zoneinfo.
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from carepath.frames.moments import DAY, HOUR, MINUTE, from_us

PERIODS = ("day", "week", "month", "weekday", "hour")


def local(us: NDArray[np.int64], zone: ZoneInfo) -> NDArray[np.int64]:
    """Return microseconds since 1970-01-01 00:00 on the zone's wall clock."""
    if not len(us):
        return us.astype(np.int64)
    starts, offsets = _changes(int(us.min()), int(us.max()), zone)
    return us + offsets[np.searchsorted(starts, us, side="right") - 1]


def weekday(local_us: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the day of the week of wall-clock microseconds, 0 = Monday."""
    return (local_us // DAY + 3) % 7


def hour(local_us: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the hour of the day of wall-clock microseconds, 0 to 23."""
    return local_us % DAY // HOUR


def keys(us: NDArray[np.int64], period: str, zone: ZoneInfo) -> NDArray:
    """Return the period each instant falls into: a text for day, week and month, else a number.

    ValueError for a period that is none of PERIODS.
    """
    wall = local(us, zone)
    if period == "weekday":
        return weekday(wall)
    if period == "hour":
        return hour(wall)
    days = wall // DAY
    if period == "week":
        days = days - weekday(wall)
    elif period not in ("day", "month"):
        raise ValueError(f"{period!r} is none of {', '.join(PERIODS)}.")
    unit = "M" if period == "month" else "D"
    return np.datetime_as_string(days.astype("datetime64[D]").astype(f"datetime64[{unit}]"))


def _changes(lo: int, hi: int, zone: ZoneInfo) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return (from when, offset) of each stretch with one offset that touches lo to hi."""
    starts, offsets = [lo], [_offset(lo, zone)]
    left = lo
    while left < hi:
        right = min(left + DAY, hi)
        if _offset(right, zone) != offsets[-1]:
            starts.append(_change(left, right, zone))
            offsets.append(_offset(right, zone))
        left = right
    return np.array(starts, np.int64), np.array(offsets, np.int64)


def _change(left: int, right: int, zone: ZoneInfo) -> int:
    """Return the first whole minute after left at which right's offset holds."""
    after = _offset(right, zone)
    low, high = left // MINUTE, -(-right // MINUTE)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if _offset(middle * MINUTE, zone) == after else (middle, high)
    return high * MINUTE


def _offset(us: int, zone: ZoneInfo) -> int:
    moment: datetime = from_us(us).astimezone(zone)
    return moment.utcoffset() // timedelta(microseconds=1)
