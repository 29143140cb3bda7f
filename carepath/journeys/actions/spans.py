"""Write spans: new rows, newer versions of known rows, and nothing for what is known already."""

import json
from dataclasses import dataclass, field
from typing import Any

import polars as pl
from django.db import IntegrityError, connection, transaction

from carepath.journeys.actions import bulk
from carepath.journeys.models import Source, Span, SpanVersion

CONTENT = [
    "journey_id",
    "stage_id",
    "kind",
    "unit_id",
    "role",
    "requested_at",
    "started_at",
    "ended_at",
    "precision",
    "attributes",
    "parent_ref",
]
"""Columns that make a version: the same in all of these is a duplicate."""
WRITTEN = [*CONTENT, "seq", "flags"]
KNOWN = ["id", "source_ref", "version", "recorded_at", "retracted_at", "message", *WRITTEN]
SCHEMA = {
    "id": pl.Int64,
    "source_ref": pl.Binary,
    "version": pl.Int64,
    "recorded_at": pl.Int64,
    "retracted_at": pl.Int64,
    "message": pl.Int64,
    "journey_id": pl.Int64,
    "stage_id": pl.Int64,
    "kind": pl.Int64,
    "unit_id": pl.Int64,
    "role": pl.String,
    "requested_at": pl.Int64,
    "started_at": pl.Int64,
    "ended_at": pl.Int64,
    "precision": pl.Int64,
    "attributes": pl.String,
    "parent_ref": pl.Binary,
    "seq": pl.Int64,
    "flags": pl.Int64,
}


@dataclass(frozen=True, slots=True)
class Written:
    """How many spans were new, became a newer version, or were known; journeys left by a move.

    `same` are the refs of those that were known; `returned` spans had been taken back and are
    there again.
    """

    new: int
    replaced: int
    duplicates: int
    left: frozenset[int]
    same: tuple[bytes, ...] = field(default=(), compare=False)
    returned: int = 0


def known(source: Source, refs: list[bytes]) -> pl.DataFrame:
    """Return the rows of these refs, columns KNOWN."""
    rows = bulk.select(Span, KNOWN, "source_id = %s AND source_ref IN {}", refs, [source.pk])
    plain = [tuple(bytes(c) if isinstance(c, memoryview) else c for c in row) for row in rows]
    return pl.DataFrame(plain, schema={name: SCHEMA[name] for name in KNOWN}, orient="row")


def write(
    incoming: pl.DataFrame,
    *,
    source: Source,
    at_us: int,
    message: int | None = None,
    fresh: bool = False,
    folded: bool = False,
) -> Written:
    """Write spans with columns source_ref and WRITTEN; refs are distinct within the frame.

    `message` is where they came from, unless the frame has a column that says so of each.
    `fresh` = all their journeys are: then none is likely to be known. `folded` = each is newer
    than what is known of it, whatever it says.
    """
    if "message" not in incoming.columns:
        incoming = incoming.with_columns(message=pl.lit(message, pl.Int64))
    if fresh and _were_new(incoming, source=source, at_us=at_us):
        return Written(incoming.height, 0, 0, frozenset())
    old = known(source, incoming["source_ref"].to_list())
    if old.is_empty():
        _insert(incoming, source=source, at_us=at_us)
        return Written(incoming.height, 0, 0, frozenset())
    both = incoming.join(old, on="source_ref", how="left", suffix="_old")
    new = both.filter(pl.col("id").is_null())
    _insert(new, source=source, at_us=at_us)
    same = pl.all_horizontal(pl.col(c).eq_missing(pl.col(f"{c}_old")) for c in CONTENT)
    present = pl.col("retracted_at").is_null()
    met = both.filter(pl.col("id").is_not_null())
    changed = met.filter(~(same & present))
    earlier = changed.filter(present & _knows_less() & pl.lit(not folded))
    newer = changed.join(earlier.select("id"), on="id", how="anti")
    _keep_as_earlier(earlier, at_us=at_us)
    _replace(newer, at_us=at_us)
    moved = newer.filter(pl.col("journey_id") != pl.col("journey_id_old"))["journey_id_old"]
    same_refs = met.join(newer.select("id"), on="id", how="anti")["source_ref"].to_list()
    returned = newer["retracted_at"].count()
    return Written(
        new=new.height,
        replaced=newer.height - returned,
        duplicates=len(same_refs),
        left=frozenset(moved.to_list()),
        same=tuple(same_refs),
        returned=returned,
    )


