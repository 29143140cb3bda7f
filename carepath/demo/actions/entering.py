"""What people of the invented hospital would enter: staff of each unit, slots, ventilators in use.

Drawn from the seed and the day, so that the same hospital is entered the same way each time. What
personas set stays. Nothing of it moves a patient: the engine works by its own roster.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from carepath.audit import actions as audit
from carepath.demo.models import Hospital
from carepath.frames.moments import from_us
from carepath.places import actions as places
from carepath.places import queries
from carepath.simulator import parameters
from carepath.simulator.parameters import Parameters

BACK, AHEAD = timedelta(days=28), timedelta(days=7)
"""How far back what nobody entered is made up for, and how far ahead slots are offered."""
EVERY = timedelta(hours=4)
"""Between two counts of ventilators."""

EQUIPMENT = (
    ("CT scanner", "CT", 4, "CT"),
    ("X-ray room", "XR", 5, "X-ray"),
    ("Ultrasound", "US", 3, "Ultrasound"),
    ("Ventilator", "ICU", 14, ""),
)
"""(kind, unit, number, stage that uses one)"""
BEDS_FOR_ONE = {
    "Nurses": {"early": 6, "late": 7, "night": 9},
    "Healthcare assistants": {"early": 8, "late": 9, "night": 14},
}
"""Beds that one of a role looks after, by shift, where care is that of a ward."""
INTENSITY = {"ICU": 4.0, "RES": 3.0, "MAJ": 1.6, "STR": 1.5}
"""How many times as many people a bed of a unit needs as one of a ward."""
LISTS = (
    ("theatre", "THE", ("Theatre 1", "Theatre 2", "Theatre 3", "Theatre 4"), (8, 17), 90),
    ("clinic", "CLI", ("Cardiology clinic", "Orthopaedic clinic", "Stroke clinic"), (9, 16), 30),
    ("imaging", "CT", ("CT, planned",), (8, 18), 30),
    ("imaging", "US", ("Ultrasound, planned",), (9, 16), 30),
)
"""(kind, unit, of what, first and last hour, minutes)"""


def enter(row: Hospital, *, shown: datetime, by: Any, at: datetime) -> None:
    """Enter what is missing up to a moment of the hospital's clock; twice changes nothing."""
    found = parameters.load()
    today = shown.astimezone(found.zone).date()
    first = max(from_us(row.starts).astimezone(found.zone).date(), today - BACK)
    since = from_us(row.starts)
    with audit.recording_as(by, at=at):
        places.declare_equipment(site=row.site, lines=EQUIPMENT, since=since, by=by, at=at)
        for day in _missing(row, first, today + timedelta(days=1)):
            lines = _staff(row.seed, day, found)
            places.declare_unit_staff(site=row.site, day=day, lines=lines, by=by, at=at)
        if not _offered(row, today, found):
            lines = _slots(row.seed, first, today, found)
            places.declare_slots(site=row.site, lines=lines, by=by, at=at)
        counts = _counts(row, first, shown, found)
        places.declare_uses(site=row.site, lines=counts, by=by, at=at)


def _offered(row: Hospital, today: date, found: Parameters) -> bool:
    """Return whether the slots of the last open day ahead are there already."""
    last = today + AHEAD
    while not _is_open(last, found):
        last -= timedelta(days=1)
    return queries.last_slot_day(site=row.site) == last


def _is_open(day: date, found: Parameters) -> bool:
    return day.weekday() < 5 and f"{day:%m-%d}" not in found.site.closed_days


def _missing(row: Hospital, first: date, last: date) -> Iterator[date]:
    """Yield the days from the first to the last that have no staff yet."""
    known = queries.staffed_days(site=row.site, first=first, last=last)
    for n in range((last - first).days + 1):
        day = first + timedelta(days=n)
        if day not in known:
            yield day


def _staff(seed: int, day: date, found: Parameters) -> Iterator[tuple[str, str, str, int, int]]:
    rng = Random(f"{seed}|staff|{day}")
    for code, unit in found.units.items():
        for role, beds in BEDS_FOR_ONE.items():
            for shift in found.shifts:
                needed = max(1, round(unit.open * INTENSITY.get(code, 1) / beds[shift]))
                away = rng.choices((0, 1, 2, -1), (74, 17, 4, 5))[0]
                yield code, role, shift, max(0, needed - away), needed


def _slots(
    seed: int, first: date, today: date, found: Parameters
) -> Iterator[tuple[str, str, str, datetime, int, bool]]:
    """Yield the slots up to AHEAD: the nearer the day, the more of them are taken."""
    for n in range((today + AHEAD - first).days + 1):
        day = first + timedelta(days=n)
        if not _is_open(day, found):
            continue
        share = 0.93 - 0.08 * max(0, (day - today).days)
        for kind, unit, names, (opens, closes), minutes in LISTS:
            for name in names:
                for begins in range(opens * 60, closes * 60, minutes):
                    start = datetime.combine(day, time(begins // 60, begins % 60), found.zone)
                    taken = Random(f"{seed}|{name}|{start}").random() < share
                    yield kind, name, unit, start, minutes, taken


def _counts(
    row: Hospital, first: date, shown: datetime, found: Parameters
) -> Iterator[tuple[str, datetime, int]]:
    """Yield how many ventilators were in use since somebody last counted them."""
    kind, _unit, number, _stage = EQUIPMENT[-1]
    at = queries.last_count(site=row.site, kind=kind)
    at = datetime.combine(first, time(3), found.zone) if at is None else at + EVERY
    while at <= shown:
        middle = number * 0.68
        drawn = Random(f"{row.seed}|{kind}|{at.isoformat()}").gauss(middle, 1.8)
        yield kind, at, min(number, max(0, round(drawn)))
        at += EVERY
