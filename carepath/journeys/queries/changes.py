"""Read journeys and their spans from the database as Spans."""

from collections.abc import Collection, Sequence
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from django.db import connection
from django.db.models import QuerySet

from carepath.frames.spans import Spans
from carepath.journeys.models import ChangeClock, Journey, Span
from carepath.spanstore.encode import spans_of

CHUNK = 2_000
MOST = 5_000
"""Journeys of a tail; no more are looked at."""
SPAN_COLUMNS = (
    "stage_id, kind, unit_id, requested_at, started_at, ended_at, seq, "
    "precision, source_ref, parent_ref"
)


class Head(NamedTuple):
    """A journey without its spans; moments are integer microseconds.

    One that is part of another has none of its own: they are read with that.
    """

    id: int
    site: int
    source: int
    opened: int
    closed: int | None
    n_spans: int


def latest_change() -> int:
    """Return the number of the latest change to any journey."""
    row = ChangeClock.objects.values_list("value", flat=True).first()
    return row or 0


def changed_since(watermark: int, *, limit: int) -> tuple[list[Head], int]:
    """Return the journeys changed after the watermark, and the change they are complete up to.

    Numbers are never cut in two: more than `limit` come only where one change holds more.
    """
    rows = _heads("change > %s ORDER BY change, id LIMIT %s", watermark, limit)
    if not rows:
        return [], watermark
    last = rows[-1][-1]
    if len(rows) == limit:
        whole = [row for row in rows if row[-1] != last]
        rows = whole or _heads("change = %s", last)
        last = rows[-1][-1]
    return [Head(*row[:-1]) for row in rows], last


def tail(watermark: int, *, sources: Collection[int], spans: int) -> tuple[list[Head], int]:
    """Return the journeys of these sources changed after the watermark, and their latest change.

    Changes come in order and whole, as long as they hold at most so many spans together; 0 is the
    change of none.
    """
    marks = ", ".join(["%s"] * len(sources))
    rows = _heads(
        f"change > %s AND source_id IN ({marks}) ORDER BY change, id LIMIT %s",
        watermark, *sources, MOST + 1,
    )  # fmt: skip
    too_far = rows[-1][-1] if len(rows) > MOST else None
    kept, latest, held = [], 0, 0
    for change, group in groupby(rows, key=itemgetter(-1)):
        heads = [Head(*row[:-1]) for row in group]
        held += sum(head.n_spans for head in heads)
        if held > spans or change == too_far:
            break
        kept, latest = kept + heads, change
    return kept, latest


def heads_of(journeys: QuerySet[Journey]) -> list[Head]:
    """Return the heads of these journeys."""
    ids = list(journeys.values_list("pk", flat=True))
    marks = ", ".join(["%s"] * len(ids))
    return [Head(*row[:-1]) for row in _heads(f"id IN ({marks})", *ids)] if ids else []


def _heads(condition: str, *values: int) -> list[tuple]:
    # Raw columns: integer moments stay integers.
    table = connection.ops.quote_name(Journey._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, site_id, source_id, opened_at, closed_at, "
            "CASE WHEN joined_to_id IS NULL THEN n_spans ELSE 0 END, change "
            f"FROM {table} WHERE {condition}",
            values,
        )
        return cursor.fetchall()


def load(heads: Sequence[Head]) -> Spans:
    """Return the spans of these journeys, with those of what is part of them; stage codes are
    database ids."""
    rows: list[tuple] = []
    table, journeys = (connection.ops.quote_name(model._meta.db_table) for model in (Span, Journey))
    ids = [head.id for head in heads]
    for at in range(0, len(ids), CHUNK):
        chunk = ids[at : at + CHUNK]
        marks = ", ".join(["%s"] * len(chunk))
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT COALESCE(joined_to_id, journey_id), {SPAN_COLUMNS} FROM {journeys} AS j "
                f"JOIN {table} ON journey_id = j.id "
                f"WHERE (j.id IN ({marks}) OR joined_to_id IN ({marks})) AND retracted_at IS NULL",
                [*chunk, *chunk],
            )
            rows += cursor.fetchall()
    return spans_of([(h.id, h.source, h.opened, h.closed) for h in heads], rows)
