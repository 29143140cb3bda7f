"""Reads of huddles: what is due, what one looked at beside the one before, and what is open."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.module_loading import import_string

from carepath.analysis import huddles
from carepath.capacity import queries as capacity
from carepath.forecasts import queries as forecasts
from carepath.forecasts.models import Slot
from carepath.frames.huddles import Picture, Shortage, UnitLine, picture_of
from carepath.frames.moments import from_us, to_us
from carepath.outcomes.models import Decision, Huddle, HuddleTime, Receipt, UnitWord
from carepath.outcomes.queries.scores import level_now
from carepath.places.models import Site

REST = timedelta(minutes=2)
"""How long a huddle waits for a board that knows everything."""
MOST = 50
"""Decisions shown with a huddle; whoever leaves more open has another problem."""


@dataclass(frozen=True, slots=True)
class Line:
    """A unit in a huddle: its numbers, what changed since the last, and what it said."""

    unit: UnitLine
    change: huddles.Change
    key: int | None
    word: UnitWord | None


@dataclass(frozen=True, slots=True)
class Held:
    """A huddle as its page shows it; `before` is the one it is compared with."""

    row: Huddle
    picture: Picture
    before: Huddle | None
    after: Huddle | None
    lines: tuple[Line, ...]
    change: huddles.Change
    decided: tuple[Decision, ...]
    carried: tuple[Decision, ...]
    receipts: tuple[Receipt, ...]

    @property
    def fewer(self) -> int:
        """Return how many beds fewer are available than at the huddle before."""
        return -(self.change["available"] or 0)


def huddle_minutes() -> dict[Site, list[int]]:
    """Return the sites that hold huddles, with the minutes of the day at which they do."""
    found: dict[Site, list[int]] = defaultdict(list)
    for row in HuddleTime.objects.select_related("site").order_by("site", "minute"):
        found[row.site].append(row.minute)
    return dict(found)


def may_freeze(*, late: timedelta) -> bool:
    """Return whether the board may be written down, so long after it was due: it knows every
    journey that changed, or nearly all, where it never comes to rest."""
    return capacity.is_level() or (late > REST and not capacity.is_behind())


def huddle_times(*, site: Site) -> QuerySet[HuddleTime]:
    """Return the times of the day at which a site holds huddles."""
    return HuddleTime.objects.filter(site=site).order_by("minute")


def next_huddle(*, site: Site, at: datetime) -> datetime | None:
    """Return when the next huddle of a site is due; None if it holds none by the clock."""
    minutes = [row.minute for row in huddle_times(site=site)]
    found = huddles.next_due(minutes, ZoneInfo(site.timezone), to_us(at))
    return None if found is None else from_us(found)


def is_due(*, site: Site, due: datetime) -> bool:
    """Return whether a huddle of that moment or a later one still has to be written down."""
    return not Huddle.objects.filter(site=site, due_at__gte=due).exists()


def picture_at(*, site: Site, at: datetime) -> Picture:
    """Return the units of a site as they were at a moment, by the board's own numbers."""
    waiting = list(capacity.waiting(site=site, at=at).values_list("unit__code", "asked_at"))
    wanted = Counter(code for code, _asked in waiting)
    units = tuple(
        UnitLine(
            code=one.unit.code,
            name=str(one.unit),
            occupied=one.occupied,
            staffed=one.staffed,
            available=one.available,
            waiting=wanted[one.unit.code],
            unnamed=one.unnamed,
        )
        for one in capacity.units_now(site=site, at=at)
    )
    first = min((asked for _code, asked in waiting), default=None)
    return Picture(
        at=to_us(at),
        units=units,
        longest=None if first is None else to_us(at) - to_us(first),
        level=level_now(site=site, at=at, past=True).level or None,
        short=_short(site, at),
        silent=tuple(import_string(settings.SILENT_FEEDS)(site=site, at=at)),
    )


def _short(site: Site, at: datetime) -> Shortage | None:
    told = forecasts.latest(site=site, job=Slot.Job.BEDS, known_at=at)
    fresh = [row for row in told if row.series and not forecasts.is_stale(row, at=at)]
    found = forecasts.first_short(forecasts.outlooks(fresh))
    if found is None:
        return None
    unit, hour = found.outlook.told.name, found.hour
    return Shortage(unit, hour.beds, to_us(found.at), round(hour.chance, 4))


def held_huddles(*, site: Site) -> QuerySet[Huddle]:
    """Return the huddles of a site, the newest first."""
    return Huddle.objects.filter(site=site).order_by("-due_at", "-id")


def huddle(*, site: Site, number: int | None = None) -> Huddle | None:
    """Return a huddle of a site by its number, else the newest; None if there is none."""
    rows = held_huddles(site=site)
    return rows.first() if number is None else rows.filter(pk=number).first()


def held(row: Huddle) -> Held:
    """Return all that the page of a huddle shows, in a fixed number of queries."""
    rows = Huddle.objects.filter(site=row.site)
    before = rows.filter(due_at__lt=row.due_at).order_by("-due_at").first()
    after = rows.filter(due_at__gt=row.due_at).order_by("due_at").first()
    picture = picture_of(row.picture)
    old = picture_of(before.picture) if before else None
    words = {word.unit.code: word for word in row.words.select_related("unit")}
    keys = dict(row.site.units.order_by("code").values_list("code", "pk"))
    return Held(
        row=row,
        picture=picture,
        before=before,
        after=after,
        lines=tuple(
            Line(unit, change, keys.get(unit.code), words.get(unit.code))
            for unit, change in huddles.changes(picture, old)
        ),
        change=huddles.total_change(picture, old),
        decided=tuple(row.decisions.order_by("until_at", "pk")[:MOST]),
        carried=tuple(_carried(row)[:MOST]),
        receipts=tuple(row.receipts.order_by("read_at", "pk")[:MOST]),
    )


def _carried(row: Huddle) -> QuerySet[Decision]:
    """Return what earlier huddles decided and was open when this one was held."""
    was_open = Q(done_at=None) | Q(done_at__gt=row.due_at)
    rows = Decision.objects.filter(was_open, huddle__site=row.site, huddle__due_at__lt=row.due_at)
    return rows.select_related("huddle").order_by("until_at", "pk")


def has_read(row: Huddle, *, reader: str) -> bool:
    """Return whether somebody, by the ledger's name for them, read a huddle."""
    return row.receipts.filter(reader=reader).exists()
