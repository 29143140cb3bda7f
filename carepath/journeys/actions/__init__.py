"""Every write to journeys."""

from carepath.journeys.actions.record import Recorded, record
from carepath.journeys.actions.retract import retract
from carepath.journeys.actions.sources import SourceElsewhere, declare_source
from carepath.journeys.actions.store import refresh_closes, store_changes

__all__ = [
    "Recorded",
    "SourceElsewhere",
    "declare_source",
    "record",
    "refresh_closes",
    "retract",
    "store_changes",
]
