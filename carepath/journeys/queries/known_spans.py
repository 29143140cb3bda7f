"""Journeys as Spans as they were known at a moment.

Most journeys are known today as they were then and stay as they are; those of which anything was
told, changed or taken back since are read again, from the versions that were known then. What is
part of which journey is as known today.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

import numpy as np
import polars as pl
from django.db import connection

from carepath.analysis.closing import Bounds, bounds
from carepath.analysis.visit_events import ARRIVAL, DISCHARGE
from carepath.frames.mapping import END_STAGES
from carepath.frames.moments import OPEN, UNKNOWN
from carepath.frames.spans import Spans
from carepath.journeys.models import Journey, Source, Span, SpanVersion
from carepath.journeys.queries import changes
from carepath.journeys.queries.changes import CHUNK
from carepath.spanstore import encode

KEPT = ("journey_id", "stage_id", "kind", "unit_id", "requested_at", "started_at", "ended_at",
        "seq", "precision", "parent_ref")  # fmt: skip
RECORDED = ("recorded_opened_at", "recorded_closed_at")
Row = tuple[Any, ...]
"""A span as `encode.SPAN_ROW` names its columns."""
_TIMES, _START = slice(4, 7), 5


def known(whole: Spans, sources: Collection[int], known_at: int) -> Spans:
    """Return the journeys of these sources as they were known at a moment (microseconds UTC).

    `whole` are those of now; stage codes are database ids in both.
    """
    earlier = list(_earlier(sources, known_at))
    touched = _touched(sources, known_at) | {row[0] for row in earlier}
    if not touched:
        return whole
    wholes = _wholes(touched)
    members = _members(set(wholes.values()))
    rows = [*_unchanged(members, known_at), *earlier]
    heads: dict[int, tuple] = {}
    for own, *bounds_ in _heads(rows, known_at):
        pk = members[own]
        if own == pk or pk not in heads:
            heads[pk] = (pk, *bounds_)
    shown = [(members[row[0]], *row[1:]) for row in rows]
    rest = encode.without(whole, np.array(sorted(members)))
    return encode.joined([rest, encode.spans_of(heads.values(), shown)])


def _touched(sources: Collection[int], known_at: int) -> set[int]:
    """Return the journeys of which any span is otherwise since."""
    span = connection.ops.quote_name(Span._meta.db_table)
    return {
        pk
        for (pk,) in _asked(
            f"SELECT DISTINCT journey_id FROM {span} WHERE source_id IN ({_marks(sources)}) "
            "AND (recorded_at > %s OR retracted_at > %s)",
            *sources, known_at, known_at,
        )
    }  # fmt: skip


def _earlier(sources: Collection[int], known_at: int) -> Iterator[Row]:
    """Yield the spans whose version of then was replaced since, as they were."""
    rows = SpanVersion.objects.filter(span__source__in=sources).extra(
        where=["journeys_spanversion.recorded_at <= %s", "journeys_spanversion.replaced_at > %s"],
        params=[known_at, known_at],
    )
    for said, ref in rows.order_by("pk").values_list("content", "span__source_ref"):
        *columns, parent = (said[name] for name in KEPT)
        yield (*columns, bytes(ref), bytes.fromhex(parent) if parent else None)


def _unchanged(members: Collection[int], known_at: int) -> Iterator[Row]:
    """Yield the spans of journeys that were known as they are."""
    span = connection.ops.quote_name(Span._meta.db_table)
    for some in _chunks(members):
        yield from _asked(
            f"SELECT journey_id, {changes.SPAN_COLUMNS} FROM {span} "
            f"WHERE journey_id IN ({_marks(some)}) AND recorded_at <= %s "
            "AND (retracted_at IS NULL OR retracted_at > %s)",
            *some, known_at, known_at,
        )  # fmt: skip


def _wholes(touched: Iterable[int]) -> dict[int, int]:
    """Return journey -> the one it is read with."""
    found = {}
    for some in _chunks(touched):
        rows = Journey.objects.filter(pk__in=some).values_list("pk", "joined_to")
        found |= {pk: joined or pk for pk, joined in rows}
    return found


def _members(wholes: Iterable[int]) -> dict[int, int]:
    """Return each journey that is read with these -> with which."""
    found = {pk: pk for pk in wholes}
    for some in _chunks(found):
        parts = Journey.objects.filter(joined_to__in=some).values_list("pk", "joined_to")
        found |= dict(parts)
    return found


def _heads(rows: Sequence[Row], known_at: int) -> Iterator[tuple[int, int, int, int | None]]:
    """Yield (id, source, opened, closed) of the journeys of these spans, as they were known."""
    said: dict[int, tuple[int, bool]] = {}
    for some in _chunks({row[0] for row in rows}):
        for row in Journey.objects.filter(pk__in=some).only("pk", "source", *RECORDED):
            said[row.pk] = row.source_id, any(getattr(row, name) for name in RECORDED)
    by_source: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        by_source[said[row[0]][0]].append(row)
    for source in Source.objects.filter(pk__in=by_source).select_related("site").order_by("pk"):
        keys, found = _bounds(source, by_source[source.pk], known_at)
        came = _came(source, by_source[source.pk])
        for place, pk in enumerate(keys):
            closed = int(found.closed[place])
            opened = came.get(pk) if said[pk][1] else None
            opened = int(found.opened[place]) if opened is None else opened
            yield pk, source.pk, opened, None if closed == OPEN else max(closed, opened)


def _came(source: Source, rows: Iterable[Row]) -> dict[int, int]:
    """Return when each visit was known to begin: a recorded beginning is a point of its own."""
    stages = set(source.site.stages.filter(name=ARRIVAL).values_list("pk", flat=True))
    return {row[0]: row[_START] for row in rows if row[1] in stages and row[_START] is not None}


def _bounds(source: Source, rows: Sequence[Row], known_at: int) -> tuple[list[int], Bounds]:
    """Return the journeys of these spans and their bounds by the rule of their source; a recorded
    end is a point of its own and closes as an end stage does."""
    names = [*source.end_stages, DISCHARGE] if source.closing_rule == END_STAGES else []
    ends = source.site.stages.filter(name__in=names).values_list("pk", flat=True)
    schema = dict.fromkeys(("journey", "stage", "requested", "started", "ended"), pl.Int64)
    some = [(row[0], row[1], *row[_TIMES]) for row in rows]
    spans = pl.DataFrame(some, schema=schema, orient="row")
    keys = spans["journey"].unique().sort()
    return keys.to_list(), bounds(
        journey=np.searchsorted(keys.to_numpy(), spans["journey"].to_numpy()),
        n_journeys=len(keys),
        requested=spans["requested"].fill_null(UNKNOWN).to_numpy(),
        started=spans["started"].fill_null(OPEN).to_numpy(),
        ended=spans["ended"].fill_null(OPEN).to_numpy(),
        is_end_stage=spans["stage"].is_in(list(ends)).to_numpy(),
        rule=source.closing_rule,
        silence_days=source.silence_days,
        now=known_at,
    )


def _chunks(keys: Iterable[int]) -> Iterator[list[int]]:
    ordered = sorted(keys)
    for at in range(0, len(ordered), CHUNK):
        yield ordered[at : at + CHUNK]


def _marks(values: Collection[Any]) -> str:
    return ", ".join(["%s"] * len(values))


def _asked(query: str, *values: int) -> list[Row]:
    # Raw columns: integer moments stay integers.
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return cursor.fetchall()
