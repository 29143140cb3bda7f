"""Live through much time at once: invent it whole, then record it range by range."""

from collections.abc import Mapping
from datetime import date, datetime
from time import monotonic
from typing import Any

from django.db import transaction

from carepath.analysis.shifts import Hours
from carepath.audit import actions as audit
from carepath.demo.actions import changing, drawn, engine, entering, line
from carepath.demo.actions.changing import Overtaken
from carepath.demo.models import Hospital
from carepath.forecasts import actions as forecasts
from carepath.frames.moments import from_us, to_us
from carepath.journeys import actions as journeys
from carepath.outcomes import actions as outcomes
from carepath.places import actions as places
from carepath.places.models import Bed
from carepath.simulator import parameters
from carepath.simulator.stages import MEDICINE, SURGERY
from carepath.simulator.state import StateError

INVENTING = 0.4
"""Share of the work that inventing takes; recording is the rest."""
_STORE_EVERY_S = 5.0
_stored = [0.0]
Phase = Hospital.Phase

CARE = {
    "MIN": Bed.Care.EMERGENCY,
    "MAJ": Bed.Care.EMERGENCY,
    "RES": Bed.Care.EMERGENCY,
    "ICU": Bed.Care.INTENSIVE,
    "STR": Bed.Care.HIGH,
}
"""Care that the beds of a unit give, where it is more than a ward's, or another."""
SPECIALTY = (
    dict.fromkeys(MEDICINE, "General medicine")
    | dict.fromkeys(SURGERY, "Surgery")
    | {"STR": "Stroke medicine"}
)
"""What the beds of a unit are kept for: wards of one specialty and care stand in for each other."""
SIDE_ROOM_IN = 6
"""One bed in so many is a room of its own."""
HOLIDAYS = {
    "01-01": "New Year's Day",
    "12-25": "Christmas Day",
    "12-26": "Boxing Day",
    "12-31": "New Year's Eve",
}
"""What the days are called on which `arrivals.holidays` of the simulator is not 1."""
HUDDLES = (7 * 60 + 30, 14 * 60 + 30)
"""Minutes of the day at which people meet: as the early shift and the late one have begun."""


def build(row: Hospital, *, door: line.Door, by: Any, at: datetime) -> None:
    """Do the next piece of work on the way to the row's target."""
    if not row.total:
        _invent(row, door=door, by=by, at=at)
    elif row.cursor < row.total:
        _record(row, by=by, at=at)
    else:
        _arrive(row, by=by, at=at)


def _invent(row: Hospital, *, door: line.Door, by: Any, at: datetime) -> None:
    if _under_way(row, door=door, by=by, at=at):
        return
    _change_first(row, by=by, at=at)
    found = _drawn(row)
    if not len(found):
        _arrive(row, by=by, at=at)
        return
    _mine(row).filter(total=0).update(total=len(found), done=INVENTING)


def _under_way(row: Hospital, *, door: line.Door, by: Any, at: datetime) -> bool:
    """Let everything arrive that was said before, as what follows in bulk is newer; return whether
    there was anything."""
    found = line.send(row, door) or row.outgoing.exists()
    if row.held.exists():
        with audit.recording_as(by, at=at):
            found = line.release(row, by=by, at=at)
    line.record_waiting(row, by=by, at=at)
    return bool(found) or line.waits(row)


def _change_first(row: Hospital, *, by: Any, at: datetime) -> None:
    """Apply what was asked for and set before, so that all of the time to come knows of it."""
    engine.forget()  # one made anew stands exactly where the row says
    held = engine.of(row)
    if row.phase == Phase.BUILDING:
        _declare_capacity(row, held, by=by, at=at)
    forecasts.obey(site=row.site, by=by, at=at)
    changes = changing.due(row, held, at=at)
    if not changes:
        return
    with audit.recording_as(by, at=at):
        changing.keep(changes)
    engine.forget()


