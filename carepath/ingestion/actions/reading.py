"""Phase 1: read the whole file into a staging file, and keep the rows that cannot be used."""

from collections.abc import Callable, Iterator, Sequence
from typing import BinaryIO

import polars as pl
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from carepath.analysis import fold
from carepath.formats import parsers
from carepath.frames.mapping import from_dict
from carepath.ingestion.actions import staging
from carepath.ingestion.actions.hold import Hold
from carepath.ingestion.models import Message, Progress, Reject
from carepath.ingestion.queries import PartStream


class ReadDifferently(RuntimeError):
    """A file that gives other ranges than before, after some were recorded."""


RANGE, JOURNEY = 4_000, 3
"""Spans recorded in one transaction, about: the write lock is held 0.2 s at most. A journey costs
as much as three spans."""
REJECTS_KEPT = 1_000_000
"""More than that is above the share of bad rows that stops a file of the largest size."""
_WRITE = 2_000


def read(hold: Hold, step: Callable[[], None]) -> None:
    """Fill the staging file and the rejects, and set the counts of rows.

    FileError when the file cannot be used. Whatever was read before is read again with the same
    result, so that a killed process costs time only.
    """
    message = hold.message
    with transaction.atomic():
        hold.keep()
        mine = Progress.objects.filter(message=message)
        mine.update(
            phase=Progress.Phase.READING,
            finished_at=None,
            bytes_read=0,
            rows_read=0,
            rows_rejected=0,
        )
        mine.filter(cursor=0).update(started_at=hold.now)
    with staging.scratch(message) as scratch:
        folded = _folded(hold, scratch, step)
        _keep_rejects(hold, folded.rejects)
        total = staging.write(message, _renewing(hold, folded.slices(RANGE, per_journey=JOURNEY)))
    _ready(hold, folded.notes, total)
    step()


def _folded(hold: Hold, scratch: BinaryIO, step: Callable[[], None]) -> fold.Folded:
    """Return what happened by the whole file; rows that cannot be used are kept as they come."""
    message = hold.message
    stream, mapping = PartStream(message), from_dict(message.mapping.content)
    folding, rows = fold.Folding(mapping, scratch), 0
    for batch in parsers.PARSERS[message.kind].read(stream, mapping):
        if not rows:
            _keep_columns(hold, batch.columns)
        rows += len(batch.rows) + len(batch.rejects)
        _mark(hold, stream.position, rows)
        _keep_rejects(hold, pl.concat([batch.rejects, folding.add(batch)]))
        step()
    return folding.finish()


def _keep_columns(hold: Hold, columns: Sequence[str]) -> None:
    """Keep the head of the file at once: the table of rejected rows needs it in any case."""
    with transaction.atomic():
        hold.keep()
        progress = Progress.objects.get(message=hold.message)
        progress.report["columns"] = list(columns)
        progress.save(update_fields=["report"])


def _mark(hold: Hold, position: int, rows: int) -> None:
    with transaction.atomic():
        hold.keep()
        Progress.objects.filter(message=hold.message).update(
            bytes_read=position, rows_read=rows, place=f"reading:{rows}"
        )


def _renewing(hold: Hold, ranges: Iterator[pl.DataFrame]) -> Iterator[pl.DataFrame]:
    for place, frame in enumerate(ranges):
        if place % 100 == 0:
            with transaction.atomic():
                hold.keep()
                Progress.objects.filter(message=hold.message).update(place=f"staging:{place}")
        yield frame


def _keep_rejects(hold: Hold, rejects: pl.DataFrame) -> None:
    """Keep rows that cannot be used and count them: the list and its number never differ."""
    for chunk in rejects.iter_slices(_WRITE):
        rows = [
            Reject(message=hold.message, row=row, reason=reason, detail=detail or "", raw=raw or "")
            for row, reason, detail, raw in chunk.iter_rows()
        ]
        if rows:
            with transaction.atomic():
                hold.keep()
                Reject.objects.bulk_create(rows, ignore_conflicts=True)
                mine = Progress.objects.filter(message=hold.message)
                mine.update(rows_rejected=F("rows_rejected") + len(rows))


def _ready(hold: Hold, notes: fold.Notes, total: int) -> None:
    """Set what the reading found and let the recording begin."""
    with transaction.atomic():
        hold.keep()
        mine = Progress.objects.filter(message=hold.message)
        report = mine.get().report | {"notes": notes.as_dict()}
        mine.filter(cursor=0).update(total=total, duplicates=notes.duplicates, report=report)
        # After a lost staging file the recording goes on at its cursor: same bytes, same ranges.
        same = mine.filter(total=total).update(
            phase=Progress.Phase.RECORDING,
            place="staged",
            bytes_read=hold.message.size,
            rows_read=notes.rows,
            rows_rejected=notes.rejected,
        )
        if not same:
            raise ReadDifferently(_("The portal reads this file otherwise than when it began."))


def forget(message: Message) -> None:
    """Delete what an earlier reading left: the staging file and the rejects, some at a time."""
    staging.remove(message)
    while rows := list(message.rejects.values_list("pk", flat=True)[:_WRITE]):
        Reject.objects.filter(pk__in=rows).delete()
