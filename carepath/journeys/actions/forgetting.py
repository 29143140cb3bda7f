"""Forget earlier versions of a made-up site's spans; those of a real site are kept for ever."""

from datetime import datetime
from typing import Any

from carepath.audit import actions as audit
from carepath.frames.moments import to_us
from carepath.journeys.models import Source, SpanVersion

SOME = 2_000
"""Versions forgotten in one transaction: the write lock is held 0.1 s at most."""


def forget_versions(*, source: Source, before: datetime, by: Any, at: datetime) -> int:
    """Delete the oldest versions, if they were replaced before this moment; return how many.

    The spans keep their number of versions. ValueError for a source of a real site.
    """
    if not source.site.synthetic:
        raise ValueError("What was known of real patients, and when, is never forgotten.")
    oldest = SpanVersion.objects.filter(span__source=source).order_by("pk")
    limit = to_us(before)
    rows = oldest.values_list("pk", "replaced_at")[:SOME]
    due = [pk for pk, replaced_at in rows if to_us(replaced_at) < limit]
    if due:
        with audit.recording_as(by, at=at):
            SpanVersion.objects.filter(pk__in=due).delete()
    return len(due)