def _declare_capacity(row: Hospital, held: engine.Engine, *, by: Any, at: datetime) -> None:
    """Write down the open beds and the staff on duty that the hospital begins with."""
    force, found = held.hospital.establishment(), parameters.load()
    units = {unit.code: unit for unit in row.site.units.filter(code__in=force.beds)}
    with audit.recording_as(by, at=at):
        for code, beds in force.beds.items():
            physical = found.units[code].physical
            places.declare_beds(unit=units[code], beds=beds, physical=physical, by=by, at=at)
            places.declare_each_bed(
                unit=units[code],
                codes=[f"{code}-{number:02d}" for number in range(1, physical + 1)],
                care=CARE.get(code, Bed.Care.WARD),
                specialty=SPECIALTY.get(code, ""),
                side_rooms=physical // SIDE_ROOM_IN,
                by=by,
                at=at,
            )
        roster = (
            (role, shift, found.staff[role].label, number)
            for (role, shift), number in force.staff.items()
        )
        places.declare_roster(site=row.site, lines=roster, by=by, at=at)
        since = from_us(row.starts).astimezone(found.zone).date()
        hours = _hours(found.shifts)
        places.declare_calendar(site=row.site, since_on=since, hours=hours, by=by, at=at)
    days = holidays(since.year, found.arrivals.holidays)
    places.declare_holidays(site=row.site, days=days, since=from_us(row.starts), by=by, at=at)


def holidays(year: int, kept: Mapping[str, float]) -> dict[date, str]:
    """Return the public holidays of this year and the next two, of the days (month-day) that an
    invented hospital keeps: on them its people really come otherwise."""
    return {
        date(each, *map(int, day.split("-"))): HOLIDAYS[day]
        for each in range(year, year + 3)
        for day in kept
    }


def _hours(begins: Mapping[str, float]) -> list[Hours]:
    """Return the shifts that begin at these hours; the one past midnight is the night."""
    edges = [(name, int(hour * 60)) for name, hour in begins.items()]
    ends = [minute for _name, minute in edges[1:] + edges[:1]]
    return [
        Hours(name, minute, end, night=end < minute)
        for (name, minute), end in zip(edges, ends, strict=True)
    ]


def _drawn(row: Hospital) -> drawn.Drawn:
    def told(share: float) -> None:
        _mine(row).filter(total=0).update(done=share * INVENTING)

    return drawn.drawn(row, told=told)


def _record(row: Hospital, *, by: Any, at: datetime) -> None:
    found = _drawn(row)
    if len(found) != row.total:  # its file was lost, and another version invents another hospital
        raise StateError("This hospital was begun by another version: start it anew.")
    place, shown = row.cursor, row.site.time(at)
    with transaction.atomic():
        journeys.record(events=found[place], source=row.source, by=by, at=shown)
        done = INVENTING + (1 - INVENTING) * (place + 1) / row.total
        if _mine(row).filter(cursor=place).update(cursor=place + 1, done=done) != 1:
            raise Overtaken(f"{row}: range {place} is recorded already.")
    if monotonic() - _stored[0] > _STORE_EVERY_S:
        journeys.keep_store(by=by, at=at)
        _stored[0] = monotonic()


def _arrive(row: Hospital, *, by: Any, at: datetime) -> None:
    """Say that the hospital lives again, with the state it is in then."""
    found, target = _drawn(row), to_us(row.target_at)
    journeys.store_changes(by=by, at=at)
    position = engine.applied(row)
    with audit.recording_as(by, at=at):
        moved = _mine(row).update(
            phase=Phase.LIVE,
            emitted_until=target,
            state=found.state,
            state_at=from_us(target),
            state_position=position,
            target_at=None,
            began_at=None,
            cursor=0,
            total=0,
            done=0,
        )
        if moved != 1:
            raise Overtaken(f"{row} was moved by another.")
        is_new = row.phase == Phase.BUILDING
        if is_new:  # nobody meets before there are patients
            outcomes.declare_times(site=row.site, minutes=HUDDLES, by=by, at=at)
        verb = "demo.built" if is_new else "demo.arrived"
        audit.record(verb, row, site=row.site.slug, until=row.target_at.isoformat())
        forecasts.ask_now(site=row.site, by=by, at=at)
        entering.enter(row, shown=row.target_at, by=by, at=at)
    drawn.remove_all()


def _mine(row: Hospital):
    """Return the row as long as it is on the same way."""
    return Hospital.objects.filter(
        pk=row.pk, phase=row.phase, emitted_until=row.emitted_until, target_at=row.target_at
    )
