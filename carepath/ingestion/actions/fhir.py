"""FHIR resources arrive: on disk before any answer, then folded into the visits they tell of."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F

from carepath.audit import actions as audit
from carepath.formats.fhir import bundles, content, vitals
from carepath.formats.fhir.bundles import Request
from carepath.formats.fhir.faults import Refused
from carepath.frames.moments import to_us
from carepath.frames.vitals import Measured
from carepath.ingestion import queries
from carepath.ingestion.actions import hl7, linking, receive, resources
from carepath.ingestion.actions.hold import Hold, hold_source
from carepath.ingestion.actions.resources import Outcome
from carepath.ingestion.models import Message, Part, Resource
from carepath.journeys.models import Source
from carepath.outcomes import actions as outcomes
from carepath.work import actions as work

State = Message.State
KEPT_ASIDE = (400, 422)
"""Status of refusals whose bytes are kept, so that nothing a sender got wrong is lost."""


@dataclass(frozen=True, slots=True)
class Received:
    """The message that holds what came, and what became of each entry; `bundle` is '' for one."""

    message: Message
    bundle: str
    outcomes: list[Outcome]


def receive_fhir(
    *, raw: bytes, request: Request, source: Source, by: Any, at: datetime
) -> Received:
    """Return what became of a request; all of it is committed when this returns.

    Refused where nothing of it is taken; what was wrong with its content is then set aside with
    its bytes. The same bytes again are counted, and change nothing.
    """
    try:
        with audit.recording_as(by, at=at) as act:
            asked = bundles.asked(raw, request, ZoneInfo(source.timezone))
            hold_source(source)
            plans = resources.planned(asked, source)
            state = {"state": State.RECEIVED}
            is_new = any(plan.is_new for plan in plans)
            message = _message(raw, request, source, act.actor, at, again=is_new, **state)
            return Received(
                message, asked.bundle, resources.keep(plans, message, message.received_at)
            )
    except Refused as error:
        if error.status in KEPT_ASIDE:
            with audit.recording_as(by, at=at) as act:
                why = {"reason_code": error.code[:40], "reason_text": str(error)[:500]}
                state = {"state": State.QUARANTINED}
                _message(raw, request, source, act.actor, at, again=False, **state, **why)
        raise


def _message(
    raw: bytes,
    request: Request,
    source: Source,
    actor: str,
    at: datetime,
    *,
    again: bool,
    **state: Any,
) -> Message:
    """Return the inbox row of these bytes: the one there is, unless they have an effect `again`."""
    digest = hashlib.sha256(raw).hexdigest()
    key = f"{request.line}|{digest}"[:180]
    now = source.site.time(at)
    twins = Message.objects.filter(source=source, kind=queries.FHIR, dedupe_key__startswith=key)
    twin = twins.order_by("pk").last()
    if twin is not None and not again:
        again_seen = {"deliveries": F("deliveries") + 1, "last_seen_at": now}
        Message.objects.filter(pk=twin.pk).update(**again_seen)
        return twin
    message = Message.objects.create(
        site=source.site,
        source=source,
        kind=queries.FHIR,
        name=request.line,
        sha256=digest,
        size=len(raw),
        dedupe_key=key if twin is None else f"{key}|{twin.pk}",
        received_at=now,
        received_by=actor[:100],
        last_seen_at=now,
        **state,
    )
    Part.objects.bulk_create(
        Part(message=message, seq=seq, raw=piece) for seq, piece in enumerate(receive.pieces([raw]))
    )
    return message


def reader(_source: Source) -> Callable[[bytes], None]:
    """Return what reads nothing: what the bytes say was read when they came, but for what was set
    aside."""
    return lambda _raw: None


def record(taken: Sequence[tuple[Hold, None]]) -> None:
    """Make claimed messages take effect, and say that they are done, in one transaction.

    Refused if one that was set aside is still not taken; then nothing is recorded.
    """
    source, at = taken[0][0].message.source, taken[0][0].shown
    pks = [hold.message.pk for hold, _said in taken]
    with transaction.atomic():
        hold_source(source)
        work.finish_all(Message, pks, was=State.RECEIVED, state=State.PROCESSED)
        for hold, _said in taken:
            if not hold.message.resources.exists():
                _keep_now(hold, source)
        rows = list(Resource.objects.filter(message__in=pks).order_by("pk"))
        visited = _visited(rows, source)
        for visit in linking.link(rows, source):
            visited.setdefault(visit, {"": max(pks)})
        if visited:
            hl7.refold(visited, source=source, at=at)
        for message, found in _measured(rows, source).items():
            outcomes.observe(found, source=source, message=message, at=at)


def _keep_now(hold: Hold, source: Source) -> None:
    """Keep what a message says that was set aside when it came."""
    raw = queries.PartStream(hold.message).read_all()
    request = bundles.request_of(hold.message.name)
    asked = bundles.asked(raw, request, ZoneInfo(source.timezone))
    resources.keep(resources.planned(asked, source), hold.message, hold.shown)


def _visited(rows: Sequence[Resource], source: Source) -> dict[str, dict[str, int]]:
    """Return the visits to fold anew: event -> message that told it; '' stands for any other."""
    if not rows:
        return {}
    newest = max(row.message_id for row in rows)
    found = {visit: {"": newest} for visit in queries.visits_of(source, rows)}
    for row in rows:
        if row.kind == "Encounter" and row.visit in found:
            told = queries.events_of(row, "", source)
            found[row.visit] |= {one.digest: row.message_id for one in told}
    return found


def _measured(rows: Sequence[Resource], source: Source) -> dict[int, list[Measured]]:
    """Return message -> what was measured; a sign that a later version leaves out is retracted.

    What was measured before its visit or patient was known is told again under their numbers.
    """
    ours = [(row, row) for row in rows if row.kind == "Observation"]
    ours += queries.waited_for(rows, source)
    visits = queries.visit_named(source, {row.encounter for row, _with in ours})
    people = queries.patients(source, {row.subject for row, _with in ours})
    before = queries.earlier([row for row, _with in ours])
    found: dict[int, list[Measured]] = defaultdict(list)
    for row, came_with in ours:
        whom = {
            "visit": visits.get(row.encounter, row.encounter),
            "patient": people.get(row.subject, row.subject),
        }
        if not any(whom.values()):
            continue
        at = max(row.recorded_at, came_with.recorded_at)
        now = _signs(row, source, at, **whom)
        old = before.get((row.ident, row.version))
        was = [] if old is None else _signs(old, source, at, **whom)
        refs = {one.ref for one in now}
        found[came_with.message_id] += now
        found[came_with.message_id] += [_gone(one) for one in was if one.ref not in refs]
    return found


def _signs(row: Resource, source: Source, at: datetime, **whom: str) -> list[Measured]:
    said = content.read(row.content.encode())
    name, zone = f"Observation/{row.ident}", ZoneInfo(source.timezone)
    return vitals.measured(said, name=name, written=to_us(at), zone=zone, **whom)


def _gone(one: Measured) -> Measured:
    return Measured(
        one.name, one.value, one.unit, one.at, one.written, one.ref, one.visit, one.patient, True
    )
