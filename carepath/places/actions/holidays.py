"""Writes of public holidays: each keeps what was known before, on the site's own clock."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from carepath.audit import actions as audit
from carepath.places.actions.rows import remove, save
from carepath.places.models import Holiday, Site


class NoHoliday(ValueError):
    """A holiday that cannot be, or that is no longer as it was; the text says why."""


def add_holiday(*, site: Site, day: date, name: str, by: Any, at: datetime, reason: str) -> Holiday:
    """Return a new public holiday of a site; NoHoliday if the day is one already."""
    with audit.acting_as(by, at=at, why=reason):
        _check_free(site, day)
        row = Holiday(site=site, day=day, name=name)
        save(row, by=by, at=site.time(at), why=reason)
        audit.record("holiday.added", row, site=site.slug, day=str(day), name=name)
    return row


def correct_holiday(
    *, row: Holiday, day: date, name: str, by: Any, at: datetime, reason: str
) -> Holiday:
    """Return a holiday with another day or name; what was known before is kept.

    NoHoliday if the day is another one already, or the row was taken back meanwhile.
    """
    with audit.acting_as(by, at=at, why=reason):
        row = _held(row)
        before = {"day": str(row.day), "name": row.name}
        if (row.day, row.name) == (day, name):
            return row
        if row.day != day:
            _check_free(row.site, day)
        row.day, row.name, row.source = day, name, ""
        save(row, by=by, at=row.site.time(at), why=reason)
        said = {"day": str(day), "name": name, "before": before}
        audit.record("holiday.corrected", row, site=row.site.slug, **said)
    return row


def drop_holiday(*, row: Holiday, by: Any, at: datetime, reason: str) -> None:
    """Take a holiday back; forecasts that were told with it stay as they were told."""
    with audit.acting_as(by, at=at, why=reason):
        row = _held(row)
        said = {"day": str(row.day), "name": row.name}
        audit.record("holiday.dropped", row, site=row.site.slug, **said)
        remove(row, by=by, at=row.site.time(at), why=reason)


def declare_holidays(
    *, site: Site, days: Mapping[date, str], since: datetime, by: Any, at: datetime
) -> None:
    """Give a site these holidays, known since a moment of its clock, where it has none at all."""
    with audit.acting_as(by, at=at, why="what the site begins with"):
        if not Holiday.objects.filter(site=site).exists():
            for day, name in sorted(days.items()):
                save(Holiday(site=site, day=day, name=name), by=by, at=since)


def _held(row: Holiday) -> Holiday:
    rows = Holiday.objects.select_for_update(of=("self",)).select_related("site")
    found = rows.filter(pk=row.pk).first()
    if found is None:
        raise NoHoliday(_("Somebody took it back meanwhile."))
    return found


def _check_free(site: Site, day: date) -> None:
    known = Holiday.objects.filter(site=site, day=day).first()
    if known is not None:
        words = {"day": day, "name": known.name}
        raise NoHoliday(_("%(day)s is a holiday already: %(name)s.") % words)
