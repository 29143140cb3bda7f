"""Reads of who is on duty in each unit, against how many are needed."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from carepath.analysis import shifts
from carepath.places.models import Site, Unit, UnitStaff
from carepath.places.queries.entered import Entered, with_changes
from carepath.places.queries.shifts import calendars
from carepath.ui.paging import SIZE


@dataclass(frozen=True, slots=True)
class Line:
    """A role of a unit: one cell a shift, None where nobody said anything."""

    unit: Unit
    role: str
    cells: tuple[Entered | None, ...]

    @property
    def key(self) -> str:
        """Return what the next page begins after."""
        return f"{self.unit.code}\x1f{self.role}"


@dataclass(frozen=True, slots=True)
class Gap:
    """How many people are missing in a shift: in all, in which units, and where most are.

    `lines` is how many lines say both numbers, `unknown` how many do not.
    """

    shift: str
    missing: int
    units: int
    lines: int
    unknown: int
    worst: UnitStaff | None


@dataclass(frozen=True, slots=True)
class Staffing:
    """The staff of a day: the names of its shifts, a gap each, and a page of lines."""

    shifts: tuple[str, ...]
    gaps: tuple[Gap, ...]
    lines: tuple[Line, ...]
    after: str

    def gap(self, shift: str) -> Gap | None:
        """Return the gap of a shift, None if the day has no such shift."""
        return next((one for one in self.gaps if one.shift == shift), None)


def staffing(*, site: Site, day: date, after: str = "", size: int = SIZE) -> Staffing:
    """Return who is on duty on a day by unit, role and shift; `after` is the key of a line."""
    rows = UnitStaff.objects.filter(unit__site=site, worked_on=day).select_related("unit")
    found = list(rows.order_by("unit__code", "role", "shift"))
    names = shift_names(site=site, day=day)
    names += sorted({row.shift for row in found} - set(names))
    each: dict[tuple[str, str], dict[str, UnitStaff]] = defaultdict(dict)
    for row in found:
        each[row.unit.code, row.role][row.shift] = row
    keys = sorted(key for key in each if not after or "\x1f".join(key) > after)
    kept = keys[:size]
    shown = [row for key in kept for row in each[key].values()]
    entered = {one.row.pk: one for one in with_changes(shown, UnitStaff, "present")}
    lines = tuple(_line(each[key], names, entered) for key in kept)
    gaps = tuple(_gap(name, [row for row in found if row.shift == name]) for name in names)
    return Staffing(tuple(names), gaps, lines, lines[-1].key if len(keys) > size else "")


def shift_names(*, site: Site, day: date) -> list[str]:
    """Return the shifts of a day in their order, none where no calendar is in force."""
    found = shifts.in_force(calendars(site=site), day)
    return [one.name for one in found.hours] if found else []


def staff_roles(*, site: Site) -> list[str]:
    """Return the roles that staff of this site was entered for, by name."""
    found = UnitStaff.objects.filter(unit__site=site).order_by("role")
    return list(found.values_list("role", flat=True).distinct())


def _line(cells: dict[str, UnitStaff], names: list[str], entered: dict[int, Entered]) -> Line:
    first = next(iter(cells.values()))
    found: list[Any] = [entered[cells[name].pk] if name in cells else None for name in names]
    return Line(first.unit, first.role, tuple(found))


def _gap(name: str, rows: list[UnitStaff]) -> Gap:
    short = [row for row in rows if (row.missing or 0) > 0]
    known = [row for row in rows if row.missing is not None]
    return Gap(
        shift=name,
        missing=sum(row.missing or 0 for row in short),
        units=len({row.unit_id for row in short}),
        lines=len(known),
        unknown=len(rows) - len(known),
        worst=max(short, key=lambda row: row.missing or 0, default=None),
    )


def staffed_days(*, site: Site, first: date, last: date) -> set[date]:
    """Return the days within these for which somebody entered staff of a unit."""
    found = UnitStaff.objects.filter(unit__site=site, worked_on__range=(first, last))
    return set(found.order_by("worked_on").values_list("worked_on", flat=True).distinct())
