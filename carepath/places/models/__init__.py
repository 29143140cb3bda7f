"""Sites and their clocks, their units, and what is open and on duty there."""

from carepath.places.models.equipment import Equipment, EquipmentUse, Slot
from carepath.places.models.holidays import Holiday
from carepath.places.models.shifts import ShiftCalendar
from carepath.places.models.staff import UnitStaff
from carepath.places.models.units import RATES, Bed, OpenBeds, Site, StaffOnDuty, Unit

__all__ = [
    "RATES",
    "Bed",
    "Equipment",
    "EquipmentUse",
    "Holiday",
    "OpenBeds",
    "ShiftCalendar",
    "Site",
    "Slot",
    "StaffOnDuty",
    "Unit",
    "UnitStaff",
]
