"""What people say of patients on the board, and who comes to and goes from a unit."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext

from carepath.capacity.models import Flag, Request, Reservation
from carepath.capacity.queries.units_now import UnitNow
from carepath.frames import flags
from carepath.journeys.models import Journey
from carepath.places.models import Site


def flags_by_journey(*, site: Site, at: datetime | None = None) -> dict[int, list[Flag]]:
    """Return journey -> what stands of it, or stood at a moment, of the journeys of a site that are
    open then, oldest first."""
    found: dict[int, list[Flag]] = defaultdict(list)
    stands, is_open = Q(ended_at=None), Q(journey__closed_at=None)
    if at is not None:
        stands = Q(since_at__lte=at) & (stands | Q(ended_at__gt=at))
        is_open |= Q(journey__closed_at__gt=at)
    rows = Flag.objects.filter(stands, is_open, journey__site=site)
    for row in rows.exclude(kind=flags.PRIVATE).order_by("since_at", "id"):
        found[row.journey_id].append(row)
    return found


def private_among(journeys: Iterable[int]) -> dict[int, int]:
    """Return those of these journeys (keys) whose pseudonym no board shows, each with its flag."""
    rows = Flag.objects.filter(journey__in=set(journeys), kind=flags.PRIVATE, ended_at=None)
    return dict(rows.order_by("journey").values_list("journey", "pk"))


def private_now() -> frozenset[int]:
    """Return the journeys (keys) of all private patients, who are few."""
    rows = Flag.objects.filter(kind=flags.PRIVATE, ended_at=None).order_by()
    return frozenset(rows.values_list("journey", flat=True))


def called(journey: Journey) -> str:
    """Return what a board calls a patient."""
    return gettext("A private patient") if private_among([journey.pk]) else journey.short


@dataclass(frozen=True, slots=True)
class Pending:
    """Who comes to a unit and who goes: those who wait for a bed of it, for how many of them one is
    kept; those marked for discharge, when the next is expected, and those who wait for another
    unit."""

    coming: int
    kept: int
    leaving: int
    due: datetime | None
    moving: int


def pending(
    unit: UnitNow,
    *,
    waiting: Collection[Request],
    kept: Mapping[int, Reservation],
    flagged: Mapping[int, Collection[Flag]],
) -> Pending:
    """Return who comes to and goes from a unit, by what waits at its site, what is kept (by bed),
    and what is said of patients (by journey)."""
    here = {one.journey for one in unit.states if one.journey is not None}
    coming = [row for row in waiting if row.unit_id == unit.unit.pk and row.journey_id not in here]
    every = [flag for pk in here for flag in flagged.get(pk, ())]
    leaving = [flag for flag in every if flag.kind == flags.DISCHARGE]
    return Pending(
        coming=len({row.journey_id for row in coming}),
        kept=sum(one.bed in kept for one in unit.states),
        leaving=len(leaving),
        due=min((flag.due_at for flag in leaving if flag.due_at), default=None),
        moving=len(
            {r.journey_id for r in waiting if r.journey_id in here and r.unit_id != unit.unit.pk}
        ),
    )
