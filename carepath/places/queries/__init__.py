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

__all__ = [
    "SHIFTS",
    "Entered",
    "Roster",
    "beds_entered",
    "changed",
    "open_beds",
    "roster",
    "site_choices",
    "sites_of",
    "staff_on_duty",
    "unit_codes",
    "unit_names",
]
