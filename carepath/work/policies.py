"""When a waiting row may be taken, when it is poison, how long it rests after a failure."""

from datetime import timedelta

ATTEMPTS_CAP = 5
"""So many tries without progress; then the row is poison and goes to quarantine."""

LEASE_S = 60
"""Seconds a lease lasts unless it is renewed."""

FRESH_S = 20.0
"""A part that showed life within so many seconds counts as working."""


def is_poison(attempts: int) -> bool:
    """Return whether a row that was tried so often may not be tried again."""
    return attempts >= ATTEMPTS_CAP


def rest(attempts: int) -> timedelta:
    """Return the rest after the n-th failure: 2, 4, 8 ... seconds, at most 5 minutes."""
    return timedelta(seconds=min(2 ** min(attempts, 9), 300))
