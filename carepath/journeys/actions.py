"""Write journeys."""

from datetime import datetime


def store_changes(*, by: str, at: datetime) -> int:
    """Bring the span store up to date; return how many journeys were written."""
    return 0
