"""Messages of an HL7 v2 feed: on disk before they are answered, then folded into their visits."""

import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from carepath.analysis import visit_events, visits
from carepath.audit import actions as audit
from carepath.formats import hl7v2
from carepath.frames.adt import Admission
from carepath.frames.mapping import END_STAGES, Mapping
from carepath.ingestion import queries
from carepath.ingestion.actions import receive
from carepath.ingestion.actions.hold import Hold
from carepath.ingestion.models import Message, Part, Told
from carepath.journeys import actions as journeys
from carepath.journeys.models import Source
from carepath.outcomes import actions as outcomes
from carepath.places.models import Site
from carepath.work import actions as work

REUSED = "control_id_reused"
State = Message.State


def declare_feed(*, name: str, site: Site, by: Any, at: datetime) -> Source:
    """Return the source of an HL7 v2 feed: its journeys end with the discharge."""
    mapping = Mapping(
        case="PV1-19",
        activity="MSH-9",
        time="EVN-6",
        timezone=site.timezone,
        closing_rule=END_STAGES,
        end_stages=(visit_events.DISCHARGE,),
    )
    return journeys.declare_source(
        name=name, site=site, mapping=mapping, intervals=True, by=by, at=at
    )


def receive_hl7(*, raw: bytes, source: Source, by: Any, at: datetime) -> Message:
    """Return the message that holds these bytes, committed when this returns.

    The same message again is counted, and is the one that came first. Another under the number of
    an earlier one is set aside, as senders' counters do restart.
    """
    digest = hashlib.sha256(raw).hexdigest()
    key = _key(raw) or digest
    with audit.recording_as(by, at=at) as act:
        now = source.site.time(at)
        twin = queries.same_message(source, key)
        if twin is not None and twin.sha256 == digest:
            again = {"deliveries": F("deliveries") + 1, "last_seen_at": now}
            Message.objects.filter(pk=twin.pk).update(**again)
            twin.refresh_from_db()
            return twin
        message = Message.objects.create(
            state=State.RECEIVED if twin is None else State.QUARANTINED,
            reason_code="" if twin is None else REUSED,
            reason_text="" if twin is None else hl7v2.FAULTS[REUSED],
            site=source.site,
            source=source,
            kind=queries.HL7,
            sha256=digest,
            size=len(raw),
            dedupe_key=key if twin is None else f"{key}|{digest}",
            received_at=now,
            received_by=act.actor,
            last_seen_at=now,
        )
        Part.objects.bulk_create(
            Part(message=message, seq=seq, raw=piece)
            for seq, piece in enumerate(receive.pieces([raw]))
        )
    return message


def _key(raw: bytes) -> str:
    """Return the key of a message, '' of one that cannot be read: its bytes are its key."""
    try:
        return hl7v2.key_of(hl7v2.head(raw))
    except hl7v2.Fault:
        return ""


def record_hl7(hold: Hold, step: Callable[[], None]) -> None:
    """Fold the visits a claimed message tells of anew, and say that it is done, in one transaction.

    hl7v2.Fault when it cannot be used; then nothing of it is recorded.
    """
    message, source = hold.message, hold.message.source
    found, measured = queries.heard(queries.PartStream(message).read_all(), source)
    with transaction.atomic():
        # Two messages of a visit at once: the second waits, and then sees what the first told.
        Source.objects.select_for_update().get(pk=source.pk)
        hold.keep()
        for one in found:
            Told.objects.get_or_create(message=message, source=source, visit=one.visit)
            _fold(one, hold)
        outcomes.observe(
            measured, source=source, message=message.pk, at=message.site.time(hold.now)
        )
        work.finish(Message, message.pk, state=State.PROCESSED)
    step()


def _fold(told: Admission, hold: Hold) -> None:
    message, source = hold.message, hold.message.source
    visit = visits.fold(queries.told_of(told.visit, source=source))
    journeys.replace(
        events=visit_events.events(visit, case=told.visit, patient=told.patient),
        case=told.visit,
        source=source,
        opened=visit.opened,
        closed=visit.closed,
        by=f"feed:{source.pk}",
        at=message.site.time(hold.now),
        message=message.pk,
    )
