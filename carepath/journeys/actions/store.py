"""Bring the span store up to date with the database; close journeys that fell silent."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np

from carepath.audit import actions as audit
from carepath.frames.mapping import SILENCE
from carepath.frames.moments import DAY, to_us
from carepath.journeys.actions import traces
from carepath.journeys.models import Journey, Source
from carepath.journeys.queries import changes
from carepath.journeys.queries.store import folder
from carepath.spanstore import partitions

BATCH = 20_000


def store_changes(*, by: Any, at: datetime) -> int:
    """Write all journeys changed since the watermark into the store; return how many.

    Does nothing while another process is writing. The store is a copy: if it is lost, this
    rebuilds it from the database.
    """
    written = 0
    with _alone(folder()) as free:
        while free:
            heads, last = changes.changed_since(
                partitions.manifest(folder()).watermark, limit=BATCH
            )
            if not heads:
                break
            live = [head for head in heads if head.n_spans]
            changed = {
                site: changes.load([head for head in live if head.site == site])
                for site in {head.site for head in live}
            }
            gone = np.array([head.id for head in heads])
            partitions.update(folder(), changed, gone, watermark=last)
            written += len(heads)
    return written


@contextmanager
def _alone(place: Path) -> Iterator[bool]:
    """Yield whether this process is the only writer of the store."""
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (place / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


def refresh_closes(*, by: Any, at: datetime, limit: int = 500) -> int:
    """Close journeys whose source closes by silence and whose silence is over; return how many."""
    closed = 0
    for source in Source.objects.filter(closing_rule=SILENCE):
        before = to_us(at) - source.silence_days * DAY
        due = Journey.objects.filter(
            source=source, closed_at=None, n_spans__gt=0, last_at__lte=before
        ).order_by("pk")
        ids = list(due.values_list("pk", flat=True)[:limit])
        if ids:
            with audit.recording_as(by, at=at):
                change = traces.next_change()
                closed += traces.refold(ids, source=source, change=change, at=at)
    return closed
