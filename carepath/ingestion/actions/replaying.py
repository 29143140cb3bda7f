"""Let messages of a feed that were set aside be read again."""

from datetime import datetime
from typing import Any

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
    found = queries.set_aside(source=source, reason=reason).exclude(reason_code=REUSED)
    found = found.filter(pk=message) if message is not None else found
    ids = list(found.values_list("pk", flat=True)[:AT_ONCE])
    with audit.recording_as(by, at=at):
        again = {"state": Message.State.RECEIVED, "attempts": 0, "not_before": None}
        mine = Message.objects.filter(pk__in=ids, state=Message.State.QUARANTINED)
        n = mine.update(**again, reason_code="", reason_text="")
        if n:
            audit.record("feed.tried_again", source, site=source.site.slug, messages=n, why=reason)
    return n
