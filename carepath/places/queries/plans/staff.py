"""What a file of staff would do: who is present and needed, by unit, role, shift and day."""

from datetime import date
from typing import Any

from carepath.analysis import shifts
from carepath.frames.sheets import DAY, WHOLE, Column, Row, Table
from carepath.places.models import Site, UnitStaff
from carepath.places.queries.plans.draft import Draft, Plan, given
from carepath.places.queries.shifts import calendars

COLUMNS = (
    Column("unit", needed=True),
    Column("role", needed=True),
    Column("shift", needed=True, most=40),
    Column("date", DAY, needed=True),
    Column("present", WHOLE, most=999),
    Column("needed", WHOLE, most=999),
)


def plan(table: Table, *, site: Site, by: Any) -> Plan:
    """Return what the rows would do to the staff of a site's units."""
    draft = Draft(table)
    units = {unit.code: unit for unit in site.units.order_by("pk")}
    names = _Names(site)
    known = _known(table, site)
    for row in table.rows:
        unit, day = units.get(row["unit"]), row["date"]
        key = (row["unit"], row["role"], row["shift"], day)
        if not draft.first(key, row.number, "unit"):
            continue
        if unit is None:
            draft.wrong(row.number, "unit", "unknown_unit")
        elif not names.fit(row["shift"], day):
            draft.wrong(row.number, "shift", "unknown_shift", words=", ".join(names.of(day)))
        elif not given(row, "present", "needed"):
            draft.wrong(row.number, "present", "no_number")
        elif key in known:
            draft.compare(row.number, _what(row), known[key], _said(row))
        else:
            new = UnitStaff(unit=unit, role=row["role"], shift=row["shift"], worked_on=day)
            new.present, new.needed = row["present"], row["needed"]
            draft.add(row.number, _what(row), new)
    return draft.plan()


class _Names:
    """The shifts of each day; a day before every calendar has any."""

    def __init__(self, site: Site) -> None:
        self.calendars = calendars(site=site)

    def of(self, day: date) -> list[str]:
        found = shifts.in_force(self.calendars, day)
        return [one.name for one in found.hours] if found else []

    def fit(self, shift: str, day: date) -> bool:
        names = self.of(day)
        return not names or shift in names


def _known(table: Table, site: Site) -> dict[tuple, UnitStaff]:
    days = [row["date"] for row in table.rows]
    if not days:
        return {}
    found = UnitStaff.objects.filter(unit__site=site, worked_on__range=(min(days), max(days)))
    rows = found.select_related("unit").order_by("pk")
    return {(one.unit.code, one.role, one.shift, one.worked_on): one for one in rows}


def _said(row: Row) -> dict[str, int | None]:
    return {"present": row["present"], "needed": row["needed"]}


def _what(row: Row) -> str:
    return f"{row['unit']}: {row['role']}, {row['shift']}, {row['date']}"
