"""Public holidays as forecasts take them: days of the same name go alike.

Method: each name is a kind of its own, whatever its capitals and spaces, so that a day that moves
from year to year (Easter) teaches itself. Reference: docs/algorithms/forecasts.md.
"""

from collections.abc import Mapping
from datetime import date

EPOCH = date(1970, 1, 1).toordinal()


def kind(name: str) -> str:
    """Return what two names have in common that are one kind of day."""
    return " ".join(name.casefold().split())


def codes(days: Mapping[int, str]) -> dict[int, int]:
    """Return the number of its kind, from 1, of each day (days since 1970) by its name."""
    numbers = {
        name: number
        for number, name in enumerate(sorted({kind(each) for each in days.values()}), 1)
    }
    return {day: numbers[kind(name)] for day, name in days.items()}


def number(day: date) -> int:
    """Return a day as days since 1970."""
    return day.toordinal() - EPOCH


def day(number: int) -> date:
    """Return the day of so many days since 1970."""
    return date.fromordinal(number + EPOCH)


def within(days: Mapping[int, str], low: int, high: int) -> dict[int, str]:
    """Return those from one day to another, both included, in their order."""
    return {one: days[one] for one in sorted(days) if low <= one <= high}
