"""Record events: idempotent on (source, ref), in any order, keeping what was known when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import polars as pl

from carepath.audit import actions as audit
from carepath.frames.moments import to_us
from carepath.journeys.actions import dictionaries, linking, spans, traces
from carepath.journeys.models import Source


@dataclass(frozen=True, slots=True)
class Recorded:
    """What one call changed; accepted = new + replaced + duplicates = the events given.

    What had been taken back and is there again counts as new.
    """

    accepted: int
    duplicates: int
    replaced: int
    spans_new: int
    journeys_new: int
    journeys_touched: int
    same: tuple[bytes, ...] = ()
    """Refs of the events that were known already."""


def record(
    *,
    events: pl.DataFrame,
    source: Source,
    by: Any,
    at: datetime,
    message: int | None = None,
    brought: Mapping[bytes, int] | None = None,
    folded: bool = False,
) -> Recorded:
    """Record events (columns EVENTS), in one transaction, and return what changed.

    The same event again changes nothing; the same ref with other content is a newer version, and
    the version before it is kept with the time it was known. `message` is the inbox row they came
    from; `brought` says it of each ref, where they came from several. `folded` = they follow from
    all that is known, so that they count even where they say less than before: a discharge that
    was taken back opens the stay again.
    """
    if events.is_empty():
        return Recorded(0, 0, 0, 0, 0, 0)
    with audit.recording_as(by, at=at):
        change = traces.next_change(source, at=at)
        once = _once(events)
        cases = once["case"].unique(maintain_order=True).to_list()
        ids, emptied = traces.known(source, cases)
        fresh = [case for case in cases if case not in ids]
        existing = dict(ids)
        if fresh:
            ids |= traces.open_new(once, fresh, source=source, change=change, at=at)
        rows = _coded(once, ids, source)
        if brought is not None:
            origins = [brought.get(ref) for ref in rows["source_ref"]]
            rows = rows.with_columns(pl.Series("message", origins, pl.Int64))
        how = {"message": message, "fresh": not existing, "folded": folded}
        written = spans.write(rows, source=source, at_us=to_us(at), **how)
        touched = set(existing.values()) | written.left
        if written.new + written.returned + written.replaced:
            traces.say_more(once, existing, source, emptied=emptied)
            traces.refold(touched, source=source, change=change, at=at)
        linking.link(once, ids, source)
    return Recorded(
        accepted=events.height,
        duplicates=written.duplicates + events.height - once.height,
        replaced=written.replaced,
        spans_new=written.new + written.returned,
        journeys_new=len(fresh) + len(emptied),
        journeys_touched=len(fresh) + len(touched),
        same=written.same,
    )


def _once(events: pl.DataFrame) -> pl.DataFrame:
    """Return each ref once: a closed version before an open one, else the later."""
    if events["ref"].n_unique() == events.height:
        return events
    return events.sort(pl.col("ended").is_null(), descending=True, maintain_order=True).unique(
        "ref", keep="last", maintain_order=True
    )


def _coded(events: pl.DataFrame, ids: dict[str, int], source: Source) -> pl.DataFrame:
    stages = dictionaries.stage_ids(source.site, events["stage"].unique().to_list())
    units = dictionaries.unit_ids(source.site, events["unit"].drop_nulls().unique().to_list())
    whole = pl.Int64
    return events.select(
        pl.col("ref").alias("source_ref"),
        pl.col("case").replace_strict(ids, return_dtype=whole).alias("journey_id"),
        pl.col("stage").replace_strict(stages, return_dtype=whole).alias("stage_id"),
        pl.col("kind").cast(whole),
        pl.col("unit").replace_strict(units, default=None, return_dtype=whole).alias("unit_id"),
        pl.col("role").fill_null("").alias("role"),
        pl.col("requested").alias("requested_at"),
        pl.col("started").alias("started_at"),
        pl.col("ended").alias("ended_at"),
        pl.col("precision").cast(whole),
        pl.col("attributes").fill_null("").alias("attributes"),
        "parent_ref",
        "seq",
        pl.col("flags").cast(whole),
    )
