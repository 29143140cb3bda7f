"""Every read about beds: one answer for the board, the pages and the API."""

from carepath.capacity.queries.board import (
    BedNow,
    UnitNow,
    board,
    is_behind,
    units_with_beds,
    version,
)
from carepath.capacity.queries.occupancy import Occupancy, occupancy
from carepath.capacity.queries.requests import Waiting, requests, reservations, reserved, why_not

__all__ = [
    "BedNow",
    "Occupancy",
    "UnitNow",
    "Waiting",
    "board",
    "is_behind",
    "occupancy",
    "requests",
    "reservations",
    "reserved",
    "units_with_beds",
    "version",
    "why_not",
]
