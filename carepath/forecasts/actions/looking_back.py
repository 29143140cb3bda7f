"""Look at what happened in the hours of a recommendation, once, when they are over."""

from carepath.forecasts import queries
from carepath.forecasts.actions import telling
from carepath.forecasts.models import Outcome, Slot
from carepath.frames.moments import from_us

SOME = 200
"""Recommendations of one slot: what else is over has its turn an hour later."""


def outcomes(slot: Slot) -> list[Outcome]:
    """Return what happened of every recommendation that is over, not saved.

    What is over by the clock waits until something later is known.
    """
    rows = list(queries.to_look_at(site=slot.site, at=slot.slot_at)[:SOME])
    if not rows:
        return []
    read = telling.known_of(slot)
    now = from_us(min(read.until, read.now))
    over = [row for row in rows if row.until_at <= now]
    found = [(row, queries.happened(read, row, by_now=now)) for row in over]
    return [queries.outcome_of(row, one, slot.slot_at) for row, one in found if one is not None]
