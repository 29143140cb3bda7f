"""Reads of slots: how many were taken, which is free next, at which hours of the week."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Max, QuerySet

from carepath.analysis import utilisation
from carepath.analysis.utilisation import Piece, Week
from carepath.frames.moments import MINUTE, to_us
from carepath.places.models import Site, Slot
from carepath.ui.paging import SIZE, Page, earliest

BACK = timedelta(days=28)
"""Window over which use is counted."""
AHEAD = timedelta(days=7)
"""Window in which free slots are counted."""


@dataclass(frozen=True, slots=True)
class Resource:
    """A clinic, scanner or theatre: minutes offered and taken since BACK, the next free slot, and
    how many are free within AHEAD."""

    kind: str
    name: str
    offered: int
    taken: int
    next_free: Slot | None
    free_ahead: int


@dataclass(frozen=True, slots=True)
class Slots:
    """The slots of a site, of all kinds or one: use in all and by hour, and each resource."""

    week: Week
    offered: int
    taken: int
    next_free: Slot | None
    free_ahead: int
    resources: tuple[Resource, ...]
    after: str


def slots(*, site: Site, at: datetime, kind: str = "", after: str = "", size: int = SIZE) -> Slots:
    """Return how the slots of a site are used; `after` is the name of the last resource seen."""
    past = list(_of(site, kind).filter(starts_at__gte=at - BACK, starts_at__lt=at))
    ahead = list(_of(site, kind).filter(starts_at__gte=at, starts_at__lt=at + AHEAD, taken=False))
    each = _resources(past, ahead)
    later = [one for one in each if one.name > after]
    free = _next_free(ahead, site, kind, at)
    return Slots(
        week=_week(past, ZoneInfo(site.timezone)),
        offered=sum(one.minutes for one in past),
        taken=sum(one.minutes for one in past if one.taken),
        next_free=free,
        free_ahead=len(ahead),
        resources=tuple(later[:size]),
        after=later[size - 1].name if len(later) > size else "",
    )


def slots_of_day(*, site: Site, day: date, kind: str = "", after: str = "") -> Page:
    """Return a page of the slots that begin on a local day, by start."""
    zone = ZoneInfo(site.timezone)
    low, high = (datetime.combine(day + timedelta(days=n), time(), zone) for n in (0, 1))
    rows = _of(site, kind).filter(starts_at__gte=low, starts_at__lt=high)
    return earliest(rows.select_related("unit"), "starts_at", after=after)


def has_slots(*, site: Site) -> bool:
    """Return whether a slot of this site was ever entered."""
    return Slot.objects.filter(site=site).exists()


def _of(site: Site, kind: str) -> QuerySet[Slot]:
    rows = Slot.objects.filter(site=site).order_by("starts_at", "resource")
    return rows.filter(kind=kind) if kind else rows


def _next_free(ahead: list[Slot], site: Site, kind: str, at: datetime) -> Slot | None:
    """Return the first free slot from now on, beyond the week ahead if need be."""
    if ahead:
        return ahead[0]
    return _of(site, kind).filter(starts_at__gte=at, taken=False).first()


def _resources(past: list[Slot], ahead: list[Slot]) -> list[Resource]:
    offered: dict[str, list[Slot]] = defaultdict(list)
    free: dict[str, list[Slot]] = defaultdict(list)
    for found, rows in ((offered, past), (free, ahead)):
        for slot in rows:
            found[slot.resource].append(slot)
    return [
        Resource(
            kind=(offered[name] or free[name])[0].get_kind_display(),
            name=name,
            offered=sum(one.minutes for one in offered[name]),
            taken=sum(one.minutes for one in offered[name] if one.taken),
            next_free=free[name][0] if free[name] else None,
            free_ahead=len(free[name]),
        )
        for name in sorted({*offered, *free})
    ]


def _week(past: Iterable[Slot], zone: ZoneInfo) -> Week:
    there = [(_piece(slot), slot.taken) for slot in past]
    used = [piece for piece, taken in there if taken]
    return utilisation.week(used, [piece for piece, _taken in there], zone)


def _piece(slot: Slot) -> Piece:
    start = to_us(slot.starts_at)
    return Piece(start, start + slot.minutes * MINUTE)


def last_slot_day(*, site: Site) -> date | None:
    """Return the local day of the last slot, None without any."""
    last = Slot.objects.filter(site=site).aggregate(last=Max("starts_at"))["last"]
    return last.astimezone(ZoneInfo(site.timezone)).date() if last else None
