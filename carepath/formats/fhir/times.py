"""Times of FHIR: a date to the year, month or day, a moment to the second or finer.

A moment keeps how finely it was told: a date alone is a day, not midnight.
Reference: FHIR R4, datatypes date, dateTime, instant.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from carepath.frames.moments import to_us
from carepath.frames.spans import PRECISIONS

_DATE = (
    r"([1-9]\d{3}|0\d{2}[1-9]|0\d[1-9]\d|0[1-9]\d{2})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01])"
)
_CLOCK = (
    r"T([01]\d|2[0-3]):([0-5]\d):([0-5]\d|60)(?:\.(\d{1,18}))?"
    r"(Z|[+-](?:0\d|1[0-3]):[0-5]\d|[+-]14:00)"
)
DATE = re.compile(rf"{_DATE})?)?", re.ASCII)
DATE_TIME = re.compile(rf"{_DATE}(?:{_CLOCK})?)?)?", re.ASCII)
_DAY, _FINE, _SECOND = PRECISIONS.index("day"), PRECISIONS.index("us"), PRECISIONS.index("s")


@dataclass(frozen=True, slots=True)
class Moment:
    """Microseconds UTC of the first instant it may mean, and how finely it was told.

    `precision` is a code of PRECISIONS; a month or a year is no better than a day and says so by
    `rough`, so that nothing counts it as a day.
    """

    us: int
    precision: int
    rough: bool = False


def is_date(text: str) -> bool:
    """Return whether this is a date there is."""
    return DATE.fullmatch(text) is not None and _read(text, UTC) is not None


def is_date_time(text: str) -> bool:
    """Return whether this is a date, or a moment with its offset, that there is."""
    return DATE_TIME.fullmatch(text) is not None and _read(text, UTC) is not None


def is_instant(text: str) -> bool:
    """Return whether this is a moment to the second at least, with its offset."""
    return "T" in text and is_date_time(text)


def moment(text: str | None, zone: ZoneInfo) -> Moment | None:
    """Return what a checked date or dateTime means; a date begins at midnight in the zone."""
    return None if text is None else _read(text, zone)


def _read(text: str, zone: ZoneInfo | timezone) -> Moment | None:
    found = DATE_TIME.fullmatch(text)
    if found is None:
        return None
    year, month, day, hour, minute, second, fraction, offset = found.groups()
    try:
        if hour is None:
            local = datetime(int(year), int(month or 1), int(day or 1), tzinfo=zone)
            return Moment(to_us(local), _DAY, rough=day is None)
        told = datetime(int(year), int(month), int(day), int(hour), int(minute), tzinfo=UTC)
        moved = told + timedelta(seconds=int(second)) - _offset(offset)
    except (ValueError, OverflowError):
        return None
    us = int((fraction or "").ljust(6, "0")[:6])
    return Moment(to_us(moved) + us, _FINE if fraction else _SECOND)


def _offset(text: str) -> timedelta:
    if text == "Z":
        return timedelta()
    size = timedelta(hours=int(text[1:3]), minutes=int(text[4:6]))
    return -size if text[0] == "-" else size
