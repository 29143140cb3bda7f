"""Phase 2: record range after range of whole journeys, each in one transaction with its cursor."""

from collections.abc import Callable
from time import monotonic, sleep

import polars as pl
from django.db import connection, transaction
from django.db.models import F

from carepath.frames.columns import FLAGS
from carepath.frames.mapping import from_dict
from carepath.frames.spans import POINT
from carepath.ingestion.actions import staging
from carepath.ingestion.actions.hold import Hold
from carepath.ingestion.models import Message, Progress
from carepath.ingestion.queries import rule_changed
from carepath.journeys import actions as journeys
from carepath.work.actions import LeaseLost

_STORE_EVERY_S = 5.0
_BREATH_S = 0.01
"""Pause between ranges on SQLite: one file has one writer, and others wait for it."""


def record(hold: Hold, step: Callable[[], None]) -> None:
    """Record what is staged from the cursor on; nothing is recorded twice, whoever else tries."""
    progress = Progress.objects.get(message=hold.message)
    _declare(hold, progress)
    stored = monotonic()
    with staging.Staged(hold.message) as staged:
        for place in range(progress.cursor, progress.total):
            _record_range(hold, staged[place], place)
            step()
            if monotonic() - stored > _STORE_EVERY_S:
                journeys.keep_store(by=str(hold.message), at=hold.now)
                stored = monotonic()
            _breathe()
    if rule_changed(hold.message):
        _reclose(hold, step)


def _reclose(hold: Hold, step: Callable[[], None]) -> None:
    """Close the source's journeys by the new rule, also those that this file did not touch."""
    after: int | None = 0
    while after is not None:
        with transaction.atomic():
            hold.keep(progress=True)
            after = journeys.reclose(
                source=hold.message.source, by=actor(hold), at=hold.now, after=after
            )
        step()
        _breathe()


def _breathe() -> None:
    if connection.vendor == "sqlite":
        sleep(_BREATH_S)


def _declare(hold: Hold, progress: Progress) -> None:
    """Say of the source what only the whole file could tell: its stages, and start times."""
    message = hold.message
    message.source = journeys.declare_source(
        name=message.source.name,
        site=message.site,
        mapping=from_dict(message.mapping.content),
        intervals=progress.report["notes"]["intervals"],
        stages=progress.report["notes"]["stages"],
        by=actor(hold),
        at=hold.now,
    )


def actor(hold: Hold) -> str:
    """Return the name the work on this message acts by."""
    return f"import:{hold.message.pk}"


def _rows_of(events: pl.DataFrame, got: journeys.Recorded, message: Message) -> int:
    """Return on how many rows of the file the known events stand: one, or a start and its end."""
    if not got.same:
        return 0
    if not message.mapping.content["lifecycle"] or message.mapping.content["start"]:
        return got.duplicates
    pair = (pl.col("kind") != POINT) & (pl.col("flags") & FLAGS["unpaired"] == 0)
    moments = sum(
        pl.col(name).is_not_null().cast(int) for name in ("requested", "started", "ended")
    )
    known = events.filter(pl.col("ref").is_in(list(got.same)))
    return int(known.select(pl.when(pair).then(moments).otherwise(1).sum()).item())


def _record_range(hold: Hold, events: pl.DataFrame, place: int) -> None:
    message = hold.message
    with transaction.atomic():
        hold.keep(progress=True)
        got = journeys.record(
            events=events,
            source=message.source,
            by=actor(hold),
            at=message.site.time(hold.now),
            message=message.pk,
        )
        moved = Progress.objects.filter(message=message, cursor=place).update(
            cursor=place + 1,
            place=f"recording:{place + 1}",
            starts=0,
            known=F("known") + got.duplicates,
            known_rows=F("known_rows") + _rows_of(events, got, message),
            duplicates=F("duplicates") + got.duplicates,
            replaced=F("replaced") + got.replaced,
            journeys=F("journeys") + got.journeys_new,
            spans=F("spans") + got.spans_new,
        )
        if moved != 1:
            raise LeaseLost(f"{message}: range {place} is recorded already.")
