"""Writes of the shift calendar."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from carepath.analysis import shifts
from carepath.audit import actions as audit
from carepath.places.actions.rows import remove, save
from carepath.places.models import ShiftCalendar, Site


class NoCalendar(ValueError):
    """Shifts that are no calendar, or one that may not go; the text says why."""


def set_calendar(
    *,
    site: Site,
    since_on: date,
    hours: Sequence[shifts.Hours],
    whole_day: bool,
    by: Any,
    at: datetime,
    reason: str,
) -> ShiftCalendar:
    """Return the calendar of a site that begins on a day, new or changed; its history is kept.

    NoCalendar with a sentence each if the shifts overlap, leave a gap or name no night.
    """
    wrong = shifts.faults(hours, whole_day=whole_day)
    if wrong:
        raise NoCalendar(" ".join(_(shifts.FAULTS[one.code]) % one.params for one in wrong))
    with audit.acting_as(by, at=at, why=reason):
        row = ShiftCalendar.objects.select_for_update().filter(site=site, since_on=since_on).first()
        content = [asdict(one) for one in sorted(hours, key=lambda one: one.begins)]
        if row is not None and (row.shifts, row.whole_day) == (content, whole_day):
            return row
        verb = "calendar.changed" if row else "calendar.set"
        row = row or ShiftCalendar(site=site, since_on=since_on)
        row.shifts, row.whole_day = content, whole_day
        save(row, by=by, at=at, why=reason)
        audit.record(verb, row, site=site.slug, since=str(since_on), shifts=content)
    return row


def drop_calendar(*, row: ShiftCalendar, by: Any, at: datetime, reason: str) -> None:
    """Take back a calendar that has not begun; NoCalendar if it has. Its history is kept."""
    today = row.site.time(at).astimezone(ZoneInfo(row.site.timezone)).date()
    if row.since_on <= today:
        raise NoCalendar(_("This calendar has begun: let another one take over from it."))
    with audit.acting_as(by, at=at, why=reason):
        audit.record("calendar.dropped", row, site=row.site.slug, since=str(row.since_on))
        remove(row, by=by, at=at, why=reason)


def declare_calendar(
    *, site: Site, since_on: date, hours: Sequence[shifts.Hours], by: Any, at: datetime
) -> None:
    """Give a site its first calendar; what people set earlier stays."""
    if not ShiftCalendar.objects.filter(site=site).exists():
        with audit.recording_as(by, at=at):
            content = [asdict(one) for one in hours]
            row = ShiftCalendar(site=site, since_on=since_on, shifts=content)
            save(row, by=by, at=at)
