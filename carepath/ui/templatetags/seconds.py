"""Filters for times that come in seconds, as the answers of programs have them."""

from django import template

from carepath.frames.moments import SECOND
from carepath.ui import words

register = template.Library()


@register.filter
def seconds(value: float | None, precision: str = "s") -> str:
    """Return seconds as "3 h 20 min"; a dash for None."""
    return words.duration(None if value is None else value * SECOND, precision=precision)
