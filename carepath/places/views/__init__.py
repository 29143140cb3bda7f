"""Pages of places."""

from carepath.places.views.equipment import set_equipment, set_use
from carepath.places.views.files import export_file, load
from carepath.places.views.holidays import (
    add_holiday,
    correct_holiday,
    drop_holiday,
    holidays,
)
from carepath.places.views.index import (
    add_beds,
    add_staff,
    confirm_beds,
    index,
    set_beds,
    set_staff,
)
from carepath.places.views.places import places
from carepath.places.views.shifts import drop_calendar, set_calendar, shifts
from carepath.places.views.slots import add_slot, set_slot, slots
from carepath.places.views.staff import set_unit_staff, staff

__all__ = [
    "add_beds",
    "add_holiday",
    "add_slot",
    "add_staff",
    "confirm_beds",
    "correct_holiday",
    "drop_calendar",
    "drop_holiday",
    "export_file",
    "holidays",
    "index",
    "load",
    "places",
    "set_beds",
    "set_calendar",
    "set_equipment",
    "set_slot",
    "set_staff",
    "set_unit_staff",
    "set_use",
    "shifts",
    "slots",
    "staff",
]
