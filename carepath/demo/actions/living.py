"""The hospital lives: each second what happened since the last one is sent and recorded."""

from datetime import datetime, timedelta
from typing import Any

import polars as pl

from carepath.audit import actions as audit
from carepath.demo.actions import asking, changing, engine, entering, line
from carepath.demo.models import Applied, Hospital
from carepath.demo.policies import LONGEST_REST, VERSIONS_KEPT
from carepath.forecasts import actions as forecasts
from carepath.frames.moments import HOUR, from_us, to_us
from carepath.journeys import actions as journeys
from carepath.places import actions as places
from carepath.simulator import admissions

BULK_FROM = 2 * HOUR
"""A hospital that lags further behind its clock catches up in bulk."""
SETTLE = timedelta(seconds=5)
"""So often the row hears how far the engine is when nothing happens."""
SAVE = timedelta(seconds=60)
"""So often the state is saved: a restart lives through no more than that again. And so often the
oldest versions of its spans are forgotten, some at a time."""


def live(row: Hospital, *, door: line.Door, by: Any, at: datetime) -> None:
    """Live up to what the clock shows; a hospital that lags far behind starts to catch up."""
    shown = to_us(row.site.time(at))
    lag = shown - row.emitted_until
    if timedelta(microseconds=lag) > LONGEST_REST:
        _go_on_where_it_stopped(row, by=by, at=at)
    elif lag > BULK_FROM:
        _catch_up(row, shown, by=by, at=at)
    else:
        _tick(row, shown, by=by, at=at)
        _send(row, door)
        line.record_waiting(row, by=by, at=at)


def _go_on_where_it_stopped(row: Hospital, *, by: Any, at: datetime) -> None:
    shown, rate = from_us(row.emitted_until), row.site.clock_rate
    places.set_clock(site=row.site, shown=shown, rate=rate, by=by, at=at)


def _catch_up(row: Hospital, shown: int, *, by: Any, at: datetime) -> None:
    with audit.recording_as(by, at=at):
        locked = asking.locked()
        if (locked.phase, locked.emitted_until) == (row.phase, row.emitted_until):
            asking.leap(locked, from_us(shown), at=at)


def _tick(row: Hospital, shown: int, *, by: Any, at: datetime) -> None:
    held = engine.of(row)
    try:
        forecasts.obey(site=row.site, by=by, at=at)
        hospital = held.hospital
        changes = changing.due(row, held, at=at)
        engine.apply(hospital, changes)
        found = hospital.run(max(shown, hospital.now))
        if changes or len(found) or _is_due(held.settled_at, SETTLE, at):
            _settle(row, held, changes, found, by=by, at=at)
    except BaseException:
        engine.forget()  # it may be ahead of its row
        raise


def _settle(
    row: Hospital,
    held: engine.Engine,
    changes: list[Applied],
    found: pl.DataFrame,
    *,
    by: Any,
    at: datetime,
) -> None:
    """Say in one transaction how far the hospital has lived, and send what happened."""
    now, position = held.hospital.now, held.position + len(changes)
    outage = changing.outage_of(changes) or row.outage_ends_at
    fields: dict[str, Any] = {"emitted_until": now, "outage_ends_at": outage}
    down = _is_down(outage, now)
    if saves := _is_due(held.saved_at, SAVE, at):
        state = held.hospital.save()
        fields |= {"state": state, "state_at": from_us(now), "state_position": position}
    with audit.recording_as(by, at=at):
        changing.keep(changes)
        planned = held.hospital.pre_admitted(row.emitted_until, now)
        said = [admissions.pre_admitted(moment, visit) for moment, visit in planned]
        fields["numbered"] = line.tell(row, found, down=down, by=by, at=at, planned=said)
        mine = Hospital.objects.filter(
            pk=row.pk, phase=Hospital.Phase.LIVE, emitted_until=row.emitted_until
        )
        if mine.update(**fields) != 1:
            raise changing.Overtaken(f"{row} was moved by another.")
    held.settled, held.position, held.settled_at = now, position, at
    if saves:
        held.saved_at = at
        entering.enter(row, shown=from_us(now), by=by, at=at)
        before = row.site.time(at) - VERSIONS_KEPT
        journeys.forget_versions(source=row.source, before=before, by=by, at=at)


def _send(row: Hospital, door: line.Door) -> None:
    """Send what is due by the clock; while that stands still, all that is under way arrives."""
    row = Hospital.objects.defer("state").select_related("site", "source").get(pk=row.pk)
    if not _is_down(row.outage_ends_at, row.emitted_until):
        line.send(row, door, until=from_us(row.emitted_until) if row.site.clock_rate else None)


def _is_down(outage: datetime | None, now: int) -> bool:
    return outage is not None and now < to_us(outage)


def _is_due(last: datetime | None, every: timedelta, at: datetime) -> bool:
    return last is None or at - last >= every or at < last
