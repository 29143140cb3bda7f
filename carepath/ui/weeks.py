"""Days and hours of the week in words, for findings and for the lists of their journeys."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

WORKDAYS, WEEKEND, ALL_DAYS = (0, 1, 2, 3, 4), (5, 6), tuple(range(7))


def hours_text(days: Sequence[int], hours: tuple[int, int] | None) -> str:
    """Return hours of some weekdays, Monday 0 ("Monday to Friday, 08:00–12:00"); the last hour may
    be past midnight, and no days mean all of them."""
    days = tuple(days) or ALL_DAYS
    if hours is None or (hours[1] - hours[0]) % 24 == 0:
        return days_text(days)
    span = f"{hours[0]:02}:00–{hours[1]:02}:00"
    return _("%(days)s, %(hours)s") % {"days": days_text(days), "hours": span}


def days_text(days: Sequence[int]) -> str:
    """Return weekdays in words ("Saturdays and Sundays")."""
    days = tuple(days)
    if days == ALL_DAYS:
        return _("every day")
    if days == WORKDAYS:
        return _("Monday to Friday")
    if days == WEEKEND:
        return _("Saturdays and Sundays")
    each = (_("Mondays"), _("Tuesdays"), _("Wednesdays"), _("Thursdays"), _("Fridays"))
    each += (_("Saturdays"), _("Sundays"))
    return ", ".join(each[day] for day in days)


def weekdays() -> list[str]:
    """Return the short names of the weekdays, Monday first, for axes."""
    return [_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun")]
