"""Every read about beds: one answer for the board, the pages and the API."""

from carepath.capacity.queries.board import (
    BedNow,
    UnitNow,
    board,
    is_behind,
    staffed,
    units_with_beds,
    version,
)
from carepath.capacity.queries.emergency import (
    Attending,
    EmergencyNow,
    EmergencyWindow,
    attendances,
    census,
    emergency_now,
    emergency_window,
    in_department,
)
from carepath.capacity.queries.entry_delays import Late, late
from carepath.capacity.queries.occupancy import Occupancy, occupancy
from carepath.capacity.queries.record import Record, care_of_units, record
from carepath.capacity.queries.requests import Waiting, requests, reservations, reserved, why_not

__all__ = [
    "Attending",
    "BedNow",
    "EmergencyNow",
    "EmergencyWindow",
    "Late",
    "Occupancy",
    "Record",
    "UnitNow",
    "Waiting",
    "attendances",
    "board",
    "care_of_units",
    "census",
    "emergency_now",
    "emergency_window",
    "in_department",
    "is_behind",
    "late",
    "occupancy",
    "record",
    "requests",
    "reservations",
    "reserved",
    "staffed",
    "units_with_beds",
    "version",
    "why_not",
]
