"""Every write to places."""

from carepath.places.actions.entering import (
    FIRST,
    NoSuchClock,
    TooManyBeds,
    add_beds,
    add_staff,
    confirm_beds,
    declare_beds,
    declare_each_bed,
    declare_made_up,
    declare_roster,
    declare_staff,
    first_site,
    set_clock,
    set_open_beds,
    set_staff,
)
from carepath.places.actions.equipment import (
    TooMany,
    declare_equipment,
    declare_uses,
    set_equipment,
    set_use,
)
from carepath.places.actions.holidays import (
    NoHoliday,
    add_holiday,
    correct_holiday,
    declare_holidays,
    drop_holiday,
)
from carepath.places.actions.loading import NotAsShown, load
from carepath.places.actions.shifts import NoCalendar, declare_calendar, drop_calendar, set_calendar
from carepath.places.actions.slots import SlotOverlaps, add_slot, declare_slots, set_slot
from carepath.places.actions.staffing import NoSuchShift, declare_unit_staff, set_unit_staff

__all__ = [
    "FIRST",
    "NoCalendar",
    "NoHoliday",
    "NoSuchClock",
    "NoSuchShift",
    "NotAsShown",
    "SlotOverlaps",
    "TooMany",
    "TooManyBeds",
    "add_beds",
    "add_holiday",
    "add_slot",
    "add_staff",
    "confirm_beds",
    "correct_holiday",
    "declare_beds",
    "declare_calendar",
    "declare_each_bed",
    "declare_equipment",
    "declare_holidays",
    "declare_made_up",
    "declare_roster",
    "declare_slots",
    "declare_staff",
    "declare_unit_staff",
    "declare_uses",
    "drop_calendar",
    "drop_holiday",
    "first_site",
    "load",
    "set_calendar",
    "set_clock",
    "set_equipment",
    "set_open_beds",
    "set_slot",
    "set_staff",
    "set_unit_staff",
    "set_use",
]
