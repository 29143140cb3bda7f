"""What a file of equipment would do: how many there are, and how many were in use when."""

from typing import Any

from carepath.frames.sheets import MOMENT, WHOLE, Column, Row, Table
from carepath.places.models import Equipment, EquipmentUse, Site, Unit
from carepath.places.queries.plans.draft import Draft, Plan

COLUMNS = (
    Column("kind", needed=True),
    Column("unit"),
    Column("number", WHOLE, most=9999),
    Column("stage", most=200),
    Column("time", MOMENT),
    Column("in use", WHOLE, most=9999),
)
Key = tuple[str, str | None]


def plan(table: Table, *, site: Site, by: Any) -> Plan:
    """Return what the rows would do: one without a time says how many there are, one with a time
    how many were in use from then on."""
    return _Equipment(table, site).plan()


class _Equipment:
    """The equipment of a file beside what is there."""

    def __init__(self, table: Table, site: Site) -> None:
        self.draft, self.site = Draft(table), site
        self.units: dict[str, Unit] = {unit.code: unit for unit in site.units.order_by("pk")}
        rows = Equipment.objects.filter(site=site).select_related("unit").order_by("pk")
        self.known: dict[Key, Equipment] = {
            (one.kind, one.unit.code if one.unit else None): one for one in rows
        }
        self.uses = _known_uses(table, site)

    def plan(self) -> Plan:
        for row in sorted(self.draft.table.rows, key=lambda row: row["time"] is not None):
            if row["unit"] is not None and row["unit"] not in self.units:
                self.draft.wrong(row.number, "unit", "unknown_unit")
            elif self.draft.first((row["kind"], row["unit"], row["time"]), row.number, "kind"):
                (self._there if row["time"] is None else self._used)(row)
        return self.draft.plan()

    def _there(self, row: Row) -> None:
        key = (row["kind"], row["unit"])
        if row["in use"] is not None:
            self.draft.wrong(row.number, "time", "empty")
        elif row["number"] is None:
            self.draft.wrong(row.number, "number", "empty")
        elif key in self.known:
            said = {"number": row["number"], "stage": row["stage"]}
            self.draft.compare(row.number, _what(row), self.known[key], said)
        else:
            unit = self.units.get(row["unit"])
            new = Equipment(site=self.site, unit=unit, kind=row["kind"], number=row["number"])
            new.stage = row["stage"] or ""
            self.known[key] = new
            self.draft.add(row.number, _what(row), new)

    def _used(self, row: Row) -> None:
        found = self.known.get((row["kind"], row["unit"]))
        if found is None:
            self.draft.wrong(row.number, "kind", "unknown_kind")
        elif row["in use"] is None:
            self.draft.wrong(row.number, "in use", "empty")
        elif row["in use"] > found.number:
            self.draft.wrong(row.number, "in use", "more", most=found.number)
        else:
            self._reading(row, found)

    def _reading(self, row: Row, found: Equipment) -> None:
        what = f"{_what(row)}, {row['time'].isoformat(timespec='minutes')}"
        known = self.uses.get((found.pk, row["time"])) if found.pk else None
        if known is not None:
            self.draft.compare(row.number, what, known, {"in_use": row["in use"]})
        else:
            new = EquipmentUse(equipment=found, seen_at=row["time"], in_use=row["in use"])
            self.draft.add(row.number, what, new)


def _known_uses(table: Table, site: Site) -> dict[tuple, EquipmentUse]:
    times = [row["time"] for row in table.rows if row["time"] is not None]
    if not times:
        return {}
    found = EquipmentUse.objects.filter(
        equipment__site=site, seen_at__range=(min(times), max(times))
    )
    return {(one.equipment_id, one.seen_at): one for one in found.order_by("pk")}


def _what(row: Row) -> str:
    return f"{row['kind']}, {row['unit']}" if row["unit"] else row["kind"]
