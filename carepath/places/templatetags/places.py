"""Filters of pages about places."""

from django import template

from carepath.analysis import shifts

register = template.Library()


@register.filter
def clock(minute: int) -> str:
    """Return a minute of the day as "07:30"."""
    return shifts.clock(minute)
