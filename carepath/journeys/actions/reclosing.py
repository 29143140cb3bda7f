"""Close journeys anew after their source's rule has changed."""

from datetime import datetime
from typing import Any

from carepath.audit import actions as audit
from carepath.journeys.actions import traces
from carepath.journeys.models import Journey, Source


def reclose(
    *, source: Source, by: Any, at: datetime, after: int = 0, limit: int = 500
) -> int | None:
    """Derive the close of the next `limit` journeys after this id anew: the rule has changed.

    Return the id to go on after, None when no journey is left.
    """
    ids = list(
        Journey.objects.filter(source=source, pk__gt=after, n_spans__gt=0)
        .order_by("pk")
        .values_list("pk", flat=True)[:limit]
    )
    if not ids:
        return None
    with audit.recording_as(by, at=at):
        change = traces.next_change(source, at=at)
        traces.refold(ids, source=source, change=change, at=at)
    return ids[-1]
