"""Who waits for a bed, and which beds fit."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from carepath.analysis import bed_fit
from carepath.capacity.models import Request, Reservation
from carepath.capacity.queries.board import beds_of
from carepath.capacity.queries.moves_known import arrived_known
from carepath.capacity.queries.units_now import BedState, UnitNow, units_now
from carepath.frames import beds
from carepath.frames.bed_needs import LEVELS, WHY_NOT, Fit, Need, Offered
from carepath.frames.moments import HOUR, from_us, to_us
from carepath.journeys import queries as journeys
from carepath.journeys.models import Journey
from carepath.journeys.queries import KnownStay
from carepath.places.models import Bed, Site, Unit
from carepath.ui import paging
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


def requests(
    *,
    site: Site,
    at: datetime,
    after: str = "",
    known_at: datetime | None = None,
    past: bool = False,
) -> Page:
    """Return who waits for a bed of a site, longest first, a page of Waiting.

    With `known_at` as it was known then, but for what is said of the patient; `past` as in
    `units_now`.
    """
    is_past = past or known_at is not None
    if known_at is None:
        rows = waiting(site=site, at=at).select_related("journey", "unit")
        page = earliest(rows, "asked_at", after=after, size=PAGE)
    else:
        page = _page(waiting_known(site=site, at=at, known_at=known_at), after)
    units = units_now(site=site, at=at, known_at=known_at, past=past)
    kept = list(reservations(site=site, at=at if is_past else None))
    found = _offered(units, at, {row.bed_id for row in kept})
    by_journey = {row.journey_id: row for row in kept}
    now_in = _where(units)
    lines = []
    for row in page.items:
        need = _need(row, found)
        whose = row.journey_id
        fit = bed_fit.fit(need, found)
        lines.append(Waiting(row, need, now_in.get(whose), by_journey.get(whose), fit))
    return Page(lines, page.after)


def waiting(*, site: Site, at: datetime) -> QuerySet[Request]:
    """Return the requests of a site that are, or were, open at a moment, as far as is known now."""
    goes_on = Q(ended_at__isnull=True) | Q(ended_at__gt=at)
    there = Q(journey__closed_at__isnull=True) | Q(journey__closed_at__gt=at)
    return Request.objects.filter(goes_on, there, unit__site=site, asked_at__lte=at)


def waiting_known(*, site: Site, at: datetime, known_at: datetime) -> list[Request]:
    """Return the requests of a site that were open at a moment as it was known at another, longest
    first; of a stay that is known otherwise today the request is not saved."""
    stays, now = journeys.stays_known(site=site, known_at=known_at), to_us(at)
    units = {unit.pk: unit for unit in Unit.objects.filter(site=site)}
    # One that was met by what a person said is open still for who did not know it yet.
    is_open = Q(ended_at__isnull=True) | Q(ended_at__gt=at)
    is_open |= Q(span__started_at__isnull=True, span__ended_at__isnull=True)
    rows = Request.objects.filter(is_open, unit__site=site, asked_at__lte=at)
    rows = rows.filter(span__recorded_at__lte=known_at)
    arrived = arrived_known(site=site, at=at, known_at=known_at)
    found = [*rows, *(_request(one) for one in stays if one.unit in units and _waits(one, now))]
    whose = Journey.objects.in_bulk({row.journey_id for row in found})
    there = {one.journey for one in stays if _lies(one, now)}
    for row in found:
        row.journey, row.unit = whose[row.journey_id], units[row.unit_id]
    closed = [one.pk for one in whose.values() if one.closed_at and one.closed_at <= at]
    # Who was known to lie somewhere had not left, whatever became known later.
    gone = set(closed) - there
    found = [row for row in found if row.journey_id not in gone and not _is_met(row, arrived)]
    return sorted(found, key=lambda row: (row.asked_at, row.span_id))


def _is_met(row: Request, arrived: Mapping[tuple[int, int], datetime]) -> bool:
    came = arrived.get((row.journey_id, row.unit_id))
    return came is not None and came >= row.asked_at


def _waits(stay: KnownStay, now: int) -> bool:
    begins = stay.started if stay.started is not None else stay.ended
    return stay.requested is not None and stay.requested <= now and (begins is None or begins > now)


def _lies(stay: KnownStay, now: int) -> bool:
    has_begun = stay.started is not None and stay.started <= now
    return has_begun and (stay.ended is None or stay.ended > now)


def _request(stay: KnownStay) -> Request:
    return Request(
        span_id=stay.span,
        journey_id=stay.journey,
        unit_id=stay.unit,
        asked_at=from_us(stay.requested),
    )


def _page(rows: list[Request], after: str) -> Page:
    """Return a page of requests that no query orders, by when they were asked for."""
    start = paging.key(after)
    keys = [paging.Key(to_us(row.asked_at), row.span_id) for row in rows]
    first = 0
    if start is not None:
        begin = (start.value, start.id)
        first = sum((one.value, one.id) <= begin for one in keys)
    items = rows[first : first + PAGE]
    is_last = first + PAGE >= len(rows)
    return Page(items, "" if is_last else str(keys[first + PAGE - 1]))


def reservations(*, site: Site, at: datetime | None = None) -> QuerySet[Reservation]:
    """Return the beds of a site that are kept for somebody now, or were at a moment, the longest
    kept first."""
    kept = Reservation.objects.filter(bed__unit__site=site)
    if at is None:
        kept = kept.filter(ended_at=None)
    else:
        kept = kept.filter(Q(ended_at__isnull=True) | Q(ended_at__gt=at), since_at__lte=at)
    return kept.select_related("bed__unit", "journey").order_by("since_at", "id")


def reserved(*, site: Site, at: datetime | None = None) -> dict[int, Reservation]:
    """Return the reservation of each bed of a site that is, or was, kept for somebody, by bed."""
    return {row.bed_id: row for row in reservations(site=site, at=at)}


def why_not(request: Request, bed: Bed, *, at: datetime) -> str:
    """Return why a bed does not fit a request, in a sentence; '' if it does."""
    units = units_now(site=bed.unit.site, at=at, units=[bed.unit_id])
    kept = {row.bed_id for row in reservations(site=bed.unit.site)}
    found = _offered(units, at, kept)
    offered = next((one for one in found if one.bed == bed.pk), None)
    if offered is None:
        return gettext("There is no such bed.")
    code = bed_fit.why_not(_need(request, found), offered)
    return gettext(WHY_NOT[code]) if code else ""


def _need(request: Request, offered: Iterable[Offered]) -> Need:
    """Return what is known of a need: the unit asked for, and what the journey says of a patient.

    The care needed is the least the unit gives, and where nothing is said of the specialty it is
    the one that all its beds are kept for: whoever asked chose the unit for both.
    """
    said: Mapping[str, Any] = request.journey.attributes
    mine = [one for one in offered if one.unit == request.unit_id]
    care = min((one.care for one in mine), key=lambda level: LEVELS[level], default="ward")
    kept_for = {one.specialty for one in mine}
    usual = kept_for.pop() if len(kept_for) == 1 else ""
    return Need(
        unit=request.unit_id,
        care=care,
        specialty=str(said.get("specialty") or usual),
        sex=_sex(said),
        isolate=bool(said.get("isolation")),
    )


def _sex(said: Mapping[str, Any]) -> str:
    return str(said.get("sex") or "")[:1].upper()


def _offered(units: Collection[UnitNow], at: datetime, kept: Collection[int]) -> list[Offered]:
    """Return what each bed offers at a moment; `kept` are the beds (keys) that are reserved."""
    every = [one for unit in units for one in unit.states]
    full = {unit.unit.pk for unit in units if unit.spare <= 0}
    each, now = beds_of(every, units), to_us(at)
    rooms = _in_rooms(every, each)
    found = []
    for one in every:
        bed = each[one.bed]
        others = rooms[bed.unit_id, bed.room] if bed.room else ()
        offered = _bed(one, bed, others, one.bed in kept, now)
        found.append(replace(offered, staffed=bed.unit_id not in full))
    return found


def _in_rooms(
    every: Iterable[BedState], each: Mapping[int, Bed]
) -> dict[tuple[int, str], list[tuple[int, str]]]:
    """Return (bed, sex) of who lies in a room, by unit and room; beds without a room are no bay:
    who else lies there is not known to matter."""
    lying = [
        (each[one.bed], who)
        for one in every
        if each[one.bed].room
        for who in (one.journey, *one.rivals)
        if who is not None
    ]
    rows = Journey.objects.filter(pk__in={who for _bed, who in lying}).order_by()
    sexes = {pk: _sex(said) for pk, said in rows.values_list("pk", "attributes")}
    rooms: dict[tuple[int, str], list[tuple[int, str]]] = defaultdict(list)
    for bed, who in lying:
        rooms[bed.unit_id, bed.room].append((bed.pk, sexes[who]))
    return rooms


def _bed(
    one: BedState, bed: Bed, room: Iterable[tuple[int, str]], is_kept: bool, now: int
) -> Offered:
    wait = _READY.get(one.state)
    return Offered(
        bed=bed.pk,
        unit=bed.unit_id,
        care=bed.care,
        specialty=bed.specialty,
        side_room=bed.side_room,
        others=tuple(sorted(sex for other, sex in room if other != bed.pk)),
        reserved=is_kept,
        usable=one.state not in _NEVER,
        free=None if wait is None else now + wait,
        label=str(bed),
    )


def _where(units: Iterable[UnitNow]) -> dict[int, Unit]:
    """Return the unit whose bed each journey holds."""
    every = ((unit.unit, one.journey) for unit in units for one in unit.states)
    return {journey: unit for unit, journey in every if journey is not None}
