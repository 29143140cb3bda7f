"""Who had which bed as it was known at a moment: folded from the stays that were known then.

Most stays are known today as they were then: their claims are read as they are. Those that were
told anew or taken back since come as they were (`journeys.stays_known`), and so do the claims of
visits that people said moves of (`moves_known`). A bed that nobody has left
for long is asked for further back, so that beginnings and ends are exact however long ago.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from carepath.analysis import bed_claims
from carepath.capacity.models import Claim, Named, Word
from carepath.capacity.queries.moves_known import moved_known
from carepath.frames import beds as frames
from carepath.frames.moments import DAY, to_us
from carepath.journeys import queries as journeys
from carepath.journeys.queries import KnownStay
from carepath.places.models import Bed, Site

FLOORS = (14 * DAY, 120 * DAY)
"""How far back claims are looked for at first, and then; after that, all of them."""
FEW = 400
"""Beds asked for by name in one question."""
Claims = dict[int, list[frames.Claim]]
_EVER = -(2**62)


def beds(rows: QuerySet[Bed], *, known_at: datetime) -> QuerySet[Bed]:
    """Return those of the beds that were known by a moment: entered, named or spoken of."""
    entered = Bed.history.filter(id=OuterRef("pk"))
    named = Named.objects.filter(bed=OuterRef("pk"))
    spoken = Word.objects.filter(bed=OuterRef("pk"), recorded_at__lte=known_at).order_by()
    ever = ~Exists(entered.order_by()) & ~Exists(named)  # from before it was kept when
    return rows.filter(
        ever
        | Exists(entered.filter(history_date__lte=known_at).order_by())
        | Exists(named.filter(at__lte=known_at))
        | Exists(spoken)
    )


def holdings(
    each: Collection[Bed], *, site: Site, at: datetime, known_at: datetime
) -> dict[int, frames.Holding]:
    """Return the last holding of each bed that had begun by `at`, as it was known."""
    before, moved = _otherwise(each, site, known_at)
    found: dict[int, frames.Holding] = {}
    wanted, now = {bed.pk for bed in each}, to_us(at)
    for floor in (*(now - back for back in FLOORS), _EVER):
        claims = _claims(wanted, moved, low=floor, high=now, known_at=known_at)
        for bed, claim in before:
            if bed in wanted and claim.since <= now:
                claims[bed].append(claim)
        for bed in wanted:
            begun = [one for one in bed_claims.holdings(claims[bed]) if one.since <= now]
            if begun:
                found[bed] = begun[-1]
        # What began after the floor is known whole; the rest may go back further.
        wanted = {bed for bed in wanted if bed not in found or found[bed].since <= floor}
    return found


def claims(
    each: Collection[Bed], *, site: Site, low: int, high: int, known_at: datetime
) -> Mapping[int, list[frames.Claim]]:
    """Return by bed the claims that overlap [low, high) (microseconds UTC), as they were known."""
    before, moved = _otherwise(each, site, known_at)
    found = _claims({bed.pk for bed in each}, moved, low=low, high=high - 1, known_at=known_at)
    for bed, claim in before:
        if claim.since < high and (claim.until is None or claim.until > low):
            found[bed].append(claim)
    return found


def _otherwise(
    each: Collection[Bed], site: Site, known_at: datetime
) -> tuple[list[tuple[int, frames.Claim]], Collection[int]]:
    """Return (bed, claim) of what was known otherwise than today, and the visits (keys) whose
    claims of today say nothing of then."""
    stays = journeys.stays_known(site=site, known_at=known_at)
    moved = moved_known(site=site, known_at=known_at, stays=stays)
    asked = {bed.pk for bed in each}
    rest = (stay for stay in stays if stay.journey not in moved.journeys)
    found = [*_named(rest, each), *(pair for pair in moved.claims if pair[0] in asked)]
    return found, moved.journeys


def _claims(
    wanted: Collection[int],
    moved: Collection[int],
    *,
    low: int,
    high: int,
    known_at: datetime,
) -> Claims:
    """Return by bed the claims that began by `high` and ended after `low`, known as today."""
    was = Q(span__isnull=True) | Q(span__recorded_at__lte=known_at)
    rows = Claim.objects.filter(was, since__lte=high).exclude(journey__in=moved)
    if len(wanted) <= FEW:
        goes_on = Q(until__isnull=True) | Q(until__gt=low)
        parts = [rows.filter(goes_on, bed__in=wanted)]
    else:  # by its end, which the database finds at once, and not by bed
        parts = [rows.filter(until__isnull=True), rows.filter(until__gt=low)]
    found: Claims = defaultdict(list)
    for part in parts:
        for bed, journey, since, until in part.values_list("bed", "journey", "since", "until"):
            if bed in wanted:
                end = None if until is None else to_us(until)
                found[bed].append(frames.Claim(journey, to_us(since), end))
    return found


def _named(stays: Iterable[KnownStay], each: Iterable[Bed]) -> Iterator[tuple[int, frames.Claim]]:
    """Yield (bed, claim) of the stays that name one of the beds and had begun."""
    by_name = {(bed.unit_id, bed.room, bed.code): bed.pk for bed in each}
    for stay in stays:
        bed = by_name.get((stay.unit, stay.room[:80], stay.bed[:80])) if stay.bed else None
        if bed is not None and stay.started is not None:
            yield bed, frames.Claim(stay.journey, stay.started, stay.ended)
