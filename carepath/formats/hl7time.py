"""Times of HL7 v2: YYYY[MM[DD[HH[MM[SS[.S[S[S[S]]]]]]]]][+/-ZZZZ].

An offset counts as it is sent, however odd; without one the clock is the feed's. Of the hour that
clocks show twice the first is taken; a time in the hour they skip does not exist.
Reference: HL7 v2.8.2 chapter 2A, DTM.
"""

import re
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from carepath.frames.moments import to_us

_TIME = re.compile(
    r"(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?(?:\.(\d{1,6}))?(?:([+-])(\d\d)(\d\d))?"
)


def read(text: str, zone: ZoneInfo) -> int:
    """Return the moment in microseconds UTC; ValueError for what is no time or none that was."""
    found = _TIME.fullmatch(text.strip())
    if found is None:
        raise ValueError("Not a time.")
    year, month, day, hour, minute, second, part, sign, hours, minutes = found.groups()
    local = datetime(  # noqa: DTZ001 - the zone follows
        int(year), int(month or 1), int(day or 1), int(hour or 0), int(minute or 0),
        int(second or 0), int((part or "0").ljust(6, "0")),
    )  # fmt: skip
    if sign is None:
        return _on(local, zone)
    away = timedelta(hours=int(hours), minutes=int(minutes))
    return to_us(local.replace(tzinfo=timezone(-away if sign == "-" else away)))


def _on(local: datetime, zone: ZoneInfo) -> int:
    us = to_us(local.replace(tzinfo=zone))
    there = datetime.fromtimestamp(us / 1e6, zone)
    if abs(there.replace(tzinfo=None) - local) > timedelta(milliseconds=1):
        raise ValueError("Clocks skipped this hour.")
    return us
