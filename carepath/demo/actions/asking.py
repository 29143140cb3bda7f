"""What people do to the invented hospital: its pace, its clock, and what happens in it."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from carepath.audit import actions as audit
from carepath.demo import policies
from carepath.demo.models import Applied, Hospital
from carepath.frames.moments import from_us
from carepath.places import actions as places


class NoHospital(LookupError):
    """There is no invented hospital."""


def locked() -> Hospital:
    """Return the hospital, locked to the end of the transaction; NoHospital if there is none."""
    found = Hospital.objects.select_for_update(of=("self",), no_key=True).defer("state")
    row = found.select_related("site", "source").first()
    if row is None:
        raise NoHospital(_("There is no invented hospital."))
    return row


def set_rate(*, rate: int, by: Any, at: datetime) -> None:
    """Let the hospital's clock stand still (0), keep time (1), or run a minute each second (60).

    NoSuchClock for another rate.
    """
    with audit.recording_as(by, at=at):
        row = locked()
        places.set_clock(site=row.site, shown=shown(row, at=at), rate=rate, by=by, at=at)


def jump(*, to: str, by: Any, at: datetime) -> None:
    """Let the clock jump (policies.JUMPS); the hospital lives through the time in between.

    NotNow unless it lives; KeyError for an unknown jump.
    """
    with audit.recording_as(by, at=at):
        row = locked()
        zone = ZoneInfo(row.site.timezone)
        target = policies.jump_target(to, shown=shown(row, at=at), zone=zone)
        jump_to(moment=target, by=by, at=at)


def jump_to(*, moment: datetime, by: Any, at: datetime) -> None:
    """Let the clock jump to a later moment of its own; NotNow unless the hospital lives."""
    with audit.recording_as(by, at=at):
        row = locked()
        policies.check_live(row)
        places.set_clock(site=row.site, shown=moment, rate=row.site.clock_rate, by=by, at=at)
        leap(row, moment, at=at)
        audit.record("demo.jump", row, site=row.site.slug, to=moment.isoformat())


def go_on_to(*, moment: datetime, by: Any, at: datetime) -> None:
    """Let the clock show a moment little later, at its pace: what happens until then is told
    message by message, as if it had been waited for. NotNow unless the hospital lives."""
    with audit.recording_as(by, at=at):
        row = locked()
        policies.check_live(row)
        places.set_clock(site=row.site, shown=moment, rate=1, by=by, at=at)


def lose_nurses(*, by: Any, at: datetime) -> None:
    """Leave only some beds of a unit open (policies.SHORT_OF): nurses are missing."""
    unit, beds = policies.SHORT_OF
    with audit.recording_as(by, at=at):
        row = locked()
        found = row.site.units.get(code=unit)
        reason = _("no nurses for its upper floor")
        places.set_open_beds(unit=found, beds=beds, by=by, at=at, reason=reason)


def shown(row: Hospital, *, at: datetime) -> datetime:
    """Return what the clock of a locked hospital shows, never less than it has lived.

    A step that began later may have committed first; at ×60 it is ahead by seconds.
    """
    return max(row.site.time(at), from_us(row.emitted_until))


def leap(row: Hospital, target: datetime, *, at: datetime) -> None:
    """Set a live hospital to live through the time up to this moment of its clock in bulk."""
    row.phase, row.target_at, row.began_at = Hospital.Phase.JUMPING, target, at
    row.done, row.cursor, row.total = 0.0, 0, 0
    row.save(update_fields=["phase", "target_at", "began_at", "done", "cursor", "total"])


def happen(*, what: str, by: Any, at: datetime) -> None:
    """Ask that something happens (policies.HAPPENINGS); it does at the engine's next step.

    NotNow unless the hospital lives; KeyError for an unknown happening.
    """
    kind = policies.HAPPENINGS[what]
    with audit.recording_as(by, at=at) as act:
        row = locked()
        policies.check_live(row)
        Applied.objects.create(
            hospital=row,
            what=what,
            kind=kind.kind,
            name=kind.name,
            value=kind.value,
            lasts_us=kind.lasts_us,
            asked_at=at,
            asked_by=act.actor,
        )
        audit.record("demo.happen", row, site=row.site.slug, what=what)
