"""When beds were closed: the last word of a bed says so, and nobody lies in it."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import datetime

from django.db.models import OuterRef, Q, QuerySet, Subquery

from carepath.analysis import bed_claims
from carepath.capacity.models import Holding, Word
from carepath.capacity.queries import as_known
from carepath.frames import beds as frames
from carepath.frames.moments import to_us
from carepath.places.models import Bed, Unit

EVER = 2**62
"""An end for what goes on."""
Stretch = tuple[int, int]


def closed_stretches(*, unit: Unit, low: int, known_at: datetime | None = None) -> list[Stretch]:
    """Return [since, until) after `low`, one for each time a bed of a unit was closed.

    All in microseconds UTC; what goes on ends at EVER. With `known_at` as it was known then. One
    question where no bed was ever closed.
    """
    words = Word.objects.filter(bed__unit=unit)
    if known_at is not None:
        words = words.filter(recorded_at__lte=known_at)
    keys = set(words.filter(state=frames.CLOSED).order_by().values_list("bed", flat=True))
    if not keys:
        return []
    each = list(Bed.objects.filter(pk__in=keys))
    there, said = _there(each, unit, low, known_at), _said(words.filter(bed__in=keys), low)
    return [part for bed, told in said.items() for part in _empty(_closed(told), there[bed])]


def _said(words: QuerySet[Word], low: int) -> dict[int, list[tuple[int, str]]]:
    """Return by bed (since, state) of each word said after `low` and of the last before, in
    order."""
    found = defaultdict(list)
    of_bed = words.filter(bed=OuterRef("bed"), since__lte=low)
    last = Subquery(of_bed.order_by("-since", "-written_at", "-state").values("pk")[:1])
    rows = words.filter(Q(since__gt=low) | Q(pk=last)).order_by("since", "written_at", "state")
    for bed, since, state in rows.values_list("bed", "since", "state"):
        found[bed].append((to_us(since), state))
    return found


def _closed(told: list[tuple[int, str]]) -> Iterator[Stretch]:
    """Yield the stretches in which the last word of one bed is that it is closed."""
    ends = [since for since, _ in told[1:]] + [EVER]
    for (since, state), until in zip(told, ends, strict=True):
        if state == frames.CLOSED and since < until:
            yield since, until


def _empty(stretches: Iterator[Stretch], held: list[Stretch]) -> Iterator[Stretch]:
    """Yield what is left of the stretches without the times somebody lay there, both in order."""
    for since, until in stretches:
        for begin, end in held:
            if end <= since or begin >= until:
                continue
            if begin > since:
                yield since, begin
            since = end
        if since < until:
            yield since, until


def _there(
    each: Collection[Bed], unit: Unit, low: int, known_at: datetime | None
) -> dict[int, list[Stretch]]:
    """Return by bed when somebody lay there after `low`, in order."""
    found = defaultdict(list)
    if known_at is None:
        rows = Holding.objects.filter(bed__in=each).exclude(until__lte=low).order_by("since")
        for bed, since, until in rows.values_list("bed", "since", "until"):
            found[bed].append((to_us(since), EVER if until is None else to_us(until)))
        return found
    known = as_known.claims(each, site=unit.site, low=low, high=EVER, known_at=known_at)
    for bed, claims in known.items():
        for one in bed_claims.holdings(claims):
            found[bed].append((one.since, EVER if one.until is None else one.until))
    return found
