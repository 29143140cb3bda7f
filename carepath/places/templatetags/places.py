"""Filters of pages about places."""

from collections.abc import Sequence
from typing import Any

from django import template
from django.utils.translation import gettext as _

from carepath.analysis import shifts
from carepath.ui import words

register = template.Library()


@register.filter
def clock(minute: int) -> str:
    """Return a minute of the day as "07:30"."""
    return shifts.clock(minute)


@register.filter
def said(value: Any) -> str:
    """Return a value as a file says it: yes, no, a number, a text; EMPTY for nothing."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return words.EMPTY if value in (None, "") else str(value)


@register.filter
def at(values: Sequence[Any], place: int) -> Any:
    """Return the value at a place."""
    return values[place]
