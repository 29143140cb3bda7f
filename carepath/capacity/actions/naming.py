"""Beds by the names that feeds give them."""

from collections.abc import Mapping
from datetime import datetime

from carepath.capacity.models import Named
from carepath.places.models import Bed


def beds_named(
    named: Mapping[tuple[int, str, str], datetime],
) -> dict[tuple[int, str, str], Bed]:
    """Return the beds of these names (unit, room, code), told when each became known.

    One that is new waits to be confirmed.
    """
    wanted = {name for name in named if name[2]}
    units = {unit for unit, _room, _code in wanted}
    codes = {code for _unit, _room, code in wanted}

    def known() -> dict[tuple[int, str, str], Bed]:
        rows = Bed.objects.filter(unit__in=units, code__in=codes)
        return {(row.unit_id, row.room, row.code): row for row in rows}

    found = known()
    new = [name for name in sorted(wanted) if name not in found]
    if new:
        fresh = [Bed(unit_id=unit, room=room, code=code) for unit, room, code in new]
        Bed.objects.bulk_create(fresh, ignore_conflicts=True)
        found = known()
        first = [Named(bed=found[name], at=named[name]) for name in new]
        Named.objects.bulk_create(first, ignore_conflicts=True)
    return found
