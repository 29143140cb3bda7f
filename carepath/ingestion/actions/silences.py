"""Tell of feeds that are silent for longer than is their habit, once each, until they speak."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from carepath.audit import actions as audit
from carepath.compliance import queries as told
from carepath.compliance.models import Recipient
from carepath.ingestion import policies, queries
from carepath.ingestion.models import Listening, Silence
from carepath.work import actions as work

EACH = timedelta(minutes=1)
"""How often it is looked."""
TOPIC = Recipient.Topic.SILENT


def watch_feeds(*, by: Any, at: datetime) -> int:
    """Tell of silences that began, end those that are over; return how many of both.

    Looked at once a minute, by one process.
    """
    Listening.objects.get_or_create(pk=1)
    due = Listening.objects.filter(Q(looked_at=None) | Q(looked_at__lte=at - EACH), pk=1)
    if not due.update(looked_at=at):
        return 0
    return _ended(by=by, at=at) + _begun(by=by, at=at)


def _ended(*, by: Any, at: datetime) -> int:
    n = 0
    for silence in queries.silences():
        last = queries.last_arrival(silence.source)
        if last is None or last <= silence.since_at:
            continue
        with audit.recording_as(by, at=at):
            n += Silence.objects.filter(pk=silence.pk, ended_at=None).update(ended_at=last)
            audit.record("feed.speaks", silence.source, site=silence.source.site.slug)
    return n


def _begun(*, by: Any, at: datetime) -> int:
    known = set(queries.silences().values_list("source", flat=True))
    found = [one for one in queries.rested(at=at) if one[0].pk not in known]
    for source, last, habit in found:
        with audit.recording_as(by, at=at):
            silence = Silence.objects.create(
                source=source,
                since_at=last,
                usual_us=round(habit.longest_us),
                found_at=source.site.time(at),
            )
            audit.record("feed.silent", source, site=source.site.slug)
            _mail(silence, at=at)
    return len(found)


def _mail(silence: Silence, *, at: datetime) -> None:
    """Write to whom it is told; of an invented hospital nobody outside is told."""
    if silence.source.site.synthetic:
        return
    mail = work.written("ingestion/emails/silent", {"silence": silence})
    for person in told.recipients().filter(topic=TOPIC):
        work.send_mail(mail=mail, to=person.address, topic=TOPIC, slot=str(silence.pk), at=at)


def settle_silence(*, silence: Silence, reason: str, by: Any, at: datetime) -> None:
    """Keep why a feed is silent, so that it is told no longer; NotNow without a reason, or if it
    is over."""
    policies.check_settle(silence, reason=reason)
    with audit.recording_as(by, at=at, why=reason) as act:
        mine = Silence.objects.filter(pk=silence.pk, settled_at=None, ended_at=None)
        said = {"settled_by": act.actor_name, "settled_why": reason[:300]}
        if mine.update(settled_at=silence.source.site.time(at), **said):
            audit.record("feed.silence_known", silence.source, site=silence.source.site.slug)
