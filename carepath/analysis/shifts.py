"""Shifts: who is on duty when, from local hours that hold from a day on.

Method: a shift begins at the first moment at which the wall clock shows its hour or a later one: an
hour that spring skips is the jump itself, of one that autumn repeats the first pass counts. Where a
calendar covers the day, a shift lasts until the next one begins, so that nothing is left open and
nothing counted twice, also on the day on which another calendar takes over. A night of twelve hours
thus lasts eleven or thirteen when the clocks change.
Reference: docs/algorithms/shifts.md.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

from carepath.frames.moments import DAY, MINUTE, from_us, to_us
from carepath.frames.rejects import gettext_noop

WHOLE_DAY = 24 * 60
"""Minutes a wall clock shows in a day."""

_ = gettext_noop

FAULTS = {
    "none": _("Write at least one shift."),
    "twice": _("Two shifts are called “%(name)s”: give each a name of its own."),
    "overlap": _(
        "“%(name)s” ends at %(until)s, after “%(other)s” began at %(since)s: write the hour at "
        "which one takes over from the other."
    ),
    "gap": _(
        "From %(since)s to %(until)s there is no shift: close the gap, or say that these shifts do "
        "not cover the whole day."
    ),
    "no_night": _("Say which of the shifts is the night."),
    "nights": _("Only one shift can be the night."),
}
"""Code of what is wrong with a calendar to its sentence (a message id)."""


@dataclass(frozen=True, slots=True)
class Hours:
    """A shift of every day: from `begins` to `ends`, in minutes of the wall clock's day; an end at
    or before its beginning is on the next day."""

    name: str
    begins: int
    ends: int
    night: bool = False

    @property
    def length(self) -> int:
        """Return the minutes it lasts on a day of 24 hours."""
        return (self.ends - self.begins) % WHOLE_DAY or WHOLE_DAY


@dataclass(frozen=True, slots=True)
class Calendar:
    """The shifts of each local day from `since` on, until another calendar takes over."""

    since: date
    hours: tuple[Hours, ...]
    whole_day: bool = True


@dataclass(frozen=True, slots=True)
class Shift:
    """One shift: [start, end) in microseconds UTC, and the local day on which it began."""

    name: str
    start: int
    end: int
    day: date
    night: bool = False
    usual: int = 0

    @property
    def length(self) -> int:
        """Return how long it lasts, in microseconds."""
        return self.end - self.start

    @property
    def odd(self) -> bool:
        """Return whether it is longer or shorter than on other days."""
        return self.length != self.usual


@dataclass(frozen=True, slots=True)
class Windows:
    """The shifts people speak of at a moment; None where the calendar has none.

    `tonight` is the night that is on, else the next one to begin; `last_night` the last one over.
    """

    this: Shift | None
    next: Shift | None
    last_night: Shift | None
    tonight: Shift | None


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a calendar: a code of FAULTS and what its sentence names."""

    code: str
    params: dict[str, str]


def faults(hours: Iterable[Hours], *, whole_day: bool = True) -> list[Fault]:
    """Return what keeps these shifts from being a calendar; none = they are one."""
    found = sorted(hours, key=lambda one: one.begins)
    if not found:
        return [Fault("none", {})]
    names = [one.name for one in found]
    wrong = [Fault("twice", {"name": name}) for name in dict.fromkeys(names) if _twice(name, names)]
    wrong += _seams(found, whole_day)
    nights = sum(one.night for one in found)
    if nights > 1 or (whole_day and not nights):
        wrong.append(Fault("nights" if nights else "no_night", {}))
    return wrong


def _twice(name: str, names: Sequence[str]) -> bool:
    return names.count(name) > 1


def _seams(found: Sequence[Hours], whole_day: bool) -> Iterable[Fault]:
    for one, other in zip(found, [*found[1:], found[0]], strict=True):
        until = one.begins + one.length
        since = other.begins + (0 if one is not found[-1] else WHOLE_DAY)
        if until > since:
            said = {"name": one.name, "other": other.name}
            yield Fault("overlap", said | {"until": clock(until), "since": clock(since)})
        elif until < since and whole_day:
            yield Fault("gap", {"since": clock(until), "until": clock(since)})


