"""The lines from the hospital to the portal.

Its admissions speak HL7 v2 through the door that any hospital uses: a message waits in the outbox
until the listener has answered it, and a killed process sends it again. All other systems hand
their events to the inbox. While the lines are down both wait.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from itertools import chain
from time import monotonic
from typing import Any

import polars as pl

from carepath.demo.models import Held, Hospital, Outgoing
from carepath.formats import events, steps
from carepath.frames.moments import from_us
from carepath.ingestion import actions as ingestion
from carepath.ingestion import queries as inbox
from carepath.journeys.models import Source
from carepath.simulator import admissions, mishaps

AT_ONCE = 50
"""Messages sent in one go: the write lock is held 0.2 s at most."""
_RECORDING_S = 1.0
"""So long one step may record what waits; the rest is left to the next one, or to the sweep."""
Door = Callable[[Source, Sequence[bytes]], int]
"""Sends messages of admissions in order; returns how many of them, from the first, were taken."""


def by_hand(source: Source, raws: Sequence[bytes], *, by: Any, at: datetime) -> int:
    """Lay messages into the inbox as the listener does, without a connection; return how many."""
    for raw in raws:
        ingestion.receive_hl7(raw=raw, source=source, by=by, at=at, kind=steps.KIND)
    return len(raws)


def tell(
    row: Hospital,
    found: pl.DataFrame,
    *,
    down: bool,
    by: Any,
    at: datetime,
    planned: Iterable[admissions.Told] = (),
) -> int:
    """Put what happened, and what is `planned`, on its lines; return the number of the last message
    of admissions.

    Call it inside the transaction that moves the row. What was held back goes first, in order.
    """
    said, other = admissions.parted(found)
    first = row.numbered + 1
    every = chain(planned, admissions.told(said))
    letters = mishaps.letters(every, first=first, seed=row.seed)
    Outgoing.objects.bulk_create(
        Outgoing(hospital=row, due_at=from_us(one.due), number=one.number, raw=one.raw)
        for one in letters
    )
    raw = events.write(other) if len(other) else None
    waits = down or row.held.exists()
    if raw is not None and waits:
        Held.objects.create(hospital=row, raw=raw)
    elif raw is not None:
        ingestion.receive_events(raw=raw, source=row.source, by=by, at=at)
    if waits and not down:
        release(row, by=by, at=at)
    return max((one.number for one in letters), default=row.numbered)


def release(row: Hospital, *, by: Any, at: datetime) -> int:
    """Send some of the messages held back, the oldest first; return how many."""
    found = list(row.held.order_by("id")[:AT_ONCE])
    for held in found:
        ingestion.receive_events(raw=bytes(held.raw), source=row.source, by=by, at=at)
    row.held.filter(pk__in=[held.pk for held in found]).delete()
    return len(found)


def send(row: Hospital, door: Door, *, until: datetime | None = None) -> int:
    """Send some of the messages of admissions that are due by then, None = all; return how many.

    What is answered is taken off; of what is not, nothing is known, and it is sent again.
    """
    due = row.outgoing.order_by("due_at", "id")
    found = list((due if until is None else due.filter(due_at__lte=until))[:AT_ONCE])
    taken = door(row.source, [bytes(one.raw) for one in found]) if found else 0
    Outgoing.objects.filter(pk__in=[one.pk for one in found[:taken]]).delete()
    return taken


def waits(row: Hospital) -> bool:
    """Return whether the inbox holds anything of this hospital that is not recorded yet."""
    return inbox.unrecorded(source=row.source).exists()


def record_waiting(row: Hospital, *, by: Any, at: datetime) -> None:
    """Record what the inbox holds of this hospital, as any worker would."""
    began = monotonic()
    ingestion.process_feeds(by=by, at=at)
    for pk in inbox.waiting_events(source=row.source):
        if not ingestion.process(message=pk, by=by, at=at) or monotonic() - began > _RECORDING_S:
            return
