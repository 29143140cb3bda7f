"""Every write about beds: claims and holdings from stays, and what is said of a bed."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from carepath.accounts.models import User
from carepath.analysis import bed_claims
from carepath.audit import actions as audit
from carepath.capacity import policies
from carepath.capacity.models import Claim, Holding, Projected, Word
from carepath.frames import beds
from carepath.frames.moments import from_us, to_us
from carepath.frames.spans import KINDS
from carepath.journeys import queries as journeys
from carepath.journeys.models import Source, Span
from carepath.places.models import Bed, Site, Unit

STAY = KINDS.index("stay")
SOME = 500
"""Journeys projected in one transaction."""
AT_ONCE = 100
"""Beds in one question to the database."""


def project_changed(*, by: Any, at: datetime) -> int:
    """Project the journeys changed since the last round; return how many."""
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
    """Make claims and holdings say what the stays of these journeys (ids) say, in a transaction."""
    changed = list(changed)
    with transaction.atomic():
        held = {row.span_id: row for row in Claim.objects.filter(journey__in=changed)}
        said = {row.span_id: row for row in _claims(changed)}
        gone = [row for span, row in held.items() if _told(said.get(span)) != _told(row)]
        new = [row for span, row in said.items() if _told(held.get(span)) != _told(row)]
        if not gone and not new:
            return
        touched = [*gone, *new]
        # Two at once on one bed: the second waits here, and then sees the claims of the first.
        wanted = sorted({row.bed_id for row in touched})
        list(Bed.objects.select_for_update(of=("self",)).filter(pk__in=wanted).order_by("pk"))
        Claim.objects.filter(pk__in=[row.pk for row in gone]).delete()
        Claim.objects.bulk_create(new)
        _hold_anew(touched)


def _claims(changed: Collection[int]) -> list[Claim]:
    """Return the claims of the stays of these journeys that name a bed, not saved."""
    stays = Span.objects.filter(
        journey__in=changed, kind=STAY, retracted_at=None, started_at__isnull=False
    ).filter(unit__isnull=False, attributes__contains='"bed"')
    found = [(span, json.loads(span.attributes)) for span in stays.order_by("pk")]
    named = {(span.unit_id, _text(said, "room"), _text(said, "bed")) for span, said in found}
    known = _beds(named)
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


def _beds(named: Iterable[tuple[int, str, str]]) -> dict[tuple[int, str, str], Bed]:
    """Return the beds of these names (unit, room, code); one that is new waits to be confirmed."""
    wanted = {name for name in named if name[2]}
    units = {unit for unit, _room, _code in wanted}
    codes = {code for _unit, _room, code in wanted}

    def known() -> dict[tuple[int, str, str], Bed]:
        rows = Bed.objects.filter(unit__in=units, code__in=codes)
        return {(row.unit_id, row.room, row.code): row for row in rows}

    found = known()
    new = [name for name in sorted(wanted) if name not in found]
    if new:
        fresh = [Bed(unit_id=unit, room=room, code=code) for unit, room, code in new]
        Bed.objects.bulk_create(fresh, ignore_conflicts=True)
        found = known()
    return found


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


def say(
    said: beds.BedWord,
    *,
    site: Site,
    by: Any,
    at: datetime,
    source: Source | None = None,
    message: int | None = None,
) -> Word:
    """Keep what was said of a bed, once; a bed nobody knew waits to be confirmed.

    Said in any order, the state of a bed is the same: the word of the latest moment counts.
    """
    with audit.recording_as(by, at=at) as act:
        unit, _is_new = Unit.objects.get_or_create(
            site=site, code=said.place.unit, defaults={"name": said.place.unit}
        )
        name = (unit.pk, said.place.room, said.place.bed)
        row, _is_new = Word.objects.get_or_create(
            bed=_beds([name])[name],
            state=said.word.state,
            since=from_us(said.word.since),
            written_at=from_us(said.word.written),
            defaults={
                "recorded_at": at,
                "said_by": act.actor[:150],
                "source": source,
                "message": message,
            },
        )
    return row


def say_of(*, bed: Bed, state: str, by: User, at: datetime, reason: str = "") -> Word:
    """Say of a bed what a person sees, from now on: free, to be cleaned, closed ...

    A later word, of a feed or a person, counts more. ValueError for what no person can say.
    """
    site = bed.unit.site
    policies.check_say(by, site)
    if state not in policies.SAYABLE or (state in policies.NEEDS_REASON and not reason):
        raise ValueError(state)
    now = site.time(at)
    with audit.recording_as(by, at=at, why=reason) as act:
        row = Word.objects.create(
            bed=bed, state=state, since=now, written_at=now, recorded_at=now,
            said_by=act.actor[:150], reason=reason[:200],
        )  # fmt: skip
        audit.record("bed.said", bed, site=site.slug, unit=bed.unit.code, state=state)
    return row
