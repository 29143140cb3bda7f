"""The board: every bed with who lies in it, and whether it is up to date."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from zlib import crc32

from django.db.models import Count, Max, QuerySet

from carepath.capacity.models import Flag, Move, Projected, Reservation, Word
from carepath.capacity.queries.units_now import BedState, UnitNow, units_now
from carepath.frames.moments import from_us
from carepath.journeys import queries as journeys
from carepath.journeys.models import Journey
from carepath.places.models import Bed, Site, Unit

MANY = 500
"""Changed journeys that are not on the board yet; with more it is not shown as the truth."""


@dataclass(frozen=True, slots=True)
class BedNow:
    """One bed at a moment: what it is found to be (a code of beds.FOUND), since when, and who.

    `rivals` are the visits that contest it; `word` is what was last said of it.
    """

    bed: Bed
    state: str
    since: datetime | None
    journey: Journey | None
    rivals: tuple[Journey, ...]
    word: Word | None


@dataclass(frozen=True, slots=True)
class UnitBoard(UnitNow):
    """A unit at a moment with each of its beds, by room and name."""

    beds: tuple[BedNow, ...]


def board(
    *,
    site: Site,
    at: datetime,
    units: Collection[int] | None = None,
    known_at: datetime | None = None,
    past: bool = False,
) -> list[UnitBoard]:
    """Return the units of a site (or those of these keys) with their beds as they were then, by
    code: the same as `units_now`, with who lies where."""
    return with_beds(units_now(site=site, at=at, units=units, known_at=known_at, past=past))


def with_beds(units: Collection[UnitNow]) -> list[UnitBoard]:
    """Return these units with each bed, its patients and what was said of it, in three queries."""
    states = [one for unit in units for one in unit.states]
    each = beds_of(states, units)
    who = {one.journey for one in states if one.journey is not None}
    visits = Journey.objects.in_bulk(who.union(*(one.rivals for one in states if one.rivals)))
    words = Word.objects.in_bulk({one.word for one in states if one.word is not None})

    def bed(one: BedState) -> BedNow:
        found = each[one.bed]
        since = None if one.since is None else from_us(one.since)
        rivals = tuple(visits[pk] for pk in one.rivals)
        return BedNow(found, one.state, since, visits.get(one.journey), rivals, words.get(one.word))

    return [
        UnitBoard(
            unit.unit, unit.states, unit.staffed, unit.counts,
            tuple(bed(one) for one in unit.states),
        )
        for unit in units
    ]  # fmt: skip


def beds_of(states: Collection[BedState], units: Collection[UnitNow]) -> dict[int, Bed]:
    """Return the beds of these states, which are of these units, by key."""
    places = {one.unit.pk: one.unit for one in units}
    found = Bed.objects.in_bulk([one.bed for one in states])
    for bed in found.values():
        bed.unit = places[bed.unit_id]
    return found


def units_with_beds(*, site: Site) -> QuerySet[Unit]:
    """Return the units of a site that have a bed, by code."""
    return Unit.objects.filter(site=site, each_bed__isnull=False).distinct().order_by("code")


def version() -> int:
    """Return a number that changes with whatever the board shows."""
    change = journeys.latest_change()  # of what is told over a feed, at once
    made = Projected.objects.values_list("change", flat=True).first() or 0  # of the rest, later
    said = [
        Word.objects.aggregate(Max("pk")),
        Move.objects.aggregate(Max("pk"), Count("undone_at"), Count("settled_at")),
        Reservation.objects.aggregate(Max("pk"), Count("ended_at")),
        Flag.objects.aggregate(Max("pk"), Count("ended_at")),
    ]
    return crc32(repr([change, made, *(list(one.values()) for one in said)]).encode())


def is_level() -> bool:
    """Return whether the board knows every journey that changed."""
    made = Projected.objects.values_list("change", flat=True).first() or 0
    return not Journey.objects.filter(change__gt=made).exists()


def is_behind() -> bool:
    """Return whether many journeys changed that the board does not know yet: it says so then."""
    made = Projected.objects.values_list("change", flat=True).first() or 0
    return Journey.objects.filter(change__gt=made)[MANY : MANY + 1].exists()
