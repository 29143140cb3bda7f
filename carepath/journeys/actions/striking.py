"""Strike single spans: a source says that these steps never happened."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from carepath.audit import actions as audit
from carepath.journeys.actions import traces
from carepath.journeys.models import Source, Span


def strike(*, refs: Collection[bytes], source: Source, by: Any, at: datetime) -> int:
    """Take back the spans of these refs and return how many stood; rows stay, marked.

    Told again by a later message they stand again.
    """
    if not refs:
        return 0
    with audit.recording_as(by, at=at):
        found = Span.objects.filter(source=source, source_ref__in=list(refs), retracted_at=None)
        touched = set(found.values_list("journey", flat=True))
        struck = found.update(retracted_at=at)
        if struck:
            change = traces.next_change(source, at=at)
            traces.refold(touched, source=source, change=change, at=at)
    return struck
