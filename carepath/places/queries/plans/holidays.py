"""What a file of public holidays would do: one row a day, with its name."""

from typing import Any

from carepath.frames.sheets import DAY, Column, Row, Table
from carepath.places.models import Holiday, Site
from carepath.places.models.holidays import FIRST, LAST
from carepath.places.queries.plans.draft import Draft, Plan

COLUMNS = (Column("date", DAY, needed=True), Column("name", needed=True))


def plan(table: Table, *, site: Site, by: Any) -> Plan:
    """Return what the rows would do; a day that is there and called otherwise gets the new name."""
    draft = Draft(table)
    known = {row.day: row for row in Holiday.objects.filter(site=site).order_by("day")}
    for row in table.rows:
        day = row["date"]
        if not FIRST <= day <= LAST:
            draft.wrong(row.number, "date", "day_range", least=FIRST, most=LAST)
        elif draft.first(day, row.number, "date"):
            _day(draft, row, site, known.get(day))
    return draft.plan()


def _day(draft: Draft, row: Row, site: Site, known: Holiday | None) -> None:
    what = f"{row['name']}, {row['date']}"
    if known is not None:
        draft.compare(row.number, str(known), known, {"name": row["name"]})
    else:
        draft.add(row.number, what, Holiday(site=site, day=row["date"], name=row["name"]))
