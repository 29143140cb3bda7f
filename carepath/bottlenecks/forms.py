"""Parse what people type: periods, pairs of stages and target times."""

from calendar import monthrange
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

Days = tuple[date | None, date | None]


def days(text: str) -> Days:
    """Return (first, last) of a period: 2014, 2014-03, 2014-03-09 or two of these around a slash.

    Either side of the slash may be empty: no limit. ValidationError for anything else.
    """
    before, slash, after = text.partition("/")
    if not slash:
        first, last = _whole(before)
    else:
        first, last = _side(before)[0], _side(after)[1]
    if first and last and last < first:
        raise ValidationError(_("The period ends before it begins."))
    return first, last


def _side(text: str) -> Days:
    return _whole(text) if text.strip() else (None, None)


def _whole(text: str) -> tuple[date, date]:
    """Return the first and last day of a year, a month or a day."""
    parts = text.strip().split("-")
    try:
        if len(parts) == 1 and len(parts[0]) == 4:
            return date(int(text), 1, 1), date(int(text), 12, 31)
        if len(parts) == 2:
            year, month = int(parts[0]), int(parts[1])
            return date(year, month, 1), date(year, month, monthrange(year, month)[1])
        day = date.fromisoformat(text.strip())
    except ValueError as error:
        sentence = _("Write a period as 2014, 2014-03, 2014-03-09 or 2014-03-09/2014-04-30.")
        raise ValidationError(sentence) from error
    return day, day
