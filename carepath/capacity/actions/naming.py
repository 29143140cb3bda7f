"""Beds by the names that feeds give them."""

from collections.abc import Iterable

from carepath.places.models import Bed


def beds_named(named: Iterable[tuple[int, str, str]]) -> dict[tuple[int, str, str], Bed]:
    """Return the beds of these names (unit, room, code); one that is new waits to be confirmed."""
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
    return found
