"""Claims, holdings and requests say what the stays of journeys say."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from time import monotonic
from typing import Any

from django.db import transaction
from django.db.models import Q

from carepath.analysis import bed_claims
from carepath.audit import actions as audit
from carepath.capacity.actions import reserving
from carepath.capacity.actions.claiming import STAY, Arrivals, Claims, claims_of
from carepath.capacity.models import Claim, Holding, Move, Projected, Request
from carepath.frames import beds
from carepath.frames.moments import from_us, to_us
from carepath.journeys import queries as journeys
from carepath.journeys.models import Span
from carepath.places.models import Bed

SOME = 500
"""Journeys projected in one transaction."""
ROUND_S = 1.0
"""How long a round takes at most: what else waits is not to wait for long."""
AT_ONCE = 100
"""Beds in one question to the database."""


def project_changed(*, by: Any, at: datetime) -> int:
    """Project the journeys changed since the last round, for a second; return how many."""
    began, done = monotonic(), 0
    while monotonic() - began < ROUND_S:
        some = _project_some(by=by, at=at)
        if not some:
            break
        done += some
    return done


def _project_some(*, by: Any, at: datetime) -> int:
    held, _is_new = Projected.objects.get_or_create(pk=1)
    heads, upto = journeys.changed_since(held.change, limit=SOME)
    if not heads:
        return 0
    with audit.recording_as(by, at=at):
        if Projected.objects.filter(pk=1, change=held.change).update(change=upto) != 1:
            return 0  # another process was first
        project([head.id for head in heads])
    return len(heads)


def project(changed: Iterable[int]) -> None:
    """Make all of it say what the stays of these journeys (ids) and their moves say, in one
    transaction."""
    changed = list(changed)
    with transaction.atomic():
        hold_projection()
        found = claims_of(changed)
        _stand(found)
        _ask(changed, found.arrived)
        held = {_origin(row): row for row in Claim.objects.filter(journey__in=changed)}
        said = {_origin(row): row for row in found.rows}
        gone = [row for origin, row in held.items() if _told(said.get(origin)) != _told(row)]
        new = [row for origin, row in said.items() if _told(held.get(origin)) != _told(row)]
        if not gone and not new:
            return
        touched = [*gone, *new]
        # Two at once on one bed: the second waits here, and then sees the claims of the first.
        wanted = sorted({row.bed_id for row in touched})
        list(
            Bed.objects.select_for_update(of=("self",), no_key=True)
            .filter(pk__in=wanted)
            .order_by("pk")
        )
        Claim.objects.filter(pk__in=[row.pk for row in gone]).delete()
        Claim.objects.bulk_create(new)
        _hold_anew(touched)
        reserving.end_arrived(
            row for row in new if (row.journey_id, row.bed_id) not in found.swapped
        )


def hold_projection() -> None:
    """Let who else projects wait, and see what was projected: inside a transaction.

    Who reads stays while another writes moves would undo them.
    """
    Projected.objects.select_for_update().get_or_create(pk=1)


def _stand(found: Claims) -> None:
    """Keep how moves stand beside what the feed tells."""
    rows = Move.objects.in_bulk(list(found.standings))
    changed = [row for pk, row in rows.items() if row.standing != found.standings[pk]]
    for row in changed:
        row.standing = found.standings[row.pk]
    Move.objects.bulk_update(changed, ["standing"])


def _ask(changed: Collection[int], arrived: Arrivals) -> None:
    """Keep what these journeys asked for: stays that began later, have not begun, or never did.

    One is met when the patient is said to have arrived in a bed of that unit.
    """
    stays = Span.objects.filter(
        journey__in=changed, kind=STAY, retracted_at=None, requested_at__isnull=False
    ).filter(unit__isnull=False)
    rows = (_request(stay, arrived) for stay in stays)
    said = {row.span_id: row for row in rows if row.ended_at != row.asked_at}
    held = {row.span_id: row for row in Request.objects.filter(journey__in=changed)}
    stale = [row.pk for span, row in held.items() if _asked(said.get(span)) != _asked(row)]
    new = [row for span, row in said.items() if _asked(held.get(span)) != _asked(row)]
    Request.objects.filter(pk__in=stale).delete()
    Request.objects.bulk_create(new)


def _request(stay: Span, arrived: Arrivals) -> Request:
    ended = stay.started_at or stay.ended_at
    came = arrived.get((stay.journey_id, stay.unit_id))
    if ended is None and came is not None and came >= stay.requested_at:
        ended = came
    return Request(
        span_id=stay.pk,
        journey_id=stay.journey_id,
        unit_id=stay.unit_id,
        asked_at=stay.requested_at,
        ended_at=None if ended is None else max(ended, stay.requested_at),
    )


def _asked(row: Request | None) -> tuple | None:
    return None if row is None else (row.journey_id, row.unit_id, row.asked_at, row.ended_at)


def _origin(row: Claim) -> tuple[int | None, int | None]:
    return row.span_id, row.move_id


def _told(row: Claim | None) -> tuple | None:
    return None if row is None else (row.bed_id, row.journey_id, row.since, row.until)


def _hold_anew(touched: Iterable[Claim]) -> None:
    """Make the holdings of these claims' beds anew, from the earliest moment that changed."""
    since: dict[int, datetime] = {}
    for row in touched:
        since[row.bed_id] = min(row.since, since.get(row.bed_id, row.since))
    every = sorted(since.items())
    for place in range(0, len(every), AT_ONCE):
        some = every[place : place + AT_ONCE]
        # From the beginning of what is held at that moment, so that nothing is cut in two.
        old = list(Holding.objects.filter(_goes_on(some, "gte")))
        begin = dict(some)
        for row in old:
            begin[row.bed_id] = min(begin[row.bed_id], row.since)
        Holding.objects.filter(pk__in=[row.pk for row in old]).delete()
        claims: dict[int, list[beds.Claim]] = defaultdict(list)
        for row in Claim.objects.filter(_goes_on(begin.items(), "gt")):
            claims[row.bed_id].append(_claim(row))
        Holding.objects.bulk_create(
            row for bed, moment in begin.items() for row in _holdings(bed, claims[bed], moment)
        )


def _goes_on(some: Iterable[tuple[int, datetime]], later: str) -> Q:
    """Return what asks for the rows of each of these beds that end after its moment, or never."""
    found = Q()
    for bed, moment in some:
        ends = Q(until__isnull=True) | Q(**{f"until__{later}": moment})
        found |= Q(bed=bed) & ends
    return found


def _holdings(bed: int, claims: Iterable[beds.Claim], begin: datetime) -> Iterator[Holding]:
    """Yield the holdings of a bed that end after a moment, not saved."""
    for one in bed_claims.holdings(claims):
        if one.until is None or from_us(one.until) > begin:
            yield Holding(
                bed_id=bed,
                journey_id=None if one.contested else one.visits[0],
                since=max(from_us(one.since), begin),
                until=None if one.until is None else from_us(one.until),
            )


def _claim(row: Claim) -> beds.Claim:
    until = None if row.until is None else to_us(row.until)
    return beds.Claim(row.journey_id, to_us(row.since), until)
