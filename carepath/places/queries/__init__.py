"""Every read about places."""

from carepath.places.queries.entered import (
    SHIFTS,
    Entered,
    Roster,
    beds_entered,
    changed,
    open_beds,
    roster,
    site_choices,
    sites_of,
    staff_on_duty,
    unit_codes,
    unit_names,
)
from carepath.places.queries.shifts import (
    IN_FORCE,
    PAST,
    TO_COME,
    Kept,
    calendars,
    kept_calendars,
    odd_shifts,
    shift_windows,
)

__all__ = [
    "IN_FORCE",
    "PAST",
    "SHIFTS",
    "TO_COME",
    "Entered",
    "Kept",
    "Roster",
    "beds_entered",
    "calendars",
    "changed",
    "kept_calendars",
    "odd_shifts",
    "open_beds",
    "roster",
    "shift_windows",
    "site_choices",
    "sites_of",
    "staff_on_duty",
    "unit_codes",
    "unit_names",
]
