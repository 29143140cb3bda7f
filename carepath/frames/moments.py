"""Moments as integers: microseconds since 1970-01-01 00:00 UTC. Floats appear only at display."""

from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR

OPEN = 2**63 - 1
"""End of a span or journey that has not ended: sorts after every real moment."""
UNKNOWN = -(2**63)
"""A moment nobody recorded, such as the request of a span without one."""

_TICK = timedelta(microseconds=1)


def to_us(moment: datetime) -> int:
    """Return the microseconds since the epoch of an aware datetime; ValueError for a naive one."""
    if moment.tzinfo is None:
        raise ValueError("A moment needs a time zone.")
    return (moment - EPOCH) // _TICK


def from_us(us: int) -> datetime:
    """Return the aware UTC datetime of integer microseconds since the epoch."""
    return EPOCH + timedelta(microseconds=int(us))
