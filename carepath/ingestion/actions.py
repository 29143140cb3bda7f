"""Take files in and turn them into journeys."""

from datetime import datetime


def process_waiting(*, by: str, at: datetime) -> int:
    """Work on waiting imports; return how many were worked on."""
    return 0
