"""Journeys with what people said of beds in place of what the feed has not told yet.

Pages made from journeys (the emergency department, intensive care, long stays, transfers) read
stays; of who was said to have left, come or changed beds the stays are those that the board has.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

import numpy as np

from carepath.capacity.models import Claim, Move
from carepath.capacity.queries.moves_known import moved_known
from carepath.frames import moves
from carepath.frames.moments import OPEN, UNKNOWN, to_us
from carepath.frames.spans import STAY, Spans
from carepath.journeys import queries as journeys
from carepath.places.models import Bed, Site
from carepath.spanstore import encode


class Lying(NamedTuple):
    """That a patient has a bed of a unit for a while, in microseconds UTC; `until` None = still."""

    unit: int
    since: int
    until: int | None


def as_said(spans: Spans, *, site: Site, known_at: datetime | None = None) -> Spans:
    """Return the journeys with the beds that the board has for who was said to have moved."""
    said = _said(site) if known_at is None else _known(site, known_at)
    positions = np.flatnonzero(np.isin(spans.journey_id, list(said))) if said else ()
    if not len(positions):
        return spans
    heads, rows = [], []
    for place in positions.tolist():
        pk = int(spans.journey_id[place])
        closed = int(spans.closed[place])
        heads.append((pk, int(spans.source[place]), int(spans.opened[place]),
                      None if closed == OPEN else closed))  # fmt: skip
        rows += _rows(spans, place, pk, said[pk])
    rest = encode.without(spans, spans.journey_id[positions])
    both = encode.joined([rest, encode.spans_of(heads, rows)])
    named = {name: getattr(spans, name) for name in ("stages", "phases", "limits", "intervals")}
    return replace(both, **named)


def _said(site: Site) -> dict[int, list[Lying]]:
    """Return journey -> its beds, of journeys that were said to move and the feed has not told."""
    said = Move.objects.filter(undone_at=None, journey__site=site).exclude(standing=moves.TOLD)
    found: dict[int, list[Lying]] = {pk: [] for pk in said.values_list("journey", flat=True)}
    rows = Claim.objects.filter(journey__in=found).order_by("since", "pk") if found else ()
    for claim in rows and rows.values_list("journey", "bed__unit", "since", "until"):
        pk, unit, since, until = claim
        found[pk].append(Lying(unit, to_us(since), None if until is None else to_us(until)))
    return found


def _known(site: Site, known_at: datetime) -> dict[int, list[Lying]]:
    """Return the same as it was known at a moment."""
    stays = journeys.stays_known(site=site, known_at=known_at)
    moved = moved_known(site=site, known_at=known_at, stays=stays)
    found: dict[int, list[Lying]] = defaultdict(list)
    found.update((pk, []) for pk in moved.journeys)
    units = dict(Bed.objects.filter(pk__in={bed for bed, _one in moved.claims}).values_list(
        "pk", "unit"))  # fmt: skip
    for bed, one in moved.claims:
        found[one.visit].append(Lying(units[bed], one.since, one.until))
    return found


def _rows(spans: Spans, place: int, pk: int, lies: Sequence[Lying]) -> Iterator[tuple]:
    """Yield the spans of a journey, its stays as said."""
    rows = range(*spans.rows(place).indices(spans.n_spans))
    stays = [n for n in rows if spans.kind[n] == STAY]
    met = _met(spans, stays, lies)
    beds = {one.unit for one in lies}
    for n in rows:
        if n not in stays or (spans.start[n] == OPEN and n not in met.values()):
            yield _row(spans, n, pk, rows.start, int(spans.end[n]))
        elif spans.start[n] != OPEN and spans.unit[n] not in beds:
            # A stay in no bed ends with the first bed after it.
            later = [one.since for one in lies if one.since > spans.start[n]]
            yield _row(spans, n, pk, rows.start, min([int(spans.end[n]), *later]))
    for n, one in enumerate(lies):
        like = next((k for k in stays if spans.unit[k] == one.unit), stays[0] if stays else None)
        stage = 0 if like is None else int(spans.stage[like])
        requested = int(spans.requested[met[n]]) if n in met else None
        times = (requested, one.since, one.until)
        yield (pk, stage, STAY, one.unit, *times, 0, 0, f"said {n}".encode(), None)


def _met(spans: Spans, stays: Sequence[int], lies: Sequence[Lying]) -> dict[int, int]:
    """Return which bed (its place) answers which request (its row): the first after it there."""
    found: dict[int, int] = {}
    for row in stays:
        if _is_request(spans, row):
            asked, unit = spans.requested[row], spans.unit[row]
            after = (n for n, one in enumerate(lies) if one.unit == unit and one.since >= asked)
            n = next((n for n in after if n not in found), None)
            if n is not None:
                found[n] = row
    return found


def _is_request(spans: Spans, n: int) -> bool:
    asked = spans.requested[n] != UNKNOWN
    return bool(asked and spans.start[n] == OPEN and spans.end[n] == OPEN)


def _row(spans: Spans, n: int, pk: int, first: int, end: int) -> tuple:
    """Return a span as it is, as `encode.SPAN_ROW` names its columns, with this end."""
    known: Iterable[int] = (int(getattr(spans, name)[n]) for name in ("requested", "start"))
    requested, start = (None if one in (OPEN, UNKNOWN) else one for one in known)
    unit, parent = int(spans.unit[n]), int(spans.parent[n])
    return (
        pk, int(spans.stage[n]), int(spans.kind[n]), None if unit < 0 else unit, requested, start,
        None if end == OPEN else end, n - first, int(spans.precision[n]), str(n - first).encode(),
        str(parent).encode() if parent >= 0 else None,
    )  # fmt: skip
