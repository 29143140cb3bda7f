"""The list of journeys: one page of rows, how many there are, and what a file of them holds."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from carepath.analysis import flow, waits
from carepath.frames.moments import HOUR, OPEN, UNKNOWN, from_us, to_us
from carepath.frames.spans import POINT, Spans
from carepath.journeys.models import Journey, Source
from carepath.journeys.queries import cohorts, store
from carepath.journeys.queries.cohorts import Cohort
from carepath.ui import paging

CHUNK = 500
"""Journeys of a file read at a time."""
SORTS = ("opened", "length", "spans")
"""What a list may be ordered by; a minus before it reverses. Newest, longest, most come first."""


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a row's bar: what kind of time, from x over `width`, in percent."""

    kind: str
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Row:
    """One journey of the list; lengths in microseconds, `waited` None where a log cannot tell."""

    journey: Journey
    us: int
    spans: int
    stages: int
    last: str
    waited: int | None
    parts: tuple[Part, ...]
    ticks: tuple[float, ...]

    @property
    def is_open(self) -> bool:
        return self.journey.closed_at is None


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of a cohort: rows, the key of the next page, and the cohort in figures.

    `n` journeys of `all` in the source and period; `median_us` of the closed ones, None without.
    Every change up to the number `upto` is in it; `until` is the time of the latest event known.
    """

    rows: list[Row]
    after: str
    n: int
    all: int
    n_open: int
    median_us: int | None
    first: int | None
    last: int | None
    intervals: bool
    stages: tuple[str, ...]
    upto: int = 0
    until: int | None = None

    @property
    def kinds(self) -> frozenset[str]:
        """Return the kinds of time drawn on this page."""
        return frozenset(part.kind for row in self.rows for part in row.parts)

    @property
    def points(self) -> bool:
        """Return whether any event is drawn on this page."""
        return any(row.ticks for row in self.rows)


def listing(
    cohort: Cohort, *, by: Any, now: datetime, sort: str = "opened", after: str = ""
) -> Listing:
    """Return one page of the cohort's journeys that this person may see."""
    known = store.snapshot(by=by, source=cohort.source or None, period=cohort.period.bounds)
    spans = known.spans
    positions = cohorts.chosen(spans, cohort, by=by, now=now)
    values = _values(spans, positions, sort.removeprefix("-"), to_us(now))
    ids = spans.journey_id[positions]
    page = paging.ranked(values, ids, after=after, largest=not sort.startswith("-"))
    closed = spans.closed[positions] <= to_us(now)
    measured = positions[flow.has_length(spans, to_us(now))[positions]]
    lengths = spans.closed[measured] - spans.opened[measured]
    opened = spans.opened[positions]
    return Listing(
        rows=_rows(spans.take(positions[np.asarray(page.items, np.int64)]), now),
        after=page.after,
        n=len(positions),
        all=spans.n_journeys,
        n_open=int(np.count_nonzero(~closed)),
        median_us=round(float(np.median(lengths))) if len(lengths) else None,
        first=int(opened.min()) if len(opened) else None,
        last=int(opened.max()) if len(opened) else None,
        intervals=spans.intervals,
        stages=tuple(sorted(spans.stages)),
        upto=known.upto,
        until=_latest(spans, to_us(now)),
    )


def ids_in(
    cohort: Cohort, *, by: Any, now: datetime, opened: Sequence[datetime | None] = (None, None)
) -> list[int]:
    """Return the ids of a cohort's journeys that opened from one moment up to another (None = no
    limit), the latest recorded first."""
    spans = store.spans(by=by, source=cohort.source or None, period=cohort.period.bounds)
    positions = cohorts.chosen(spans, cohort, by=by, now=now)
    at, (first, last) = spans.opened[positions], opened
    keep = at >= (UNKNOWN if first is None else to_us(first))
    keep &= at < (OPEN if last is None else to_us(last))
    return np.sort(spans.journey_id[positions[keep]])[::-1].tolist()


def latest(source: Source, *, by: Any, now: datetime) -> int | None:
    """Return the time of the latest event known of a source, in microseconds; None of none."""
    return _latest(store.spans(by=by, source=source.name), to_us(now))


def _latest(spans: Spans, now: int) -> int | None:
    """Return the latest moment at which anything of these journeys happened; None of none."""
    known = np.concatenate((spans.start, spans.end))
    known = known[(known <= now) & (known != UNKNOWN)]
    return int(known.max()) if len(known) else None


def _values(spans: Spans, positions: NDArray, sort: str, now: int) -> NDArray[np.int64]:
    if sort == "length":
        return (np.minimum(spans.closed, now) - spans.opened)[positions]
    if sort == "spans":
        return np.diff(spans.offsets)[positions]
    return spans.opened[positions]


def _rows(spans: Spans, now: datetime) -> list[Row]:
    """Return the rows of these few journeys, in their order: one query."""
    found = Journey.objects.filter(pk__in=spans.journey_id.tolist())
    by_id = {journey.pk: journey for journey in found.select_related("source", "site")}
    ids = spans.journey_id.tolist()
    return [_row(by_id[pk], spans, position, now) for position, pk in enumerate(ids) if pk in by_id]


