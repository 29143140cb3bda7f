"""Screens, and what a wall shows: numbers of units, and no sign of a person."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from carepath.accounts.models import ApiToken
from carepath.accounts.permissions import Permission
from carepath.capacity import queries as capacity
from carepath.frames import beds
from carepath.ingestion import queries as inbox
from carepath.outcomes import queries as outcomes
from carepath.places.models import Site, Unit
from carepath.portal.models import Screen

FEW = 8
"""Units that fit on a wall at a time, at sizes that are read from four metres."""
MOST = 200
"""Screens listed at most."""


@dataclass(frozen=True, slots=True)
class WallUnit:
    """A unit as a wall shows it: numbers alone; of `unnamed` beds the patient is not known."""

    unit: Unit
    occupied: int
    staffed: int
    available: int
    cleaning: int
    waiting: int
    conflicts: int
    unnamed: int

    @property
    def is_over(self) -> bool:
        """Return whether more beds are occupied than staffed."""
        return self.occupied > self.staffed


@dataclass(frozen=True, slots=True)
class Wall:
    """One page of a wall: its units, which page of how many, whether its data may be old, and the
    escalation level of the site, now and to come."""

    units: list[WallUnit]
    page: int
    pages: int
    heard_at: datetime | None
    silent: tuple[str, ...]
    behind: bool
    level: outcomes.LevelNow
    ahead: list[outcomes.LevelAhead]

    @property
    def next(self) -> int:
        """Return the page that comes next."""
        return self.page % self.pages + 1

    @property
    def stale(self) -> bool:
        """Return whether what is shown may be old."""
        return self.behind or bool(self.silent)


def screen_of(*, secret: str) -> Screen | None:
    """Return the screen with this token while it is not revoked."""
    found = Screen.objects.filter(digest=ApiToken.digest_of(secret), revoked_at=None)
    return found.select_related("site").first() if secret else None


def screens(*, by: Any) -> list[Screen]:
    """Return the screens of the sites whose places this person sets up, newest first."""
    found = Screen.objects.select_related("site").order_by("-id")
    sites = by.sites_where(Permission.SET_UP_PLACES)
    found = found if sites is None else found.filter(site__slug__in=sites)
    return list(found[:MOST])


def sites_for_screens(*, by: Any) -> list[Site]:
    """Return the sites whose screens this person looks after, by name."""
    sites = by.sites_where(Permission.SET_UP_PLACES)
    found = Site.objects.order_by("name")
    return list(found if sites is None else found.filter(slug__in=sites))


def wall(*, screen: Screen, at: datetime, page: int) -> Wall:
    """Return one page of what a screen shows; a page that is not there is the first."""
    site = screen.site
    asked = _asked(site, at)
    every = [
        _unit(one, asked[one.unit.pk])
        for one in capacity.units_now(site=site, at=at)
        if not screen.units or one.unit.code in screen.units
    ]
    feeds = inbox.freshness(site=site, at=at)
    level = outcomes.level_now(site=site, at=at)
    pages = max(1, -(-len(every) // FEW))
    page = page if 1 <= page <= pages else 1
    return Wall(
        units=every[(page - 1) * FEW : page * FEW],
        page=page,
        pages=pages,
        heard_at=max((one.last_at for one in feeds if one.last_at), default=None),
        silent=tuple(one.source.name for one in feeds if one.silent_since),
        behind=capacity.is_behind(),
        level=level,
        ahead=outcomes.levels_ahead(site=site, now=level, at=at),
    )


def _asked(site: Site, at: datetime) -> Counter[int]:
    """Return how many wait for a bed of each unit."""
    rows = capacity.waiting(site=site, at=at).order_by("pk")
    return Counter(rows.values_list("unit", flat=True))


def _unit(one: capacity.UnitNow, waiting: int) -> WallUnit:
    counts = one.counts
    return WallUnit(
        unit=one.unit,
        occupied=one.occupied,
        staffed=one.staffed,
        available=one.available,
        cleaning=counts.get(beds.HOUSEKEEPING, 0) + counts.get(beds.CONTAMINATED, 0),
        waiting=waiting,
        conflicts=counts.get(beds.CONTESTED, 0),
        unnamed=one.unnamed,
    )
