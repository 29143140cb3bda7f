"""Writes of huddles: the picture at its time, what units say, what is decided, and who read it."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from carepath.analysis import huddles
from carepath.audit import actions as audit
from carepath.frames.moments import HOUR, from_us, to_us
from carepath.outcomes import policies, queries
from carepath.outcomes.models import Decision, Huddle, HuddleTime, Receipt, UnitWord
from carepath.places.models import Site, Unit

LATE = HOUR
"""How long after its time a huddle that was missed is still written down."""


class NoHuddle(ValueError):
    """Something of a huddle that cannot be so; the text says why."""


def take_huddles(*, by: Any, at: datetime) -> int:
    """Write down what is due at each site with times for huddles; return how many were.

    One that was missed while nothing ran is written down later, as its moment is known by then, if
    it was an hour ago at most: nobody meets about what is over. Nothing is frozen before the
    board knows what changed.
    """
    taken = 0
    for site, minutes in queries.huddle_minutes().items():
        zone = ZoneInfo(site.timezone)
        now = to_us(site.time(at))
        due = huddles.latest_due(minutes, zone, now)
        if due is None or now - due > LATE:
            continue
        late = timedelta(microseconds=now - due)
        if queries.is_due(site=site, due=from_us(due)) and queries.may_freeze(late=late):
            taken += _take(site, from_us(due), by=by, at=at)[1]
    return taken


def hold_now(*, site: Site, by: Any, at: datetime) -> Huddle:
    """Return a huddle about this moment, beside those of the day."""
    policies.check_huddle(by, site)
    now = site.time(at).replace(second=0, microsecond=0)
    return _take(site, now, by=by, at=at)[0]


def _take(site: Site, due: datetime, *, by: Any, at: datetime) -> tuple[Huddle, bool]:
    picture = queries.picture_at(site=site, at=due)
    with audit.recording_as(by, at=at):
        row, is_new = Huddle.objects.get_or_create(
            site=site, due_at=due, defaults={"taken_at": at, "picture": picture.content()}
        )
        if is_new:
            audit.record("huddle.taken", row, site=site.slug, due_at=due.isoformat())
    return row, is_new


def say_of_unit(
    *, huddle: Huddle, unit: Unit, note: str, ask: str, by: Any, at: datetime
) -> UnitWord:
    """Return what a unit says in a huddle, in place of what it said before; that is kept."""
    policies.check_huddle(by, huddle.site)
    if unit.site_id != huddle.site_id:
        raise NoHuddle(_("This unit is of another site."))
    with audit.recording_as(by, at=at) as act:
        row = UnitWord.objects.filter(huddle=huddle, unit=unit).first()
        row = row or UnitWord(huddle=huddle, unit=unit)
        row.note, row.ask = note.strip(), ask.strip()
        row.said_by, row.said_at = act.actor_name[:150], huddle.site.time(at)
        row.save()
        audit.record("huddle.unit_said", row, site=huddle.site.slug, unit=unit.code)
    return row


def decide(
    *, huddle: Huddle, text: str, owner: str, until: datetime, by: Any, at: datetime
) -> Decision:
    """Return what a huddle decided; it is carried over until it is done."""
    policies.check_huddle(by, huddle.site)
    now = huddle.site.time(at)
    if until <= now:
        raise NoHuddle(_("Say until when it is to be done: a moment that is still to come."))
    with audit.recording_as(by, at=at) as act:
        row = Decision.objects.create(
            huddle=huddle,
            text=text.strip(),
            owner=owner.strip(),
            until_at=until,
            decided_by=act.actor_name[:150],
            decided_at=now,
        )
        audit.record("huddle.decided", row, site=huddle.site.slug, until=until.isoformat())
    return row


def finish_decision(*, decision: Decision, by: Any, at: datetime) -> bool:
    """Say that what was decided is done; return whether it was open."""
    site = decision.huddle.site
    policies.check_huddle(by, site)
    with audit.recording_as(by, at=at) as act:
        row = Decision.objects.select_for_update().filter(pk=decision.pk, done_at=None).first()
        if row is None:
            return False
        row.done_by, row.done_at = act.actor_name[:150], site.time(at)
        row.save()
        audit.record("huddle.decision_done", row, site=site.slug)
    return True


def read(*, huddle: Huddle, by: Any, at: datetime) -> bool:
    """Keep that somebody read a huddle; return whether it was for the first time."""
    policies.check_read(by, huddle.site)
    with audit.recording_as(by, at=at) as act:
        _row, is_new = Receipt.objects.get_or_create(
            huddle=huddle,
            reader=act.actor[:150],
            defaults={"name": act.actor_name[:150], "read_at": huddle.site.time(at)},
        )
    return is_new


def add_time(*, site: Site, minute: int, by: Any, at: datetime) -> HuddleTime:
    """Return a time of the day at which a site holds a huddle from now on."""
    policies.check_times(by, site)
    with audit.recording_as(by, at=at):
        row = HuddleTime.objects.filter(site=site, minute=minute).first()
        if row is None:
            row = HuddleTime(site=site, minute=minute)
            row.save()
            audit.record("huddle.time_set", row, site=site.slug, time=str(row))
    return row


def drop_time(*, row: HuddleTime, by: Any, at: datetime) -> None:
    """Let a site hold no huddle at a time of the day any more; those that were held stay."""
    policies.check_times(by, row.site)
    with audit.recording_as(by, at=at):
        audit.record("huddle.time_dropped", row, site=row.site.slug, time=str(row))
        row.delete()


def declare_times(*, site: Site, minutes: tuple[int, ...], by: Any, at: datetime) -> None:
    """Give a site its first times; what people set earlier stays."""
    if not HuddleTime.objects.filter(site=site).exists():
        with audit.recording_as(by, at=at):
            for minute in minutes:
                HuddleTime(site=site, minute=minute).save()
