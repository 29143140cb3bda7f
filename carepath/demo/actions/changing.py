"""What is done to the hospital next: what people asked for, the beds and staff they set, and the
protocols they brought into force."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from carepath.demo.actions.engine import Engine
from carepath.demo.models import Applied, Hospital
from carepath.demo.policies import OUTAGE
from carepath.forecasts import queries as forecasts
from carepath.forecasts.models import Recommendation
from carepath.frames.moments import HOUR, from_us
from carepath.places import queries as places
from carepath.protocols import queries as protocols
from carepath.simulator.changes import BEDS, EFFECT, LONGER, SOONER, STAFF
from carepath.simulator.levers import LEVERS
from carepath.simulator.stages import STAGES

BY = "worker:demo"
DONE = timedelta(hours=12)
"""What was accepted so long ago and not carried out is left: its day is over."""
LAG = timedelta(minutes=10)
"""The engine stands behind what the clock shows by a step, and a version comes into force by the
clock: one that begins so soon is obeyed already, so that a jump does not overlook it."""


class Overtaken(RuntimeError):
    """The row is no longer as it was when the engine moved: another process moved it too."""


def due(row: Hospital, engine: Engine, *, at: datetime) -> list[Applied]:
    """Return what takes effect now, each with its place and moment, in order; nothing is saved."""
    asked = list(row.changes.filter(position=None).order_by("id"))
    now = from_us(engine.hospital.now)
    found = [*asked, *_set_otherwise(row, engine, at), *_advised(row, now, at)]
    for place, change in enumerate(found, engine.position + 1):
        change.position, change.at = place, now
        if change.pk is None:
            asked.append(change)
    return asked


def _set_otherwise(row: Hospital, engine: Engine, at: datetime) -> Iterator[Applied]:
    """Yield a change for each number and lever that people set other than it is in force."""
    force = engine.hospital.establishment()
    for beds in places.open_beds(site=row.site):
        code = beds.unit.code
        if force.beds.get(code, beds.open_beds) != beds.open_beds:
            yield _change(row, BEDS, code, beds.open_beds, at)
    for staff in places.staff_on_duty(site=row.site):
        if force.staff.get((staff.role, staff.shift), staff.number) != staff.number:
            yield _change(row, STAFF, f"{staff.role}/{staff.shift}", staff.number, at)
    named = protocols.interventions(site=row.site, at=from_us(engine.hospital.now) + LAG)
    for name in sorted((named & LEVERS.keys()) ^ force.levers):
        yield _change(row, EFFECT, name, int(name in named), at)


def _advised(row: Hospital, now: datetime, at: datetime) -> Iterator[Applied]:
    """Yield what was accepted and is not carried out yet: each once, by the name of its advice."""
    rows = forecasts.in_hand(site=row.site, since=now - DONE)
    names = {one.pk: f"advice {one.pk}" for one in rows}
    known = set(row.changes.filter(what__in=names.values()).values_list("what", flat=True))
    for one in rows:
        if names[one.pk] not in known:
            found = _longer(row, one, at) if one.is_longer else _sooner(row, one, at)
            found.what = names[one.pk]
            yield found


def _sooner(row: Hospital, one: Recommendation, at: datetime) -> Applied:
    return _change(row, SOONER, f"{one.unit.code}/{one.inputs['by']}", one.beds, at)


def _longer(row: Hospital, one: Recommendation, at: datetime) -> Applied:
    """Return one more that serves where a stage is done, for so many hours."""
    station = next(stage.station for stage in STAGES.values() if stage.name == one.inputs["stage"])
    found = _change(row, LONGER, station, 1, at)
    found.lasts_us = one.beds * HOUR
    return found


def _change(row: Hospital, kind: str, name: str, value: int, at: datetime) -> Applied:
    fields = {"hospital": row, "kind": kind, "name": name, "value": value}
    return Applied(**fields, asked_at=at, asked_by=BY)


def keep(changes: Sequence[Applied]) -> None:
    """Save changes as applied; Overtaken if another process applied one of them first."""
    for change in changes:
        if change.pk is None:
            change.save(force_insert=True)
            continue
        mine = Applied.objects.filter(pk=change.pk, position=None)
        if mine.update(position=change.position, at=change.at) != 1:
            raise Overtaken(f"{change} is applied already.")


def outage_of(changes: Sequence[Applied]) -> datetime | None:
    """Return when the line is up again, if one of the changes takes it down."""
    ends = [change.until_at for change in changes if change.kind == OUTAGE and change.until_at]
    return max(ends, default=None)
