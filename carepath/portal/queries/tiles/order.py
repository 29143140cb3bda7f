"""The tiles of the first page, in fixed places: people find a number by where it stands.

A tile is a line of TILES: its key, where it leads, the definition of its number, and what says it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.utils.translation import gettext_lazy

from carepath.portal.queries.frame import address
from carepath.portal.queries.ground import Ground
from carepath.portal.queries.tiles import ahead, beds, level, running, stays
from carepath.portal.queries.tiles.said import Said

AT_FIRST = 8
"""Tiles in sight; the rest stand under "more"."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A place on the page: `page` names where it leads, `feed` = feeds tell of it; `past` = it can
    be said of another moment than now, `known` = also as it was known then."""

    key: str
    title: str
    icon: str
    page: str
    definition: str
    say: Callable[[Ground], Said | None]
    feed: bool = True
    past: bool = True
    known: bool = True


@dataclass(frozen=True, slots=True)
class Tile:
    """A tile as it is drawn; `heard_at` is the time of its data, `stale` that it may be old."""

    kind: Kind
    said: Said
    url: str
    heard_at: datetime | None
    stale: bool


def tiles(ground: Ground) -> list[Tile]:
    """Return the tiles that have something to say, in their places."""
    said = ((kind, kind.say(ground)) for kind in TILES if not _is_of_now(kind, ground))
    return [_tile(ground, kind, found) for kind, found in said if found is not None]


def left_out(ground: Ground) -> list[Kind]:
    """Return the tiles that are not kept for a moment that is not now, or not as known then."""
    return [kind for kind in TILES if _is_of_now(kind, ground)]


def _is_of_now(kind: Kind, ground: Ground) -> bool:
    return ground.past and not (kind.known if ground.known_at is not None else kind.past)


def _tile(ground: Ground, kind: Kind, said: Said) -> Tile:
    url = f"{address(kind.page) or ''}?{urlencode(ground.address)}"
    heard = ground.heard_at if kind.feed else ground.at
    return Tile(kind, said, url, heard, kind.feed and bool(ground.silent))


TILES = (
    Kind("level", gettext_lazy("Escalation level"), "siren", "outcomes:escalation", "level",
         level.level),
    Kind("net", gettext_lazy("Net beds"), "bed-double", "capacity:requests", "net_beds", beds.net),
    Kind("waiting", gettext_lazy("Waiting for a bed"), "hourglass", "capacity:requests",
         "bed_waits", beds.waiting),
    Kind("emergency", gettext_lazy("Emergency department"), "siren", "capacity:emergency",
         "ed_patients", beds.emergency),
    Kind("intensive", gettext_lazy("Intensive care"), "heart-pulse", "capacity:intensive",
         "intensive_beds", beds.intensive),
    Kind("occupied", gettext_lazy("Occupied"), "gauge", "capacity:board", "beds_occupied",
         beds.occupied),
    Kind("discharges", gettext_lazy("Left today"), "log-out", "capacity:stays",
         "discharges_today", stays.discharges, known=False),
    Kind("feeds", gettext_lazy("Data"), "radio-tower", "ingestion:feeds", "feed_age", running.feeds,
         feed=False, past=False, known=False),
    Kind("forecast", gettext_lazy("Beds to come"), "chart-line", "forecasts:index",
         "bed_shortage", ahead.forecast),
    Kind("census", gettext_lazy("Inpatient beds, 72 h"), "chart-spline", "forecasts:index",
         "bed_shortage", ahead.census),
    Kind("advice", gettext_lazy("Recommendations"), "message-square-warning",
         "forecasts:recommendations", "bed_shortage", ahead.advice, feed=False, known=False),
    Kind("stays", gettext_lazy("Long stays"), "calendar-clock", "capacity:stays", "long_stays",
         stays.long_stays),
    Kind("moves", gettext_lazy("Waiting to move"), "arrow-right-left", "capacity:transfers",
         "bed_waits", beds.moves),
    Kind("protocols", gettext_lazy("Protocols"), "book-marked", "protocols:index",
         "protocols_in_force", running.protocols, feed=False, known=False),
    Kind("staffing", gettext_lazy("Staffing gap"), "users", "places:staff", "staffing_gap",
         running.staffing, feed=False, known=False),
    Kind("pack", gettext_lazy("Downtime pack"), "life-buoy", "work:index", "pack_age", running.pack,
         feed=False, past=False, known=False),
)  # fmt: skip
"""The tiles in their places: the first stand in sight."""
