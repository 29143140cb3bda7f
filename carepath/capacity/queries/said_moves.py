"""What people said of patients and beds, as long as the feed has not told it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from carepath.accounts.permissions import Permission
from carepath.capacity.models import Holding, Move
from carepath.capacity.queries.flags import private_among
from carepath.capacity.queries.requests import waiting
from carepath.capacity.queries.units_now import UnitNow
from carepath.frames import moves
from carepath.journeys import queries as journeys
from carepath.journeys.models import Journey
from carepath.places.models import Bed, Site, Unit
from carepath.ui.paging import Page, earliest

PAGE = 20
MOST = 400
"""Patients offered by name on a board; any other is found by the letters of their id."""
OVERDUE = timedelta(microseconds=moves.OVERDUE)


def waiting_moves(*, site: Site) -> QuerySet[Move]:
    """Return what the feed has not told yet, or tells otherwise, and nobody has settled."""
    found = Move.objects.filter(undone_at=None, settled_at=None).exclude(standing=moves.TOLD)
    return found.filter(bed__unit__site=site).select_related("journey", "bed__unit")


def moves_by_bed(*, site: Site) -> dict[int, list[Move]]:
    """Return bed -> what is said of it that the feed has not told, latest first."""
    found: dict[int, list[Move]] = defaultdict(list)
    for row in waiting_moves(site=site).order_by("-recorded_at", "-id"):
        found[row.bed_id].append(row)
    return found


def list_moves(*, site: Site, after: str = "") -> Page:
    """Return a page of what the feed has not told, what was said longest ago first."""
    return earliest(waiting_moves(site=site), "recorded_at", after=after, size=PAGE)


def is_overdue(move: Move, at: datetime) -> bool:
    """Return whether somebody is to look at a move: no message came for long, or another did."""
    return move.standing == moves.OTHERWISE or move.recorded_at <= at - OVERDUE


def overdue_moves(*, site: Site, at: datetime) -> int:
    """Return how many moves somebody is to look at."""
    late = Q(recorded_at__lte=at - OVERDUE) | Q(standing=moves.OTHERWISE)
    return waiting_moves(site=site).filter(late).count()


def moves_to_settle(*, by: Any, at: datetime) -> list[Move]:
    """Return the moves that this person may settle and somebody is to look at, of all sites where
    they may, what was said longest ago first; `at` is a real moment."""
    where = by.sites_where(Permission.PLACE)
    rows = Move.objects.filter(undone_at=None, settled_at=None).exclude(standing=moves.TOLD)
    if where is not None:
        rows = rows.filter(bed__unit__site__slug__in=where)
    rows = rows.select_related("bed__unit__site").order_by("recorded_at", "pk")
    return [row for row in rows if is_overdue(row, row.bed.unit.site.time(at))]


@dataclass(frozen=True, slots=True)
class Patient:
    """Somebody who may be said to have arrived: the bed they are in, or the unit they wait for."""

    journey: Journey
    bed: Bed | None
    unit: Unit


def patients(*, site: Site, at: datetime, units: Iterable[UnitNow]) -> list[Patient]:
    """Return who waits for a bed of a site, longest first, then who lies in one of these beds; at
    most MOST, and nobody who is private."""
    rows = waiting(site=site, at=at).order_by("asked_at", "id").values_list("journey", "unit")
    found = [(journey, None, unit) for journey, unit in rows[:MOST]]
    every = (one for unit in units for one in unit.states if one.journey is not None)
    found += [(one.journey, one.bed, one.unit) for one in every]
    private = private_among(journey for journey, _bed, _unit in found)
    some = [one for one in found if one[0] not in private][:MOST]
    journeys_ = Journey.objects.in_bulk([journey for journey, _bed, _unit in some])
    beds = Bed.objects.in_bulk([bed for _journey, bed, _unit in some if bed is not None])
    places = Unit.objects.in_bulk({unit for _journey, _bed, unit in some})
    return [Patient(journeys_[who], beds.get(bed), places[unit]) for who, bed, unit in some]


def open_journey(
    *, site: Site, by: Any, key: int | None = None, beginning: str = ""
) -> Journey | None:
    """Return the one open journey of a site with this key, or whose id begins so; None if there are
    none or more."""
    found = Journey.objects.filter(site=site, closed_at=None, n_spans__gt=0).select_related("site")
    text = beginning.strip()
    if key is None and len(text) < 4:
        return None
    keys = journeys.ids_of(text, by=by) if key is None else [key]
    rows = list(found.filter(pk__in=keys)[:2])
    return rows[0] if len(rows) == 1 else None


def patient_of(bed: Bed) -> Journey | None:
    """Return whose bed it is now, None if nobody's or contested."""
    held = Holding.objects.filter(bed=bed, until=None).select_related("journey__site").first()
    return held.journey if held else None
