"""Work on the inbox: claim a message, read it, record it; or take back what it brought."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from carepath.audit import actions as audit
from carepath.formats import events
from carepath.ingestion.actions import (
    batches,
    feeding,
    reading,
    receive,
    recording,
    staging,
    taking_back,
)
from carepath.ingestion.actions.hold import Hold
from carepath.ingestion.actions.moves import move
from carepath.ingestion.actions.settling import settled
from carepath.ingestion.models import Message, Progress
from carepath.ingestion.policies import UNFINISHED
from carepath.ingestion.queries import after_import, blocking, claimable
from carepath.journeys import actions as journeys
from carepath.work import actions as work
from carepath.work.policies import LEASE_S

State = Message.State
RECORDERS = {events.KIND: feeding.record_events} | dict.fromkeys(batches.KINDS, batches.work_alone)
"""Kind of a message of a feed to what records it; all else is a file."""
STARTS_CAP = 100
"""Attempts without one range recorded; a killed process may be started that often."""


def process(
    *, message: int, by: Any, at: datetime, step: Callable[[], None] = lambda: None
) -> bool:
    """Work on the message to its end and return True; False if it is not to be worked on now.

    `step` is called after each piece of work. What fails is set aside with its reason, or tried
    again later; no failure leaves here, so that one bad import never stops another.
    """
    if not work.claim(Message, message, at=at, seconds=LEASE_S, states=UNFINISHED):
        return False
    claimed = Message.objects.select_related("site", "source", "mapping").get(pk=message)
    hold = Hold(claimed, at=at)
    if claimed.kind not in batches.KINDS and blocking(claimed, at=at):
        work.release(Message, message)
        Message.objects.filter(pk=message, attempts__gt=0).update(attempts=claimed.attempts - 1)
        return False
    settled(hold, lambda: _work_on(hold, step))
    return True


def process_waiting(*, by: Any, at: datetime) -> int:
    """Work on the oldest waiting import, if any; return how many were worked on (0 or 1).

    It needs no broker: the sweep calls it. Imports tried too often are set aside first, and
    uploads that nobody confirmed are deleted in time.
    """
    for pk in work.quarantine_poison(Message, at=at, states=UNFINISHED):
        with audit.recording_as(by, at=at):
            audit.record("import.quarantined", f"ingestion.Message:{pk}", reason="poison")
    receive.discard_stale(at=at)
    feeding.discard_recorded(at=at)
    waiting = claimable(at=at).exclude(kind__in=batches.KINDS)  # process_feeds does those
    for pk in waiting.values_list("pk", flat=True)[:5]:
        if process(message=pk, by=by, at=at):
            return 1
    return 0


def _work_on(hold: Hold, step: Callable[[], None]) -> None:
    _stay_small()
    if hold.message.state == State.UNDOING:
        taking_back.take_back(hold, step)
        return
    if hold.message.kind in RECORDERS:
        RECORDERS[hold.message.kind](hold, step)
        return
    progress = Progress.objects.get(message=hold.message)
    _count_start(hold, progress)
    if progress.phase != Progress.Phase.RECORDING or not staging.path_of(hold.message).exists():
        reading.read(hold, step)
    recording.record(hold, step)
    _finish(hold)
    step()


def _stay_small() -> None:
    """Read the SQLite file without mapping it: a mapped file counts as this process's memory."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA mmap_size=0")


def _count_start(hold: Hold, progress: Progress) -> None:
    """Tell a file that kills its reader from a process that was killed: the place repeats.

    Two attempts that ended in different places are no sign of poison, so the count begins anew.
    """
    if progress.starts >= STARTS_CAP:
        raise RuntimeError(f"{hold.message} was started {STARTS_CAP} times.")
    with transaction.atomic():
        hold.keep(progress=progress.place != progress.last_place)
        Progress.objects.filter(message=hold.message).update(
            starts=progress.starts + 1, last_place=progress.place
        )


def _finish(hold: Hold) -> None:
    """Say that all is recorded: state, report and ledger in one transaction."""
    message, now = hold.message, hold.now
    journeys.store_changes(by=recording.actor(hold), at=now)
    with audit.recording_as(recording.actor(hold), at=now):
        hold.keep()
        progress = Progress.objects.get(message=message)
        progress.phase, progress.finished_at = Progress.Phase.DONE, now
        repeats = progress.report["notes"]["duplicates"]  # of the same event id in the file
        progress.rows_accepted = (
            progress.rows_read - progress.rows_rejected - progress.known_rows - repeats
        )
        progress.report |= after_import(message.source)
        progress.save()
        counts = {name: getattr(progress, name) for name in ("rows_read", "journeys", "spans")}
        move(message, State.PROCESSED, **counts)
    staging.remove(message)
