"""Huddles: when the next one is due, and what changed since the last.

Method: differences of counts, by unit and over all units; a unit that was not there before has
none. Moments of a day as in `analysis.shifts`: an hour that spring skips is the jump itself.
Reference: docs/algorithms/huddles.md.
"""

from collections.abc import Iterable
from datetime import timedelta
from zoneinfo import ZoneInfo

from carepath.analysis.shifts import instant
from carepath.frames.huddles import COUNTS, Picture, UnitLine
from carepath.frames.moments import from_us

Change = dict[str, int | None]
"""One of COUNTS to how many more there are than before; None = not known."""


def latest_due(minutes: Iterable[int], zone: ZoneInfo, now: int) -> int | None:
    """Return the last moment at or before `now` (microseconds UTC) that is one of these minutes of
    the wall clock's day; None without any."""
    return max((one for one in _around(minutes, zone, now) if one <= now), default=None)


def next_due(minutes: Iterable[int], zone: ZoneInfo, now: int) -> int | None:
    """Return the first such moment after `now`."""
    return min((one for one in _around(minutes, zone, now) if one > now), default=None)


def _around(minutes: Iterable[int], zone: ZoneInfo, now: int) -> list[int]:
    today = from_us(now).astimezone(zone).date()
    days = [today + timedelta(days=n) for n in (-1, 0, 1)]
    return [instant(day, minute, zone) for minute in minutes for day in days]


def changes(now: Picture, before: Picture | None) -> list[tuple[UnitLine, Change]]:
    """Return each unit of a picture with how its counts differ from those of an earlier one."""
    known = {unit.code: unit for unit in before.units} if before else {}
    return [(unit, _change(unit, known.get(unit.code))) for unit in now.units]


def total_change(now: Picture, before: Picture | None) -> Change:
    """Return how the counts of all units together differ from those of an earlier picture."""
    if before is None:
        return dict.fromkeys(COUNTS)
    return {name: now.total(name) - before.total(name) for name in COUNTS}


def _change(unit: UnitLine, before: UnitLine | None) -> Change:
    if before is None:
        return dict.fromkeys(COUNTS)
    return {name: getattr(unit, name) - getattr(before, name) for name in COUNTS}
