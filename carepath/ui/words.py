"""Times, durations and numbers as people read them; all text goes through gettext."""

from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import cache
from zoneinfo import ZoneInfo

from django.utils.formats import number_format
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from carepath.frames import moments

EMPTY = "–"
"""What stands where a value is not known."""


def duration(us: int | float | None, *, precision: str = "s") -> str:
    """Return microseconds as the two largest units ("3 h 20 min"); EMPTY for None or unknown.

    `precision` (of frames.spans.PRECISIONS) is the coarsest honest digit: minutes show no seconds.
    """
    if us is None or us in (moments.OPEN, moments.UNKNOWN):
        return EMPTY
    sign, us = ("−" if us < 0 else ""), abs(round(us))
    if precision == "day":
        return sign + _("%(n)s d") % {"n": round(us / moments.DAY)}
    if us < moments.MINUTE and precision == "us" and us % moments.SECOND:
        return sign + _("%(n)s s") % {"n": number_format(us / moments.SECOND, 3)}
    seconds = round(us / moments.SECOND)
    return sign + (_minutes(seconds) if precision == "min" else _seconds(seconds))


def short(us: int) -> str:
    """Return microseconds as one unit, rounded ("19 h"), where there is little room."""
    units = (
        (moments.DAY, _("%(n)s d")),
        (moments.HOUR, _("%(n)s h")),
        (moments.MINUTE, _("%(n)s min")),
    )
    for size, text in units:
        if us >= size:
            return text % {"n": number((us + size // 2) // size)}
    return _("%(n)s s") % {"n": us // moments.SECOND}


def _seconds(seconds: int) -> str:
    if seconds < 60:
        return _("%(n)s s") % {"n": seconds}
    if seconds < 600 and seconds % 60:
        return _("%(m)s min %(s)s s") % {"m": seconds // 60, "s": seconds % 60}
    return _minutes(seconds)


def _minutes(seconds: int) -> str:
    minutes = (seconds + 30) // 60
    if minutes < 60:
        return _("%(n)s min") % {"n": minutes}
    if minutes < 24 * 60:
        hours, rest = divmod(minutes, 60)
        if not rest:
            return _("%(n)s h") % {"n": hours}
        return _("%(h)s h %(m)s min") % {"h": hours, "m": rest}
    days, hours = divmod((minutes + 30) // 60, 24)
    if not hours:
        return _("%(n)s d") % {"n": number_format(days, use_l10n=True, force_grouping=True)}
    return _("%(d)s d %(h)s h") % {"d": number_format(days, force_grouping=True), "h": hours}


def hours(us: int | float | None, decimals: int = 0) -> str:
    """Return microseconds as hours with a unit ("1,284 h"), for sums over many journeys."""
    if us is None:
        return EMPTY
    return _("%(n)s h") % {"n": number(us / moments.HOUR, decimals)}


def number(value: int | float | None, decimals: int | None = None) -> str:
    """Return a number with the reader's grouping and decimal mark; EMPTY for None."""
    if value is None:
        return EMPTY
    if decimals is not None:
        value = round(value, decimals)
    return number_format(value, decimals, use_l10n=True, force_grouping=True)


def share(part: int | float | None, whole: int | float, decimals: int | None = None) -> str:
    """Return part of whole in percent ("41 %", "0.4 %", "< 0.1 %"); EMPTY when the whole is 0."""
    if part is None or not whole:
        return EMPTY
    percent = 100 * part / whole
    if decimals is not None:
        return _("%(n)s %%") % {"n": number(percent, decimals)}
    if 0 < percent < 0.05:
        return _("< %(n)s %%") % {"n": number(0.1, 1)}
    return _("%(n)s %%") % {"n": number(percent, 1 if 0 < percent < 1 else 0)}


def when(at: datetime | int) -> datetime:
    """Return an aware datetime of a datetime or of microseconds since the epoch."""
    return moments.from_us(at) if isinstance(at, int) else at


def clock_text(at: datetime | int, zone: tzinfo | str, *, seconds: bool = False) -> str:
    """Return a moment in a zone's civil time, 24-hour ("2 Mar 2026 10:00")."""
    local = when(at).astimezone(ZoneInfo(zone) if isinstance(zone, str) else zone)
    return f"{day_text(local)} {local:%H:%M:%S}" if seconds else f"{day_text(local)} {local:%H:%M}"


def day_text(local: datetime) -> str:
    """Return a civil day ("2 Mar 2026")."""
    return f"{local.day} {months()[local.month - 1]} {local.year}"


def months() -> tuple[str, ...]:
    """Return the twelve short month names in the reader's language."""
    return _months(get_language())


@cache
def _months(_language: str | None) -> tuple[str, ...]:
    first = (_("Jan"), _("Feb"), _("Mar"), _("Apr"), pgettext("short month", "May"), _("Jun"))
    return first + (_("Jul"), _("Aug"), _("Sep"), _("Oct"), _("Nov"), _("Dec"))


def zone_text(at: datetime | int, zone: tzinfo | str) -> str:
    """Return what a hover says of a clock time: zone, short name and offset at that moment."""
    zone = ZoneInfo(zone) if isinstance(zone, str) else zone
    local = when(at).astimezone(zone)
    offset = local.strftime("%z")
    return f"{zone} ({local.tzname()}, UTC{offset[:3]}:{offset[3:]})"


@dataclass(frozen=True, slots=True)
class Axis:
    """One unit for all durations of a page or axis."""

    unit: str
    us: int


def axis(longest_us: int) -> Axis:
    """Return the unit in which durations up to `longest_us` read best on one axis."""
    for limit, unit, us in (
        (3 * moments.MINUTE, _("seconds"), moments.SECOND),
        (3 * moments.HOUR, _("minutes"), moments.MINUTE),
        (3 * moments.DAY, _("hours"), moments.HOUR),
    ):
        if longest_us < limit:
            return Axis(unit, us)
    return Axis(_("days"), moments.DAY)
