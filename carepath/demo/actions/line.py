"""The line from the hospital to the portal: messages enter the inbox, or wait while it is down."""

from datetime import datetime
from time import monotonic
from typing import Any

from carepath.demo.models import Held, Hospital
from carepath.ingestion import actions as ingestion
from carepath.ingestion import queries as inbox

AT_ONCE = 50
"""Held messages sent in one transaction: the write lock is held 0.2 s at most."""
_RECORDING_S = 1.0
"""So long one step may record what waits; the rest is left to the next one, or to the sweep."""


def send(row: Hospital, raw: bytes | None, *, down: bool, by: Any, at: datetime) -> None:
    """Send a message, or hold it back while the line is down; what was held goes first, in order.

    Call it inside the transaction that moves the row.
    """
    waits = down or row.held.exists()
    if raw is not None and waits:
        Held.objects.create(hospital=row, raw=raw)
    elif raw is not None:
        ingestion.receive_events(raw=raw, source=row.source, by=by, at=at)
    if waits and not down:
        release(row, by=by, at=at)


def release(row: Hospital, *, by: Any, at: datetime) -> int:
    """Send some of the messages held back, the oldest first; return how many."""
    found = list(row.held.order_by("id")[:AT_ONCE])
    for held in found:
        ingestion.receive_events(raw=bytes(held.raw), source=row.source, by=by, at=at)
    row.held.filter(pk__in=[held.pk for held in found]).delete()
    return len(found)


def record_waiting(row: Hospital, *, by: Any, at: datetime) -> None:
    """Record what the inbox holds of this hospital, in order, as any worker would."""
    began = monotonic()
    for pk in inbox.waiting_events(source=row.source):
        if not ingestion.process(message=pk, by=by, at=at) or monotonic() - began > _RECORDING_S:
            return
