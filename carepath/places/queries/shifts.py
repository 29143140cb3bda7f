"""Reads of the shift calendar: what it says of a moment, and who set it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import zip_longest
from typing import Any
from zoneinfo import ZoneInfo

from carepath.analysis import shifts
from carepath.frames.moments import to_us
from carepath.places.models import ShiftCalendar, Site
from carepath.places.queries.entered import name_of

AHEAD = timedelta(days=366)
"""How far ahead nights of another length are looked for."""


@dataclass(frozen=True, slots=True)
class Version:
    """A calendar as it was set once: its shifts, by whom, when and why."""

    hours: tuple[shifts.Hours, ...]
    whole_day: bool
    who: str
    at: datetime
    why: str


@dataclass(frozen=True, slots=True)
class Kept:
    """A calendar with its versions, the newest first; `until` is the day another takes over, and
    `state` is past, in force or to come."""

    row: ShiftCalendar
    calendar: shifts.Calendar
    until: date | None
    state: str
    versions: tuple[Version, ...]

    @property
    def gaps(self) -> list[tuple[str, str]]:
        """Return from when to when nobody is on duty by it."""
        return shifts.gaps(self.calendar.hours)


PAST, IN_FORCE, TO_COME = "past", "in force", "to come"


def calendars(*, site: Site) -> list[shifts.Calendar]:
    """Return the shift calendars of a site, the oldest first."""
    rows = ShiftCalendar.objects.filter(site=site).order_by("since_on")
    return [_calendar(row) for row in rows]


def shift_windows(*, site: Site, at: datetime) -> shifts.Windows:
    """Return this shift, the next one, last night and tonight of a site, by its own clock."""
    return shifts.windows(calendars(site=site), ZoneInfo(site.timezone), to_us(at))


def night_hours(*, site: Site, at: datetime) -> tuple[int, int] | None:
    """Return the whole hours of a site's night by the calendar of a moment, None without one."""
    day = at.astimezone(ZoneInfo(site.timezone)).date()
    return shifts.night_hours(shifts.in_force(calendars(site=site), day))


def odd_shifts(*, site: Site, at: datetime) -> list[shifts.Shift]:
    """Return the shifts of the next twelve months that are longer or shorter than usual."""
    found = calendars(site=site)
    ahead = shifts.shifts(found, ZoneInfo(site.timezone), to_us(at), to_us(at + AHEAD))
    return [one for one in ahead if one.odd]


def kept_calendars(*, site: Site, at: datetime) -> list[Kept]:
    """Return the calendars of a site with who set them, the newest first."""
    rows = list(ShiftCalendar.objects.filter(site=site).order_by("since_on"))
    today = at.astimezone(ZoneInfo(site.timezone)).date()
    versions = _versions(rows)
    found = []
    for row, upcoming in zip_longest(rows, rows[1:]):
        until = upcoming.since_on if upcoming else None
        state = TO_COME if row.since_on > today else IN_FORCE
        if until is not None and until <= today:
            state = PAST
        found.append(Kept(row, _calendar(row), until, state, tuple(versions.get(row.pk, ()))))
    return found[::-1]


def _versions(rows: Iterable[ShiftCalendar]) -> dict[int, list[Version]]:
    kept = ShiftCalendar.history.filter(id__in=[row.pk for row in rows])
    found: dict[int, list[Version]] = {}
    for one in kept.select_related("history_user").order_by("-history_date", "-history_id"):
        version = Version(
            hours=hours_of(one.shifts),
            whole_day=one.whole_day,
            who=name_of(one.history_user),
            at=one.history_date,
            why=one.history_change_reason or "",
        )
        found.setdefault(one.id, []).append(version)
    return found


def _calendar(row: ShiftCalendar) -> shifts.Calendar:
    return shifts.Calendar(row.since_on, hours_of(row.shifts), row.whole_day)


def hours_of(content: Iterable[dict[str, Any]]) -> tuple[shifts.Hours, ...]:
    """Return the shifts that a row holds, by when they begin."""
    return tuple(sorted((shifts.Hours(**one) for one in content), key=lambda one: one.begins))
