"""Claims, holdings and requests say what the stays of journeys say."""

import json
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
from carepath.capacity.actions.naming import beds_named
from carepath.capacity.models import Claim, Holding, Projected, Request
from carepath.frames import beds
from carepath.frames.moments import from_us, to_us
from carepath.frames.spans import KINDS
from carepath.journeys import queries as journeys
from carepath.journeys.models import Span
from carepath.places.models import Bed

STAY = KINDS.index("stay")
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
    """Make all of it say what the stays of these journeys (ids) say, in one transaction."""
    changed = list(changed)
    with transaction.atomic():
        _ask(changed)
        held = {row.span_id: row for row in Claim.objects.filter(journey__in=changed)}
        said = {row.span_id: row for row in _claims(changed)}
        gone = [row for span, row in held.items() if _told(said.get(span)) != _told(row)]
        new = [row for span, row in said.items() if _told(held.get(span)) != _told(row)]
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
        reserving.end_arrived(new)


def _ask(changed: Collection[int]) -> None:
    """Keep what these journeys asked for: stays that began later, have not begun, or never did."""
    stays = Span.objects.filter(
        journey__in=changed, kind=STAY, retracted_at=None, requested_at__isnull=False
    ).filter(unit__isnull=False)
    said = {row.span_id: row for row in map(_request, stays) if row.ended_at != row.asked_at}
    held = {row.span_id: row for row in Request.objects.filter(journey__in=changed)}
    stale = [row.pk for span, row in held.items() if _asked(said.get(span)) != _asked(row)]
    new = [row for span, row in said.items() if _asked(held.get(span)) != _asked(row)]
    Request.objects.filter(pk__in=stale).delete()
    Request.objects.bulk_create(new)


def _request(stay: Span) -> Request:
    ended = stay.started_at or stay.ended_at
    return Request(
        span_id=stay.pk,
        journey_id=stay.journey_id,
        unit_id=stay.unit_id,
        asked_at=stay.requested_at,
        ended_at=None if ended is None else max(ended, stay.requested_at),
    )


def _asked(row: Request | None) -> tuple | None:
    return None if row is None else (row.journey_id, row.unit_id, row.asked_at, row.ended_at)


def _claims(changed: Collection[int]) -> list[Claim]:
    """Return the claims of the stays of these journeys that name a bed, not saved."""
    stays = Span.objects.filter(
        journey__in=changed, kind=STAY, retracted_at=None, started_at__isnull=False
    ).filter(unit__isnull=False, attributes__contains='"bed"')
    found = [(span, json.loads(span.attributes)) for span in stays.order_by("pk")]
    named: dict[tuple[int, str, str], datetime] = {}
    for span, said in found:
        name = (span.unit_id, _text(said, "room"), _text(said, "bed"))
        named[name] = min(span.recorded_at, named.get(name, span.recorded_at))
    known = beds_named(named)
    return [
        Claim(
            span_id=span.pk,
            journey_id=span.journey_id,
            bed=known[span.unit_id, _text(said, "room"), _text(said, "bed")],
            since=span.started_at,
            until=span.ended_at,
        )
        for span, said in found
        if _text(said, "bed")
    ]


def _text(said: dict[str, Any], name: str) -> str:
    return str(said.get(name) or "")[:80]


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
