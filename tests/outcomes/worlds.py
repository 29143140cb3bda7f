"""A small hospital with a ward and an emergency department, whose numbers are easy to count."""

from datetime import timedelta
from itertools import count

from carepath.capacity.models import Claim, Holding, Request
from carepath.frames.moments import from_us, to_us
from carepath.frames.spans import KINDS
from carepath.journeys.models import Journey, Source, Span, Stage
from carepath.outcomes import actions
from carepath.outcomes.models import Look
from carepath.places.models import Bed, Unit
from tests.factories import AT, site

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
STAY = KINDS.index("stay")
_numbers = count(1)


def hospital(beds=5, spaces=4, **fields):
    """A site with a ward W and an emergency department E."""
    north = site(**fields)
    for code, n, care in (("W", beds, Bed.Care.WARD), ("E", spaces, Bed.Care.EMERGENCY)):
        unit = Unit.objects.create(site=north, code=code, name=f"Unit {code}")
        for number in range(n):
            Bed.objects.create(unit=unit, code=f"{code}{number}", care=care, confirmed=True)
    return north


def source(north):
    return Source.objects.get_or_create(name=f"Feed of {north.slug}", site=north)[0]


def arrives(north, at):
    """A journey that began at a moment."""
    n = next(_numbers)
    return Journey.objects.create(
        site=north, source=source(north), case_ref=f"case {n}", opened_at=at, last_at=at,
        n_spans=1, change=n,
    )  # fmt: skip


def lies(journey, unit, bed, since, until=None, asked=None):
    """They lie in a bed, which was asked for before."""
    span = stay(journey, unit, requested_at=asked, started_at=since, ended_at=until)
    row = Bed.objects.get(unit=span.unit, code=bed)
    Claim.objects.create(span=span, journey=journey, bed=row, since=since, until=until)
    Holding.objects.create(bed=row, journey=journey, since=since, until=until)
    if asked is not None:
        Request.objects.create(
            span=span, journey=journey, unit=span.unit, asked_at=asked, ended_at=since
        )


def waits(journey, unit, asked):
    """They wait for a bed."""
    span = stay(journey, unit, requested_at=asked)
    Request.objects.create(span=span, journey=journey, unit=span.unit, asked_at=asked)


def comes(journey, unit, bed, since):
    """Who waited comes to a bed."""
    row = Request.objects.get(journey=journey, unit__code=unit)
    Request.objects.filter(pk=row.pk).update(ended_at=since)
    Span.objects.filter(pk=row.span_id).update(started_at=to_us(since))
    bed = Bed.objects.get(unit=row.unit, code=bed)
    Claim.objects.create(span=row.span, journey=journey, bed=bed, since=since)
    Holding.objects.create(bed=bed, journey=journey, since=since)


def stay(journey, unit, **moments):
    stage = Stage.objects.get_or_create(site=journey.site, name="Stay")[0]
    n = next(_numbers)
    return Span.objects.create(
        journey=journey, stage=stage, source=journey.source, source_ref=n.to_bytes(16, "big"),
        kind=STAY, unit=Unit.objects.get(site=journey.site, code=unit), seq=n, precision=1,
        recorded_at=AT, **moments,
    )  # fmt: skip


def scored(at, *, minutes=0, every=1):
    """Score as the sweep does, at a moment and each minute after it."""
    for minute in range(0, minutes + 1, every):
        actions.score_sites(by="test", at=at + minute * MINUTE)


def looked_never():
    """The next look is not too early, whatever the clock said."""
    Look.objects.all().delete()


__all__ = ["AT", "DAY", "HOUR", "MINUTE", "from_us"]
