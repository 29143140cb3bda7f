"""A patient in the emergency department who waits for a bed of ward 1."""

from datetime import timedelta

from carepath.capacity.models import Request
from carepath.frames.spans import KINDS
from carepath.journeys.models import Journey, Span
from carepath.places.models import Bed, Unit
from tests.capacity.actions.test_projecting import feed, send
from tests.factories import AT
from tests.ingestion.messages import adt

STAY = KINDS.index("stay")


def waits(source, visit="V1", minute=10, **attributes):
    """A request of a visit that is told over the feed, asked for so many minutes after nine."""
    send(source, adt("A01", 0, "ED", visit=visit, bed=f"E{visit}", control=visit))
    journey = Journey.objects.get(case_ref=visit)
    journey.attributes |= attributes
    journey.save(update_fields=["attributes"])
    ward = Unit.objects.get_or_create(site=source.site, code="W1", defaults={"name": "Ward 1"})[0]
    stay = journey.spans.get(kind=STAY, retracted_at=None)
    asked = AT + timedelta(minutes=minute)
    span = Span.objects.create(
        journey=journey, stage=stay.stage, source=source, source_ref=visit.encode().ljust(16),
        kind=STAY, unit=ward, requested_at=asked, seq=1, precision=1, recorded_at=AT,
    )  # fmt: skip
    return Request.objects.create(span=span, journey=journey, unit=ward, asked_at=asked)


def a_bed(code, source, room="", unit="W1", **fields):
    """A bed of a unit."""
    ward = Unit.objects.get_or_create(site=source.site, code=unit, defaults={"name": unit})[0]
    return Bed.objects.create(unit=ward, room=room, code=code, confirmed=True, **fields)


__all__ = ["AT", "a_bed", "feed", "waits"]
