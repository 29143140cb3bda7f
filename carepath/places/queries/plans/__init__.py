"""Plans: what a file would add, change and leave alone, before anything is saved."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from carepath.accounts.permissions import Permission
from carepath.formats import sheets
from carepath.frames.sheets import Column
from carepath.places.models import Site
from carepath.places.queries.plans import beds, equipment, holidays, slots, staff
from carepath.places.queries.plans.draft import Added, Changed, Plan

__all__ = ["KINDS", "Added", "Changed", "Kind", "Plan", "plan_of"]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: its columns, who may load it, and how it is compared with what is there."""

    columns: Sequence[Column]
    permission: Permission
    plan: Callable[..., Plan]
    by_the_clock: bool = False  # its history is on the site's own clock


KINDS = {
    "places": Kind(beds.COLUMNS, Permission.SET_UP_PLACES, beds.plan),
    "staff": Kind(staff.COLUMNS, Permission.ENTER_STAFFING, staff.plan),
    "equipment": Kind(equipment.COLUMNS, Permission.SET_UP_PLACES, equipment.plan),
    "holidays": Kind(holidays.COLUMNS, Permission.SET_UP_PLACES, holidays.plan, True),
    "slots": Kind(slots.COLUMNS, Permission.ENTER_STAFFING, slots.plan),
}
"""Kind by its name in addresses."""


def plan_of(*, kind: str, content: bytes, site: Site, by: Any) -> Plan:
    """Return what a file would do to a site; FileError if it is no such table."""
    one = KINDS[kind]
    table = sheets.read(content, one.columns, ZoneInfo(site.timezone))
    return one.plan(table, site=site, by=by)