def _knows_less() -> pl.Expr:
    # An open version that arrives after the closed one is older knowledge, whatever its arrival:
    # otherwise two orders of arrival would end in two states.
    return (
        (pl.col("ended_at").is_null() & pl.col("ended_at_old").is_not_null())
        | (pl.col("started_at").is_null() & pl.col("started_at_old").is_not_null())
    ) & (pl.col("journey_id") == pl.col("journey_id_old"))


def _were_new(rows: pl.DataFrame, **more: Any) -> bool:
    """Insert the rows and return True, or nothing and False if any of them is known.

    To look each one up first takes as long as to insert it.
    """
    try:
        with transaction.atomic():
            _insert(rows, **more)
    except IntegrityError:
        return False
    return True


def _insert(rows: pl.DataFrame, *, source: Source, at_us: int) -> None:
    if rows.is_empty():
        return
    same = {"source_id": source.pk, "recorded_at": at_us, "version": 1}
    columns = (pl.lit(value, pl.Int64).alias(name) for name, value in same.items())
    bulk.insert_frame(Span, rows.select("source_ref", *WRITTEN, "message", *columns))


def _replace(rows: pl.DataFrame, *, at_us: int) -> None:
    """Keep the row as it was and make the incoming content current, taken back or not."""
    if rows.is_empty():
        return
    replaced_at = pl.coalesce("retracted_at", pl.lit(at_us))
    _keep(rows.with_columns(replaced_at=replaced_at), suffix="_old", version="version")
    columns = [*WRITTEN, "message", "version", "recorded_at", "retracted_at"]
    values = rows.select(*WRITTEN, "message", pl.col("version") + 1, "id").iter_rows()
    bulk.update(Span, columns, [(*row[:-1], at_us, None, row[-1]) for row in values])


def _keep_as_earlier(rows: pl.DataFrame, *, at_us: int) -> None:
    """Keep what came late as an earlier version, below the current one."""
    if rows.is_empty():
        return
    rows = _not_kept_yet(rows)
    kept = rows.with_columns(replaced_at=pl.lit(at_us), recorded_at=pl.lit(at_us))
    _keep(kept, suffix="", version="version")
    ids = [(row,) for row in rows["id"].to_list()]
    with connection.cursor() as cursor:
        if ids:
            table = connection.ops.quote_name(Span._meta.db_table)
            cursor.executemany(f"UPDATE {table} SET version = version + 1 WHERE id = %s", ids)


def _not_kept_yet(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the rows whose content is no earlier version already: a repeat changes nothing."""
    kept = {
        (version.span_id, json.dumps(_body(version.content), sort_keys=True))
        for version in SpanVersion.objects.filter(span_id__in=rows["id"].to_list())
    }
    mask = [
        (row["id"], json.dumps(_content(row, ""), sort_keys=True)) not in kept
        for row in rows.iter_rows(named=True)
    ]
    return rows.filter(pl.Series(mask, dtype=pl.Boolean))


def _body(content: dict) -> dict:
    return {name: content[name] for name in CONTENT}


def _keep(rows: pl.DataFrame, *, suffix: str, version: str) -> None:
    SpanVersion.objects.bulk_create(
        SpanVersion(
            span_id=row["id"],
            version=row[version],
            recorded_at=row["recorded_at"],
            replaced_at=row["replaced_at"],
            content=_content(row, suffix)
            | {"message": row[f"message{suffix}"], "taken_back": row["retracted_at"] is not None}
            | {name: row[f"{name}{suffix}"] for name in ("seq", "flags")},
        )
        for row in rows.iter_rows(named=True)
    )


def _content(row: dict, suffix: str) -> dict:
    values = {name: row[f"{name}{suffix}"] for name in CONTENT}
    parent = values["parent_ref"]
    return values | {"parent_ref": parent.hex() if parent is not None else None}
