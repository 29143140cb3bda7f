"""Who had which bed as it was known at a moment, of visits that people said moves of.

What a claim says today may rest on a move that was said later, or on one that was undone since: the
claims of such visits are folded again, from the stays and the moves that were known then.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from carepath.analysis import bed_moves
from carepath.capacity.models import Move
from carepath.frames import beds, moves
from carepath.frames.moments import to_us
from carepath.journeys import queries as journeys
from carepath.journeys.models import Journey
from carepath.journeys.queries import KnownStay
from carepath.places.models import Bed, Site

Told = dict[int, list[moves.Told]]


@dataclass(frozen=True, slots=True)
class MovedKnown:
    """The visits (keys) whose claims are not read as they are, and their claims, by bed."""

    journeys: frozenset[int]
    claims: tuple[tuple[int, beds.Claim], ...]


def moved_known(*, site: Site, known_at: datetime, stays: Iterable[KnownStay]) -> MovedKnown:
    """Return the claims of visits that were moved and may be known otherwise since.

    `stays` are those of `journeys.stays_known`, of the same site and moment.
    """
    otherwise = [stay for stay in stays if stay.started is not None]
    rows = Move.objects.filter(journey__site=site).filter(
        Q(journey__closed_at__isnull=True)
        | Q(journey__closed_at__gt=known_at)
        | Q(recorded_at__gt=known_at)
        | Q(undone_at__gt=known_at)
        | Q(journey__in={stay.journey for stay in otherwise})
    )
    said: dict[int, list[moves.Move]] = defaultdict(list)
    for row in rows.select_related("bed"):
        said[row.journey_id] += [row.said] if row.stood(known_at) else []
    if not said:
        return MovedKnown(frozenset(), ())
    told = _told(said, otherwise, known_at)
    whose = Journey.objects.in_bulk(list(said))
    claims = (
        (claim.bed, beds.Claim(pk, claim.since, claim.until))
        for pk, spoken in said.items()
        for claim in bed_moves.fold(told[pk], spoken, closed=_closed(whose[pk], told[pk])).claims
    )
    return MovedKnown(frozenset(said), tuple(claims))


def arrived_known(
    *, site: Site, at: datetime, known_at: datetime
) -> dict[tuple[int, int], datetime]:
    """Return (journey, unit) to when the patient was said to have come into a bed of it by `at`, as
    it was known."""
    rows = Move.objects.filter(kind=moves.ARRIVED, journey__site=site, happened_at__lte=at)
    rows = rows.filter(recorded_at__lte=known_at).select_related("bed").order_by("happened_at")
    stood = (row for row in rows if row.stood(known_at))
    return {(row.journey_id, row.bed.unit_id): row.happened_at for row in stood}


def _told(said: Mapping[int, object], otherwise: Iterable[KnownStay], known_at: datetime) -> Told:
    """Return journey -> the stays that were known of it."""
    every = [stay for stay in otherwise if stay.journey in said]
    every += journeys.stays_as_they_are(list(said), known_at=known_at)
    codes = {stay.bed[:80] for stay in every if stay.bed}
    each = Bed.objects.filter(unit__in={stay.unit for stay in every}, code__in=codes)
    by_name = {(bed.unit_id, bed.room, bed.code): bed.pk for bed in each}
    found: Told = defaultdict(list)
    for stay in every:
        bed = by_name.get((stay.unit, stay.room[:80], stay.bed[:80])) if stay.bed else None
        one = moves.Told(stay.span, stay.started, stay.ended, stay.unit, bed)
        found[stay.journey].append(one)
    return found


def _closed(journey: Journey, told: Iterable[moves.Told]) -> int | None:
    """Return when a visit had ended; one that was known to lie somewhere had not."""
    if any(stay.until is None for stay in told):
        return None
    closed = journey.closed_at if journey.n_spans else journey.opened_at
    return None if closed is None else to_us(closed)