def _row(journey: Journey, spans: Spans, position: int, now: datetime) -> Row:
    where = spans.rows(position)
    found = waits.attribute(spans, position, to_us(now))
    stage = spans.stage[where]
    started = np.flatnonzero(spans.start[where] != OPEN)
    last = stage[started[-1]] if len(started) else stage[-1]
    waited = sum(part.us for part in found.segments if part.kind in (waits.WAIT, waits.GAP))
    return Row(
        journey=journey,
        us=found.us,
        spans=len(stage),
        stages=len(np.unique(stage)),
        last=spans.stages[last],
        waited=waited if journey.source.intervals else None,
        parts=parts(found),
        ticks=_ticks(spans.start[where][spans.kind[where] == POINT], found),
    )


def _ticks(moments: NDArray[np.int64], found: waits.Attribution) -> tuple[float, ...]:
    """Return where events stand on the bar, in percent; those closer than a pixel are one."""
    inside = moments[(moments >= found.opened) & (moments <= found.until)]
    places = np.round((inside - found.opened) * (100 / (found.us or 1)) * 2) / 2
    return tuple(np.unique(places).tolist())


def parts(found: waits.Attribution) -> tuple[Part, ...]:
    """Return the time of a journey by kind, in order of time; neighbours alike are one piece."""
    pieces: list[tuple[str, int, int]] = []
    for segment in found.segments:
        if pieces and pieces[-1][0] == segment.kind and pieces[-1][2] == segment.start:
            pieces[-1] = (segment.kind, pieces[-1][1], segment.end)
        else:
            pieces.append((segment.kind, segment.start, segment.end))
    scale = 100 / (found.us or 1)
    return tuple(
        Part(kind, round((start - found.opened) * scale, 2), round((end - start) * scale, 2))
        for kind, start, end in pieces
    )


def exported(
    cohort: Cohort, *, by: Any, now: datetime, sort: str, private: Collection[int] = ()
) -> Iterator[tuple]:
    """Yield each journey of the cohort as the columns of a file, in the order of the list; those
    of `private` (keys) without their trace id.

    Columns: trace id, source, site, opened, closed, length in hours, spans, stages, last stage,
    waiting in hours (None where the log cannot tell). Figures are made for all journeys at once.
    """
    spans = store.spans(by=by, source=cohort.source or None, period=cohort.period.bounds)
    positions = cohorts.chosen(spans, cohort, by=by, now=now)
    values = _values(spans, positions, sort.removeprefix("-"), to_us(now))
    sign = 1 if sort.startswith("-") else -1
    chosen = spans.take(positions[np.lexsort((spans.journey_id[positions], sign * values))])
    until = np.minimum(chosen.closed, to_us(now))
    columns = [
        chosen.journey_id,
        chosen.source,
        chosen.opened,
        chosen.closed,
        (until - chosen.opened) / HOUR,
        np.diff(chosen.offsets),
        _distinct_stages(chosen),
        chosen.stage[_last_rows(chosen)],
        _waited(chosen, to_us(now)),
    ]
    origin = {source.pk: source for source in Source.objects.select_related("site")}
    rows = zip(*(column.tolist() for column in columns), strict=True)
    while chunk := list(islice(rows, CHUNK)):
        yield from _written(chunk, origin, chosen, private)


def _written(
    chunk: list[tuple], origin: dict[int, Source], spans: Spans, private: Collection[int]
) -> Iterator[tuple]:
    ids = [row[0] for row in chunk]
    trace = dict(Journey.objects.filter(pk__in=ids).values_list("pk", "trace_id"))
    for pk, source, opened, closed, hours, n, stages, last, waited in chunk:
        yield (
            _("private") if pk in private else trace[pk].hex,
            origin[source].name,
            origin[source].site.name,
            from_us(opened),
            None if closed == OPEN else from_us(closed),
            hours,
            n,
            stages,
            spans.stages[last],
            waited / HOUR if origin[source].intervals else None,
        )


def _last_rows(spans: Spans) -> NDArray[np.int64]:
    """Return the row of each journey that began last; of one that only waits, its last row."""
    started = np.concatenate(([0], np.cumsum(spans.start != OPEN)))
    begun = started[spans.offsets[1:]] - started[spans.offsets[:-1]]
    # What has not begun stands at the end of its journey.
    return spans.offsets[:-1] + np.where(begun > 0, begun, np.diff(spans.offsets)) - 1


def _distinct_stages(spans: Spans) -> NDArray[np.int64]:
    """Return how many different stages each journey passed through."""
    wide = max(1, len(spans.stages))
    pairs = np.unique(spans.journey.astype(np.int64) * wide + spans.stage)
    return np.bincount(pairs // wide, minlength=spans.n_journeys)


def _waited(spans: Spans, now: int) -> NDArray[np.int64]:
    """Return the waiting of each journey, recorded or not, in microseconds."""
    if not spans.intervals or not spans.n_journeys:
        return np.zeros(spans.n_journeys, np.int64)
    found = waits.columns(spans, now)
    waiting = np.isin(found.kind, [waits.KINDS.index(kind) for kind in (waits.WAIT, waits.GAP)])
    us = (found.end - found.start)[waiting].astype(np.float64)
    sums = np.bincount(found.journey[waiting], weights=us, minlength=spans.n_journeys)
    return sums.astype(np.int64)