def gaps(hours: Iterable[Hours]) -> list[tuple[str, str]]:
    """Return from when to when a day has no shift, as clock times."""
    found = faults(hours)
    return [(one.params["since"], one.params["until"]) for one in found if one.code == "gap"]


def clock(minute: int) -> str:
    """Return a minute of the day as "07:30"."""
    return f"{minute // 60 % 24:02}:{minute % 60:02}"


def shifts(calendars: Sequence[Calendar], zone: ZoneInfo, low: int, high: int) -> list[Shift]:
    """Return the shifts that touch [low, high), in their order."""
    begun = _begun(calendars, zone, low, high)
    found = (_shift(*one, upcoming, zone) for one, upcoming in pairwise(begun))
    return [one for one in found if one.start < one.end and one.start < high and one.end > low]


def shift_at(calendars: Sequence[Calendar], zone: ZoneInfo, moment: int) -> Shift | None:
    """Return the shift on duty at a moment, None where the calendar has none."""
    return next(iter(shifts(calendars, zone, moment, moment + 1)), None)


def windows(calendars: Sequence[Calendar], zone: ZoneInfo, now: int) -> Windows:
    """Return this shift, the next one, last night and tonight."""
    found = shifts(calendars, zone, now - 2 * DAY, now + 3 * DAY)
    nights = [one for one in found if one.night]
    return Windows(
        this=next((one for one in found if one.start <= now < one.end), None),
        next=next((one for one in found if one.start > now), None),
        last_night=next((one for one in reversed(nights) if one.end <= now), None),
        tonight=next((one for one in nights if one.end > now), None),
    )


def night_hours(calendar: Calendar | None) -> tuple[int, int] | None:
    """Return the whole hours of the clock that lie in the night: its first, and the one at which it
    is over; None where a calendar names no night, or one without a whole hour."""
    hours = calendar.hours if calendar else ()
    night = next((one for one in hours if one.night and one.length >= 120), None)
    if night is None or night.length == WHOLE_DAY:
        return None
    return -(-night.begins // 60) % 24, night.ends // 60 % 24


def in_force(calendars: Iterable[Calendar], day: date) -> Calendar | None:
    """Return the calendar of a local day, None before the first."""
    begun = [one for one in calendars if one.since <= day]
    return max(begun, key=lambda one: one.since, default=None)


def instant(day: date, minute: int, zone: ZoneInfo) -> int:
    """Return the first moment (UTC) at which the wall clock shows this minute of a day or later."""
    return _instant(day, minute, str(zone))


@lru_cache(maxsize=20_000)
def _instant(day: date, minute: int, name: str) -> int:
    zone = ZoneInfo(name)
    wall = datetime.combine(day, time()) + timedelta(minutes=minute)
    high = to_us(wall.replace(tzinfo=zone))
    if _shown(high, zone) == wall:
        return high
    low = to_us(wall.replace(tzinfo=zone, fold=1))  # the clock skips it: read as after the jump
    while high - low > MINUTE:
        middle = (low + high) // 2 // MINUTE * MINUTE
        low, high = (middle, high) if _shown(middle, zone) < wall else (low, middle)
    return high


def _shown(moment: int, zone: ZoneInfo) -> datetime:
    return from_us(moment).astimezone(zone).replace(tzinfo=None)


def _begun(
    calendars: Sequence[Calendar], zone: ZoneInfo, low: int, high: int
) -> list[tuple[int, date, Hours, Calendar]]:
    """Return what begins around [low, high), with days to spare for what reaches into it."""
    first, last = _shown(low, zone).date(), _shown(high, zone).date()
    days = (first + timedelta(days=n) for n in range(-3, (last - first).days + 4))
    return [
        (instant(day, one.begins, zone), day, one, calendar)
        for day in days
        if (calendar := in_force(calendars, day)) is not None
        for one in sorted(calendar.hours, key=lambda one: one.begins)
    ]


def _shift(
    start: int,
    day: date,
    hours: Hours,
    calendar: Calendar,
    upcoming: tuple[int, date, Hours, Calendar],
    zone: ZoneInfo,
) -> Shift:
    end = upcoming[0]
    if not (calendar.whole_day and upcoming[3].whole_day):
        over = hours.begins + hours.length
        end = min(end, instant(day + timedelta(over // WHOLE_DAY), over % WHOLE_DAY, zone))
    return Shift(hours.name, start, end, day, hours.night, hours.length * MINUTE)
