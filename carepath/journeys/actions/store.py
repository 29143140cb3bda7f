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
from carepath.frames.moments import DAY, SECOND, to_us
from carepath.frames.spans import empty
from carepath.journeys.actions import traces
from carepath.journeys.models import Journey, Source
from carepath.journeys.queries import changes
from carepath.journeys.queries.store import folder
from carepath.spanstore import partitions

BATCH = 20_000
PAUSE = 5 * SECOND
"""The sweep leaves the store alone for so long after any write; pages read small changes from the
database meanwhile."""


def store_changes(*, by: Any, at: datetime) -> int:
    """Write all journeys changed since the watermark into the store; return how many.

    Waits while another process is writing. The store is a copy: if it is lost, this rebuilds it
    from the database.
    """
    with _alone(folder(), wait=True):
        return _store(at)


def keep_store(*, by: Any, at: datetime) -> int:
    """Do the same for the sweep, unless another process is writing or wrote just now: while an
    import goes on, files are not replaced with each of its steps. Return how many were written.
    """
    if 0 <= to_us(at) - partitions.manifest(folder()).written_at < PAUSE:
        return 0
    with _alone(folder(), wait=False) as mine:
        return _store(at) if mine else 0


def drop_stored(*, source: Source, by: Any, at: datetime) -> None:
    """Remove a source that goes for good from the store; its rows are deleted by whoever asks.

    Its files go with the next write, so that who reads them now can end; called again, at once.
    """
    key, place = (source.site_id, source.pk), folder()
    with _alone(place, wait=True):
        held = partitions.manifest(place)
        mine = [part for part in held.partitions if (part.site, part.source) == key]
        gone = partitions.read(place, mine).journey_id
        nothing = {key: empty()}
        partitions.update(place, nothing, gone, watermark=held.watermark, at=to_us(at))


def _store(at: datetime) -> int:
    """Write batch after batch; what changes meanwhile is left to the next call."""
    written, wanted = 0, changes.latest_change()
    while (watermark := partitions.manifest(folder()).watermark) < wanted:
        heads, last = changes.changed_since(watermark, limit=BATCH)
        if not heads:
            break
        live: dict[tuple[int, int], list[changes.Head]] = {}
        for head in heads:
            live.setdefault((head.site, head.source), []).extend([head] if head.n_spans else [])
        changed = {key: changes.load(of) for key, of in live.items()}
        gone = np.array([head.id for head in heads])
        partitions.update(folder(), changed, gone, watermark=last, at=to_us(at))
        written += len(heads)
    return written


@contextmanager
def _alone(place: Path, *, wait: bool) -> Iterator[bool]:
    """Yield whether this process is the only writer of the store."""
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (place / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
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
                change = traces.next_change(source, at=at)
                closed += traces.refold(ids, source=source, change=change, at=at)
    return closed
