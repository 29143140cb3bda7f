"""Messages of an HL7 v2 feed come in: each on disk, as it came, before its sender is answered."""

import hashlib
import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F

from carepath.audit import actions as audit
from carepath.audit.context import Act
from carepath.formats import acks, hl7v2
from carepath.ingestion import queries
from carepath.ingestion.actions import receive
from carepath.ingestion.models import Message, Part
from carepath.journeys.models import Source

REUSED = "control_id_reused"
TRIGGER = re.compile(r"[A-Z]\w{1,7}", re.ASCII)
"""What a trigger looks like; whatever else stands there may be anything, a name too."""
State = Message.State


@dataclass(frozen=True, slots=True)
class _Arrival:
    """The bytes of one message, their hash, the key that tells it from others of its feed, and its
    trigger."""

    raw: bytes
    digest: str
    key: str
    trigger: str = ""

    @property
    def again(self) -> str:
        """Return the key of a message whose number another one has already."""
        return f"{self.key}|{self.digest}"


def receive_hl7(
    *, raw: bytes, source: Source, by: Any, at: datetime, kind: str = queries.HL7
) -> Message:
    """Return the message that holds these bytes, committed when this returns; see below."""
    return receive_all_hl7(raws=[raw], source=source, by=by, at=at, kind=kind)[0]


def receive_all_hl7(
    *,
    raws: Sequence[bytes],
    source: Source,
    by: Any,
    at: datetime,
    kind: str = queries.HL7,
    types: Collection[str] = (),
) -> list[Message]:
    """Return the message that holds each of these bytes, all committed in one transaction.

    The same message again is counted, and is the one that came first. Another under the number of
    an earlier one is set aside, as senders' counters do restart; so is what may not be taken
    (`types`: those of MSH-9 that may, none = any). `kind` tells how the feed speaks.
    """
    arrivals = [_arrival(raw) for raw in raws]
    with audit.recording_as(by, at=at) as act:
        keys = {key for one in arrivals for key in (one.key, one.again)}
        held = {row.dedupe_key: row for row in queries.same_messages(source, keys)}
        new: list[Message] = []
        found = [_held(one, held, new, source, act, kind, types) for one in arrivals]
        for message in new:
            message.received_at = message.last_seen_at = source.site.time(at)
        Message.objects.bulk_create(new)
        first = {message.sha256: raw for message, raw in zip(found, raws, strict=True)}
        Part.objects.bulk_create(_parts(new, first))
        _count(found, new, now=source.site.time(at))
    return found


def _arrival(raw: bytes) -> _Arrival:
    digest = hashlib.sha256(raw).hexdigest()
    try:
        head = hl7v2.head(raw)
    except hl7v2.Fault:
        return _Arrival(raw, digest, digest)
    trigger = head.get("MSH", 9, 2) or ""
    trigger = trigger if TRIGGER.fullmatch(trigger) else ""
    return _Arrival(raw, digest, hl7v2.key_of(head) or digest, trigger)


def _held(
    one: _Arrival,
    held: dict[str, Message],
    new: list[Message],
    source: Source,
    act: Act,
    kind: str,
    types: Collection[str],
) -> Message:
    """Return the message that holds these bytes: one that is kept, or a new one, added to both."""
    twin = held.get(one.key)
    if twin is not None and twin.sha256 == one.digest:
        return twin
    if one.again in held:
        return held[one.again]
    reason = _reason(one.raw, types) if twin is None else REUSED
    message = Message(
        state=State.QUARANTINED if reason else State.RECEIVED,
        reason_code=reason,
        reason_text=hl7v2.FAULTS[reason] if reason else "",
        site=source.site,
        source=source,
        kind=kind,
        trigger=one.trigger,
        sha256=one.digest,
        size=len(one.raw),
        dedupe_key=one.key if twin is None else one.again,
        received_by=act.actor,
    )
    held[message.dedupe_key] = message
    new.append(message)
    return message


def _reason(raw: bytes, types: Collection[str]) -> str:
    """Return why a message may not be taken, '' if it may; whether it can be read comes later."""
    if not types:
        return ""
    fault = acks.asked(raw, types=types).fault
    return fault.code if fault is not None and fault.code == "unsupported_type" else ""


def _parts(new: Iterable[Message], raws: dict[str, bytes]) -> list[Part]:
    return [
        Part(message=message, seq=seq, raw=piece)
        for message in new
        for seq, piece in enumerate(receive.pieces([raws[message.sha256]]))
    ]


def _count(found: Sequence[Message], new: Sequence[Message], *, now: datetime) -> None:
    """Count each delivery after the first of its message."""
    more = Counter(message.pk for message in found)
    more.subtract(message.pk for message in new)
    for pk, n in more.items():
        if n:
            again = {"deliveries": F("deliveries") + n, "last_seen_at": now}
            Message.objects.filter(pk=pk).update(**again)
    for message in found:
        message.deliveries += more.pop(message.pk, 0)
