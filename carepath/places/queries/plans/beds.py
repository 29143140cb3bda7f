"""What a file of places would do: sites, their units, rooms and beds."""

from collections.abc import Mapping
from typing import Any
from zoneinfo import available_timezones

from django.utils.text import slugify

from carepath.accounts.permissions import Permission
from carepath.frames.sheets import CHOICE, YES_NO, Column, Row, Table
from carepath.places.models import Bed, Site, Unit
from carepath.places.queries.plans.draft import Draft, Plan, given

CARE = {
    **{str(care.value): care.value for care in Bed.Care},
    "high dependency": Bed.Care.HIGH,
    "intensive care": Bed.Care.INTENSIVE,
    "day care": Bed.Care.DAY,
}
COLUMNS = (
    Column("site", most=60),
    Column("site name", most=120),
    Column("time zone", most=60),
    Column("unit", needed=True),
    Column("unit name", most=120),
    Column("room"),
    Column("bed"),
    Column("care", CHOICE, words=CARE),
    Column("specialty"),
    Column("side room", YES_NO),
    Column("confirmed", YES_NO),
)
OF_BED = ("room", "care", "specialty", "side room", "confirmed")


def plan(table: Table, *, site: Site, by: Any) -> Plan:
    """Return what the rows would do; those without a site are about this one."""
    return _Places(table, site, by).plan()


class _Places:
    """The places of a file beside those that are there."""

    def __init__(self, table: Table, site: Site, by: Any) -> None:
        self.draft, self.site = Draft(table), site
        self.mine = by.sites_where(Permission.SET_UP_PLACES)
        self.sites: dict[str, Site | None] = {one.slug: one for one in Site.objects.order_by("pk")}
        self.units = _known_units()
        self.beds: dict[tuple[int, str, str], Bed] = {}
        wanted = {row["site"] or site.slug for row in table.rows}
        known = Bed.objects.filter(unit__site__slug__in=wanted).select_related("unit")
        for bed in known.order_by("pk"):
            self.beds[bed.unit_id, bed.room, bed.code] = bed
        self.named: dict[tuple[str, str], tuple[int, str]] = {}

    def plan(self) -> Plan:
        for row in self.draft.table.rows:
            site = self._site(row)
            unit = self._unit(row, site) if site is not None else None
            if unit is not None:
                self._bed(row, unit)
        return self.draft.plan()

    def _site(self, row: Row) -> Site | None:
        slug = row["site"] or self.site.slug
        found = self.sites.get(slug)
        if found is not None and (self.mine is None or slug in self.mine):
            return found
        if found is not None or self.mine is not None or slugify(slug) != slug:
            self.draft.wrong(row.number, "site", "unknown_site")
            return None
        if row["time zone"] not in available_timezones():
            self.draft.wrong(row.number, "time zone", "unknown_zone")
            return None
        found = Site(slug=slug, name=row["site name"] or slug, timezone=row["time zone"])
        self.sites[slug] = found
        self.draft.add(row.number, found.name, found)
        return found

    def _unit(self, row: Row, site: Site) -> Unit | None:
        key, name = (site.slug, row["unit"]), row["unit name"]
        told = self.named.get(key)
        if told and name and told[1] and name != told[1]:
            self.draft.wrong(row.number, "unit name", "otherwise", row=told[0], other=told[1])
            return None
        if told is None or (name and not told[1]):
            self.named[key] = (row.number, name or "")
        found = self.units.get(key)
        if found is None:
            found = self.units[key] = Unit(site=site, code=row["unit"], name=name or row["unit"])
            self.draft.add(row.number, f"{site}: {found}", found)
        elif found.pk and (told is None or (name and not told[1])):
            self._renamed(row, found, name)
        elif not found.pk and name:
            found.name = name  # a later row of a new unit says its name
        return found

    def _renamed(self, row: Row, unit: Unit, name: str | None) -> None:
        if name and name != unit.name:
            self.draft.compare(row.number, unit.code, unit, {"name": name})
        elif row["bed"] is None:
            self.draft.same += 1

    def _bed(self, row: Row, unit: Unit) -> None:
        room, code = row["room"] or "", row["bed"]
        if code is None:
            if given(row, *OF_BED):
                self.draft.wrong(row.number, "bed", "empty")
            return
        if not self.draft.first((unit.site.slug, unit.code, room, code), row.number, "bed"):
            return
        said = _said(row)
        what = f"{unit}: {room} {code}".replace("  ", " ")
        known = self.beds.get((unit.pk, room, code)) if unit.pk else None
        if known is not None:
            self.draft.compare(row.number, what, known, said)
            return
        told = {name: value for name, value in said.items() if value is not None}
        new = Bed(unit=unit, room=room, code=code, **{"confirmed": True} | told)
        self.draft.add(row.number, what, new)


def _said(row: Row) -> Mapping[str, Any]:
    return {
        "care": row["care"],
        "specialty": row["specialty"],
        "side_room": row["side room"],
        "confirmed": row["confirmed"],
    }


def _known_units() -> dict[tuple[str, str], Unit]:
    found = Unit.objects.select_related("site").order_by("pk")
    return {(unit.site.slug, unit.code): unit for unit in found}
