"""Turn rows of the database into Spans, and Spans into columns of a file and back."""

from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import polars as pl

from carepath.frames.moments import OPEN, UNKNOWN
from carepath.frames.spans import JOURNEY_COLUMNS, SPAN_COLUMNS, Spans


class Stage(NamedTuple):
    """What is known of a stage; `longest` is its longest plausible visit (µs, 0 = any)."""

    name: str
    phase: str
    longest: int = 0


SPAN_ROW = {
    "journey": pl.Int64,
    "stage": pl.Int64,
    "kind": pl.Int64,
    "unit": pl.Int64,
    "requested": pl.Int64,
    "start": pl.Int64,
    "end": pl.Int64,
    "seq": pl.Int64,
    "precision": pl.Int64,
    "ref": pl.Binary,
    "parent_ref": pl.Binary,
}
"""Columns of a span as the database gives it; null where it knows nothing."""
JOURNEY_ROW = {
    "journey_id": pl.Int64,
    "source": pl.Int64,
    "opened": pl.Int64,
    "closed": pl.Int64,
}


def spans_of(journeys: Iterable[tuple], spans: Iterable[tuple]) -> Spans:
    """Return Spans whose stage codes are the database's ids and whose `stages` stay empty.

    `journeys` are tuples of JOURNEY_ROW, `spans` of SPAN_ROW, in any order. Journeys come out in
    the order of (opened, id); their spans by (start, end with open last, seq).
    """
    heads = pl.DataFrame(list(journeys), schema=JOURNEY_ROW, orient="row")
    heads = heads.with_columns(pl.col("closed").fill_null(OPEN)).sort("opened", "journey_id")
    heads = heads.with_row_index("position")
    rows = pl.DataFrame(list(spans), schema=SPAN_ROW, orient="row")
    place = heads.select("position", pl.col("journey_id").alias("journey"))
    rows = rows.join(place, on="journey", how="inner").with_columns(
        pl.col("requested").fill_null(UNKNOWN),
        pl.col("start").fill_null(OPEN),
        pl.col("end").fill_null(OPEN),
        pl.col("unit").fill_null(-1),
    )
    rows = rows.sort("position", "start", "end", "seq", maintain_order=True)
    counts = np.bincount(rows["position"].to_numpy(), minlength=heads.height)
    offsets = np.concatenate(([0], np.cumsum(counts))).astype(np.int64)
    if (rows["stage"].max() or 0) > np.iinfo(np.uint16).max:
        raise OverflowError("More than 65,535 stages: the store's codes are 16 bits wide.")
    columns = {
        name: rows[name].to_numpy().astype(dtype)
        for name, dtype in SPAN_COLUMNS.items()
        if name != "parent"
    }
    return Spans(
        parent=_parents(rows, offsets),
        offsets=offsets,
        **columns,
        **{name: heads[name].to_numpy().astype(t) for name, t in JOURNEY_COLUMNS.items()},
    )


def _parents(rows: pl.DataFrame, offsets: np.ndarray) -> np.ndarray:
    """Return each span's parent as a position within its journey; -1 where there is none."""
    if rows["parent_ref"].null_count() == rows.height:
        return np.full(rows.height, -1, np.int32)
    numbered = rows.with_row_index("place")
    parents = numbered.select(
        "position", pl.col("ref").alias("parent_ref"), pl.col("place").alias("parent")
    )
    found = numbered.join(
        parents, on=["position", "parent_ref"], how="left", maintain_order="left"
    )["parent"]
    within = found.cast(pl.Int64).to_numpy() - offsets[:-1][rows["position"].to_numpy()]
    return np.where(found.is_null().to_numpy(), -1, np.nan_to_num(within)).astype(np.int32)


def joined(parts: list[Spans]) -> Spans:
    """Return the journeys of all parts, one part after the other."""
    if len(parts) == 1:
        return parts[0]
    columns = {
        name: np.concatenate([getattr(part, name) for part in parts])
        for name in SPAN_COLUMNS | JOURNEY_COLUMNS
    }
    lengths = np.concatenate([np.diff(part.offsets) for part in parts])
    return Spans(offsets=np.concatenate(([0], np.cumsum(lengths))).astype(np.int64), **columns)


def without(spans: Spans, journey_ids: np.ndarray) -> Spans:
    """Return the spans of all journeys but these."""
    gone = np.isin(spans.journey_id, journey_ids)
    return spans.take(~gone) if gone.any() else spans


def dense(spans: Spans, known: dict[int, Stage], intervals: bool) -> Spans:
    """Return Spans whose stage codes count from 0 and whose names, phases and limits are filled in.

    `known` is by database id. Only stages that occur get a code, in the order of their names; ids
    of one name (of two sites) share a code and what is known of the first.
    """
    present = np.flatnonzero(np.bincount(spans.stage)) if spans.n_spans else []
    used = {int(code): known[int(code)] for code in present}
    first: dict[str, Stage] = {}
    for stage in used.values():
        first.setdefault(stage.name, stage)
    ordered = sorted(first)
    table = np.zeros(max(used, default=0) + 1, np.uint16)
    for code, stage in used.items():
        table[code] = ordered.index(stage.name)
    return replace(
        spans,
        stage=table[spans.stage],
        stages=tuple(ordered),
        phases=tuple(first[name].phase for name in ordered),
        limits=tuple(first[name].longest for name in ordered),
        intervals=intervals,
    )
