"""What claims a bed: the stays of a journey, with what people said of its moves."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q

from carepath.analysis import bed_moves
from carepath.capacity.actions.naming import beds_named
from carepath.capacity.models import Claim, Move
from carepath.frames import moves
from carepath.frames.moments import from_us, to_us
from carepath.frames.spans import KINDS
from carepath.journeys.models import Journey, Span
from carepath.places.models import Bed

STAY = KINDS.index("stay")
Arrivals = dict[tuple[int, int], datetime]
"""(journey, unit) to when the patient is said to have come into a bed of it."""


@dataclass(frozen=True, slots=True)
class Claims:
    """Claims of some journeys, not saved, and what follows from their moves: how each stands
    (id to code), when they last arrived in a bed of a unit, and the beds they swapped into."""

    rows: list[Claim] = field(default_factory=list)
    standings: dict[int, str] = field(default_factory=dict)
    arrived: Arrivals = field(default_factory=dict)
    swapped: set[tuple[int, int]] = field(default_factory=set)


def claims_of(journeys: Collection[int]) -> Claims:
    """Return the claims of these journeys (ids); those of whom nobody said a move as they stay."""
    said: dict[int, list[Move]] = defaultdict(list)
    for row in Move.objects.filter(journey__in=journeys, undone_at=None).select_related("bed"):
        said[row.journey_id].append(row)
    stays = _stays(journeys, said)
    found = Claims()
    for journey, told in stays.items():
        if journey not in said:
            found.rows.extend(_as_told(journey, told))
    for row in Journey.objects.filter(pk__in=said):
        _fold(row, stays.get(row.pk, ()), said[row.pk], found)
    return found


def _stays(
    journeys: Collection[int], said: Mapping[int, Any]
) -> dict[int, list[tuple[Span, Bed | None]]]:
    """Return the stays of each journey with their beds; of one that was moved also those of no
    bed, which tell a change too."""
    tells_bed = Q(unit__isnull=False, attributes__contains='"bed"')
    rows = Span.objects.filter(
        tells_bed | Q(journey__in=list(said)),
        journey__in=journeys, kind=STAY, retracted_at=None, started_at__isnull=False,
    )  # fmt: skip
    names = {span: _name(span) for span in rows.order_by("pk")}
    named: dict[tuple[int, str, str], datetime] = {}
    for span, name in names.items():
        if name is not None:
            named[name] = min(span.recorded_at, named.get(name, span.recorded_at))
    known = beds_named(named)
    found: dict[int, list[tuple[Span, Bed | None]]] = defaultdict(list)
    for span, name in names.items():
        found[span.journey_id].append((span, None if name is None else known[name]))
    return found


def _name(span: Span) -> tuple[int, str, str] | None:
    """Return the unit, room and bed a stay names, None if it names no bed."""
    told = json.loads(span.attributes or "{}")
    room, bed = (str(told.get(name) or "")[:80] for name in ("room", "bed"))
    return (span.unit_id, room, bed) if span.unit_id is not None and bed else None


def _as_told(journey: int, told: Iterable[tuple[Span, Bed | None]]) -> list[Claim]:
    return [
        Claim(journey_id=journey, span=span, bed=bed, since=span.started_at, until=span.ended_at)
        for span, bed in told
        if bed is not None
    ]


def _fold(
    journey: Journey, told: Iterable[tuple[Span, Bed | None]], said: Iterable[Move], found: Claims
) -> None:
    """Add what stays and moves of a journey make together."""
    spans, rows = {span.pk: span for span, _bed in told}, {row.pk: row for row in said}
    # A visit that was entered in error or merged into another holds nothing, whatever was said.
    closed = journey.closed_at if journey.n_spans else journey.opened_at
    made = bed_moves.fold(
        [_told(span, bed) for span, bed in told],
        [row.said for row in rows.values()],
        closed=None if closed is None else to_us(closed),
    )
    for one in made.claims:
        origin = {"span": spans.get(one.stay), "move": rows.get(one.move)}
        until = None if one.until is None else from_us(one.until)
        found.rows.append(
            Claim(journey=journey, bed_id=one.bed, since=from_us(one.since), until=until, **origin)
        )
        move = origin["move"]
        if move is not None and move.kind == moves.ARRIVED:
            found.arrived[journey.pk, move.bed.unit_id] = from_us(one.since)
    found.standings.update(made.standings)
    swaps = (row for row in rows.values() if row.kind == moves.SWAPPED)
    found.swapped.update((journey.pk, row.bed_id) for row in swaps)


def _told(span: Span, bed: Bed | None) -> moves.Told:
    until = None if span.ended_at is None else to_us(span.ended_at)
    return moves.Told(span.pk, to_us(span.started_at), until, span.unit_id, bed and bed.pk)
