"""Who waits for a bed, and which beds fit."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from carepath.analysis import bed_fit
from carepath.capacity.models import Holding, Request, Reservation
from carepath.capacity.queries.board import BedNow, UnitNow, board
from carepath.frames import beds
from carepath.frames.bed_needs import LEVELS, WHY_NOT, Fit, Need, Offered
from carepath.frames.moments import HOUR, to_us
from carepath.places.models import Bed, Site, Unit
from carepath.ui.paging import Page, earliest

CLEANING = HOUR
"""How long a bed that is to be cleaned is counted to take."""
PAGE = 20
_READY = {beds.FREE: 0, beds.ASSUMED: 0, beds.HOUSEKEEPING: CLEANING}
_NEVER = (beds.CLOSED, beds.CONTAMINATED, beds.ISOLATED, beds.CONTESTED)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A request: where the patient is now, what is kept for them, and what fits."""

    request: Request
    need: Need
    source: Unit | None
    reserved: Reservation | None
    fit: Fit


def requests(*, site: Site, at: datetime, after: str = "") -> Page:
    """Return who waits for a bed of a site, longest first, a page of Waiting."""
    rows = Request.objects.filter(unit__site=site, journey__closed_at=None, asked_at__lte=at)
    page = earliest(rows.select_related("journey", "unit"), "asked_at", after=after, size=PAGE)
    found = _offered(board(site=site, at=at), at)
    kept = {row.journey_id: row for row in reservations(site=site)}
    now_in = _where([row.journey_id for row in page.items], at)
    waiting = []
    for row in page.items:
        need = _need(row, found)
        waiting.append(
            Waiting(row, need, now_in.get(row.journey_id), kept.get(row.journey_id),
                    bed_fit.fit(need, found))
        )  # fmt: skip
    return Page(waiting, page.after)


def reservations(*, site: Site) -> QuerySet[Reservation]:
    """Return the beds of a site that are kept for somebody, the longest kept first."""
    kept = Reservation.objects.filter(bed__unit__site=site, ended_at=None)
    return kept.select_related("bed__unit", "journey").order_by("since_at", "id")


def reserved(*, site: Site) -> dict[int, Reservation]:
    """Return the reservation of each bed of a site that is kept for somebody, by bed."""
    return {row.bed_id: row for row in reservations(site=site)}


def why_not(request: Request, bed: Bed, *, at: datetime) -> str:
    """Return why a bed does not fit a request, in a sentence; '' if it does."""
    found = _offered(board(site=bed.unit.site, at=at, unit=bed.unit), at)
    offered = next((one for one in found if one.bed == bed.pk), None)
    if offered is None:
        return gettext("There is no such bed.")
    code = bed_fit.why_not(_need(request, found), offered)
    return gettext(WHY_NOT[code]) if code else ""


def _need(request: Request, offered: Iterable[Offered]) -> Need:
    """Return what is known of a need: the unit asked for, and what the journey says of a patient.

    The care needed is the least the unit gives: whoever asked chose the unit for it.
    """
    said: Mapping[str, Any] = request.journey.attributes
    given = [one.care for one in offered if one.unit == request.unit_id]
    care = min(given, key=lambda level: LEVELS[level], default="ward")
    return Need(
        unit=request.unit_id,
        care=care,
        specialty=str(said.get("specialty") or ""),
        sex=_sex(said),
        isolate=bool(said.get("isolation")),
    )


def _sex(said: Mapping[str, Any]) -> str:
    return str(said.get("sex") or "")[:1].upper()


def _offered(units: Iterable[UnitNow], at: datetime) -> list[Offered]:
    """Return what each bed offers at a moment."""
    units = list(units)
    every = [one for unit in units for one in unit.beds]
    full = {unit.unit.pk for unit in units if unit.occupied >= unit.staffed}
    kept = set(
        Reservation.objects.filter(bed__in=[one.bed.pk for one in every], ended_at=None)
        .values_list("bed", flat=True)
    )  # fmt: skip
    rooms: dict[tuple[int, str], list[tuple[int, str]]] = defaultdict(list)
    for one in every:
        for journey in filter(None, (one.journey, *one.rivals)):
            rooms[one.bed.unit_id, one.bed.room].append((one.bed.pk, _sex(journey.attributes)))
    now = to_us(at)
    found = (
        _bed(one, rooms[one.bed.unit_id, one.bed.room], one.bed.pk in kept, now) for one in every
    )
    return [replace(bed, staffed=bed.unit not in full) for bed in found]


def _bed(one: BedNow, room: Iterable[tuple[int, str]], is_kept: bool, now: int) -> Offered:
    bed, wait = one.bed, _READY.get(one.state)
    # Beds without a room are no bay: who else lies there is not known to matter.
    others = tuple(sorted(sex for other, sex in room if other != bed.pk)) if bed.room else ()
    return Offered(
        bed=bed.pk,
        unit=bed.unit_id,
        care=bed.care,
        specialty=bed.specialty,
        side_room=bed.side_room,
        others=others,
        reserved=is_kept,
        usable=one.state not in _NEVER,
        free=None if wait is None else now + wait,
        label=str(bed),
    )


def _where(journeys: Iterable[int], at: datetime) -> dict[int, Unit]:
    """Return the unit whose bed each of these journeys holds at a moment."""
    goes_on = Q(until__isnull=True) | Q(until__gt=at)
    rows = Holding.objects.filter(goes_on, journey__in=list(journeys), since__lte=at)
    return {row.journey_id: row.bed.unit for row in rows.select_related("bed__unit")}
