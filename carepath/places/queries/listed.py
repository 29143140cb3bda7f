"""Units of a site and their beds as lists, page by page in the order of their codes."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from carepath.places.models import Bed, Site, Unit
from carepath.ui.paging import SIZE, Page


@dataclass(frozen=True, slots=True)
class Places:
    """How much a site has in all."""

    units: int
    rooms: int
    beds: int
    unconfirmed: int


def places_of(*, site: Site) -> Places:
    """Return how many units, rooms and beds a site has, and how many beds only a feed named."""
    beds = Bed.objects.filter(unit__site=site)
    counts = beds.aggregate(beds=Count("pk"), unconfirmed=Count("pk", filter=Q(confirmed=False)))
    rooms = beds.exclude(room="").order_by().values("unit", "room").distinct().count()
    return Places(units=Unit.objects.filter(site=site).count(), rooms=rooms, **counts)


def units_page(*, site: Site, after: str = "", size: int = SIZE) -> Page:
    """Return the next units by code with their numbers of beds; `after` is the last code seen."""
    rows = Unit.objects.filter(site=site, code__gt=after).annotate(
        n_beds=Count("each_bed"),
        n_rooms=Count("each_bed__room", filter=~Q(each_bed__room=""), distinct=True),
        n_side=Count("each_bed", filter=Q(each_bed__side_room=True)),
        n_unconfirmed=Count("each_bed", filter=Q(each_bed__confirmed=False)),
    )
    found = list(rows.select_related("beds").order_by("code")[: size + 1])
    return Page(found[:size], found[size - 1].code if len(found) > size else "")


def beds_page(*, unit: Unit, after: str = "", size: int = SIZE) -> Page:
    """Return the next beds of a unit by room and code; `after` is the key of the last bed seen."""
    rows = Bed.objects.filter(unit=unit)
    last = rows.filter(pk=int(after)).first() if after.isdecimal() and len(after) < 19 else None
    if last is not None:
        rows = rows.filter(_beyond(last))
    found = list(rows.order_by("room", "code")[: size + 1])
    return Page(found[:size], str(found[size - 1].pk) if len(found) > size else "")


def _beyond(last: Bed) -> Q:
    return Q(room__gt=last.room) | Q(room=last.room, code__gt=last.code)


def unit_of(*, site: Site, code: str) -> QuerySet[Unit]:
    """Return the unit of a site by its code, as a set of one or none."""
    return Unit.objects.filter(site=site, code=code)
