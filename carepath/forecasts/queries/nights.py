"""Nights of a site: by its shift calendar, else from 20:00 to 08:00 on its wall."""

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from carepath.analysis import shifts
from carepath.analysis.shifts import Calendar, Hours, Shift
from carepath.frames.moments import DAY, HOUR, to_us
from carepath.places import queries as places
from carepath.places.models import Site

USUAL = Calendar(
    date(1970, 1, 1), (Hours("day", 8 * 60, 20 * 60), Hours("night", 20 * 60, 8 * 60, night=True))
)
"""Shifts of a site for which nobody has set any."""
LEAST = 4 * HOUR
"""A night of which less is left is over."""


def calendars(site: Site) -> Sequence[Calendar]:
    """Return the shift calendars of a site, or the usual one where none has a night."""
    found = places.calendars(site=site)
    return found if any(one.night for each in found for one in each.hours) else [USUAL]


def nights(site: Site, low: int, high: int) -> list[Shift]:
    """Return the nights of a site that touch [low, high), microseconds."""
    found = shifts.shifts(calendars(site), ZoneInfo(site.timezone), low, high)
    return [one for one in found if one.night]


def night_of(site: Site, at: datetime) -> tuple[int, int]:
    """Return the bounds of the night that is on at a moment, else of the next one; the last hours
    of one are hardly tonight any more."""
    now = to_us(at)
    found = next(one for one in nights(site, now, now + 3 * DAY) if one.end - now >= LEAST)
    return found.start, found.end
