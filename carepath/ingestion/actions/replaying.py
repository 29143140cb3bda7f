"""Let messages of a feed that were set aside be read again, or leave them aside for good."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from carepath.audit import actions as audit
from carepath.ingestion import queries
from carepath.ingestion.actions.arriving import REUSED
from carepath.ingestion.models import Message
from carepath.journeys.models import Source

AT_ONCE = 5_000


def try_again(
    *, source: Source, by: Any, at: datetime, reason: str = "", message: int | None = None
) -> int:
    """Return how many messages wait again: one, those of a reason, or all; the present reader
    reads them. One whose number was used before is left: reading it anew changes nothing.
    """
    ids = _meant(source, reason, message)
    if message is not None and not ids:  # one that was left aside for good
        ids = _ids(queries.set_aside(source=source, ignored=True).filter(pk=message))
    with audit.recording_as(by, at=at):
        return read_again(ids, source=source, why=reason)


def read_again(ids: Collection[int], *, source: Source, why: str) -> int:
    """Return how many of these messages wait again; call it inside an audit door."""
    again = {"state": Message.State.RECEIVED, "attempts": 0, "not_before": None}
    aside = (Message.State.QUARANTINED, Message.State.IGNORED)
    mine = Message.objects.filter(pk__in=ids, state__in=aside)
    n = mine.update(**again, reason_code="", reason_text="")
    if n:
        audit.record("feed.tried_again", source, site=source.site.slug, messages=n, why=why)
    return n


def ignore(
    *,
    source: Source,
    why: str,
    by: Any,
    at: datetime,
    reason: str = "",
    message: int | None = None,
) -> int:
    """Return how many messages are left aside for good: one, or those of a reason; the ledger says
    why. They are kept, and can be read again one by one.
    """
    found = queries.set_aside(source=source, reason=reason)
    ids = _ids(found if message is None else found.filter(pk=message))
    with audit.recording_as(by, at=at):
        mine = Message.objects.filter(pk__in=ids, state=Message.State.QUARANTINED)
        n = mine.update(state=Message.State.IGNORED)
        if n:
            said = {"messages": n, "why": why, "reason": reason}
            audit.record("feed.ignored", source, site=source.site.slug, **said)
    return n


def _meant(source: Source, reason: str, message: int | None) -> list[int]:
    found = queries.set_aside(source=source, reason=reason).exclude(reason_code=REUSED)
    return _ids(found if message is None else found.filter(pk=message))


def _ids(found: QuerySet[Message]) -> list[int]:
    return list(found.values_list("pk", flat=True)[:AT_ONCE])
