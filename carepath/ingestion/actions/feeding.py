"""Messages of events: in the inbox when they come, recorded whole, in order, one after the other.

A feed sends many a minute, so they write no line to the ledger and keep no report: what they
brought is in the journeys, what could not be used is set aside like any file.
"""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F

from carepath.audit import actions as audit
from carepath.formats import events, steps
from carepath.ingestion.actions import receive
from carepath.ingestion.actions.hold import Hold
from carepath.ingestion.models import Link, Message, Part, Told
from carepath.ingestion.queries import PartStream
from carepath.journeys import actions as journeys
from carepath.journeys.models import Source
from carepath.work import actions as work

State = Message.State
KEPT = timedelta(days=7)
"""How long, on its own clock, the messages of a made-up site are kept after they were recorded."""
_SOME = 500


def receive_events(*, raw: bytes, source: Source, by: Any, at: datetime) -> Message:
    """Return the message that holds these events (NDJSON), waiting to be recorded.

    The same bytes into the same source are the same message: it is counted. Inside a transaction
    of the caller it is kept or lost with it.
    """
    digest = hashlib.sha256(raw).hexdigest()
    with audit.recording_as(by, at=at) as act:
        now = source.site.time(at)
        twin = Message.objects.filter(source=source, dedupe_key=digest)
        if twin.update(deliveries=F("deliveries") + 1, last_seen_at=now):
            return twin.get()
        message = Message.objects.create(
            state=State.RECEIVED,
            site=source.site,
            source=source,
            kind=events.KIND,
            sha256=digest,
            size=len(raw),
            dedupe_key=digest,
            received_at=now,
            received_by=act.actor,
            last_seen_at=now,
        )
        Part.objects.bulk_create(
            Part(message=message, seq=seq, raw=piece)
            for seq, piece in enumerate(receive.pieces([raw]))
        )
    return message


def record_events(hold: Hold, step: Callable[[], None]) -> None:
    """Record a claimed message, and say that it is done, in one transaction.

    FileError when it is no list of events; then nothing of it is recorded.
    """
    message = hold.message
    found = events.read(PartStream(message).read_all())
    with transaction.atomic():
        hold.keep()
        journeys.record(
            events=found,
            source=message.source,
            by=f"import:{message.pk}",
            at=message.site.time(hold.now),
            # A made-up site's messages go after some days: no span leads to one.
            message=None if message.site.synthetic else message.pk,
        )
        work.finish(Message, message.pk, state=State.PROCESSED)
    step()


def discard_recorded(*, at: datetime) -> int:
    """Delete some recorded messages of made-up sites that are older than KEPT; return how many."""
    oldest = Message.objects.filter(
        kind__in=(events.KIND, steps.KIND), state=State.PROCESSED, site__synthetic=True
    ).select_related("site")
    due = [
        message.pk
        for message in oldest.order_by("pk")[:_SOME]
        if message.received_at < message.site.time(at) - KEPT
    ]
    if due:
        with transaction.atomic():
            Told.objects.filter(message__in=due).delete()
            Link.objects.filter(message__in=due).delete()
            Part.objects.filter(message__in=due).delete()
            Message.objects.filter(pk__in=due).delete()
    return len(due)
