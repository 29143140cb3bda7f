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
from carepath.places.actions.shifts import NoCalendar, declare_calendar, drop_calendar, set_calendar

__all__ = [
    "FIRST",
    "NoCalendar",
    "NoSuchClock",
    "TooManyBeds",
    "add_beds",
    "add_staff",
    "confirm_beds",
    "declare_beds",
    "declare_calendar",
    "declare_each_bed",
    "declare_made_up",
    "declare_roster",
    "declare_staff",
    "drop_calendar",
    "first_site",
    "set_calendar",
    "set_clock",
    "set_open_beds",
    "set_staff",
]
