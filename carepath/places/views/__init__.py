"""Pages of places."""

from carepath.places.views.index import (
    add_beds,
    add_staff,
    confirm_beds,
    index,
    set_beds,
    set_staff,
)
from carepath.places.views.shifts import drop_calendar, set_calendar, shifts

__all__ = [
    "add_beds",
    "add_staff",
    "confirm_beds",
    "drop_calendar",
    "index",
    "set_beds",
    "set_calendar",
    "set_staff",
    "shifts",
]
