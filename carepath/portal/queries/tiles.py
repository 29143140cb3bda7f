"""The tiles of the first page, in fixed places: people find a number by where it stands.

A tile is a line of TILES: its key, where it leads, the definition of its number, and what says it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from carepath.capacity import queries as capacity
from carepath.forecasts import queries as forecasts
from carepath.forecasts.queries import Outlook
from carepath.frames.definitions import REGISTER
from carepath.outcomes.queries import LevelAhead
from carepath.portal.queries.frame import address
from carepath.portal.queries.ground import Ground
from carepath.ui import words

CENSUS = (8, 24, 48, 72)
"""Hours ahead that the tile of all inpatient beds tells of."""
AT_FIRST = 8
"""Tiles in sight; the rest stand under "more"."""
Line = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Fan:
    """A band, its middle and a level line, as points of a drawing that is 100 wide and high."""

    band: str
    middle: str
    level: float


@dataclass(frozen=True, slots=True)
class Said:
    """What a tile says: one value, a few words under it, lines (label, value), and a drawing of
    what the lines say."""

    value: str
    detail: str = ""
    lines: tuple[Line, ...] = ()
    fan: Fan | None = None


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


def _time(us: int | None) -> str:
    return words.duration(us, precision="min")


def _level(ground: Ground) -> Said | None:
    """Return the level with the three parameters that give most points; unknown says why."""
    now = ground.level
    if now.score is None:
        return None
    if now.stale:
        return Said(_("unknown"), _("nothing was scored lately"))
    known = [one for one in now.score.parts if one[3]]
    known.sort(key=lambda one: -one[3])
    lines = tuple((_(REGISTER[one[0]].title), f"+{words.number(one[3])}") for one in known[:3])
    lines += tuple(map(_expected, ground.ahead))
    if not now.level:
        return Said(_("unknown"), _("level %(n)s at least") % {"n": now.score.least}, lines)
    detail = ngettext("%(n)s point", "%(n)s points", now.score.total) % {"n": now.score.total}
    return Said(words.number(now.level), detail, lines)


def _expected(one: LevelAhead) -> Line:
    """Return the level some hours ahead with its chance, and whether simple rules are as good."""
    said = {"level": words.number(one.level), "chance": words.share(one.chance, 1)}
    text = _("level %(level)s, %(chance)s likely")
    if one.has_no_skill:
        text = _("level %(level)s, %(chance)s likely (no skill)")
    return _("in %(n)s h") % {"n": one.hours}, text % said


def _net(ground: Ground) -> Said | None:
    if not ground.net:
        return None
    lines = tuple(
        (one.label, f"{words.number(one.available)} → {_signed(one.after)}") for one in ground.net
    )
    total = sum(one.available for one in ground.net)
    after = _signed(sum(one.after for one in ground.net))
    return Said(words.number(total), _("free and kept for nobody; %(n)s after who waits") % {
        "n": after}, lines)  # fmt: skip


def _signed(number: int) -> str:
    return f"−{words.number(-number)}" if number < 0 else words.number(number)


def _waiting(ground: Ground) -> Said:
    if not ground.waiting:
        return Said(words.number(0), _("nobody waits for a bed"))
    longest = _time(ground.since(ground.waiting[0].asked_at))
    served = {row.journey_id for row in ground.kept}
    kept = sum(row.journey_id in served for row in ground.waiting)
    detail = _("the longest for %(time)s, for %(unit)s") % {
        "time": longest, "unit": ground.waiting[0].unit,
    }  # fmt: skip
    lines = ((_("a bed is kept for"), words.number(kept)),) if kept else ()
    return Said(words.number(len(ground.waiting)), detail, lines)


def _emergency(ground: Ground) -> Said | None:
    found = ground.record
    if not found.department.units:
        return None
    now = capacity.emergency_now(found, capacity.attendances(found))
    lines = [(_("boarders"), words.number(now.boarders)), (_("longest there"), _time(now.longest))]
    if now.crowding.score is not None:
        lines.append((_("NEDOCS, at least"), words.number(now.crowding.score)))
    detail = _("for %(spaces)s staffed spaces: %(share)s") % {
        "spaces": words.number(now.spaces), "share": words.share(now.patients, now.spaces),
    }  # fmt: skip
    return Said(words.number(now.patients), detail, tuple(lines))


def _intensive(ground: Ground) -> Said | None:
    now = capacity.intensive_now(ground.record, ground.moves)
    if not now.beds:
        return None
    detail = _("occupied of %(staffed)s staffed; %(free)s free") % {
        "staffed": words.number(now.staffed), "free": words.number(now.available),
    }  # fmt: skip
    lines = (
        (_("wait to come in"), words.number(now.coming)),
        (_("wait to leave"), words.number(now.leaving)),
    )
    return Said(words.number(now.occupied), detail, lines)


def _occupied(ground: Ground) -> Said | None:
    if not ground.units:
        return None
    occupied = sum(one.occupied for one in ground.units)
    staffed = sum(one.staffed for one in ground.units)
    detail = _("%(occupied)s of %(staffed)s staffed beds") % {
        "occupied": words.number(occupied), "staffed": words.number(staffed),
    }  # fmt: skip
    unnamed = sum(one.unnamed for one in ground.units)
    if unnamed:
        more = _("%(n)s more said to be occupied, patient unknown")
        detail = f"{detail}; {more % {'n': words.number(unnamed)}}"
    lines = tuple(
        (str(one.unit), f"{words.number(one.occupied)} / {words.number(one.staffed)}")
        for one in ground.units
    )
    return Said(words.share(occupied, staffed), detail, lines)


def _discharges(ground: Ground) -> Said | None:
    if not ground.units:
        return None
    found, lines = ground.discharges, []
    if not ground.past:
        lines.append((_("marked for discharge"), words.number(ground.confirmed)))
        if ground.census is not None:
            mean = forecasts.leaving_by(ground.census, ground.midnight + timedelta(days=1))
            lines.append((_("expected to leave by midnight"), words.number(mean, 0)))
    detail = _("%(n)s of them before noon") % {"n": words.number(found.before_noon)}
    return Said(words.number(found.n), detail, tuple(lines))


def _long_stays(ground: Ground) -> Said | None:
    if not ground.units:
        return None
    total = capacity.lengths(ground.record, capacity.inpatients(ground.record))[0]
    detail = _("in for 7 days or more, of %(n)s") % {"n": words.number(total.n)}
    lines = (
        (_("21 days or more"), words.number(total.weeks)),
        (_("fit to leave"), words.number(total.fit)),
    )
    return Said(words.number(total.week), detail, lines)


def _moves(ground: Ground) -> Said | None:
    if not ground.units:
        return None
    longest = capacity.longest_wait(ground.record, ground.moves)
    detail = _("the longest for %(time)s") % {"time": _time(longest)}
    return Said(words.number(len(ground.moves)), detail if len(ground.moves) else _("nobody waits"))


def _feeds(ground: Ground) -> Said | None:
    if not ground.feeds:
        return None
    lines = tuple((one.source.name, _age(ground, one.last_at)) for one in ground.feeds)
    silent = len(ground.silent)
    if not silent:
        return Said(_("all heard"), _("no feed rests longer than is its habit"), lines)
    words_ = ngettext("%(n)s feed is silent", "%(n)s feeds are silent", silent)
    return Said(words_ % {"n": silent}, _("what they tell of may be old"), lines)


def _age(ground: Ground, at: datetime | None) -> str:
    return _("never") if at is None else _("%(time)s ago") % {"time": _time(ground.since(at))}


def _protocols(ground: Ground) -> Said:
    review, approved = (ground.in_flight.get(state, 0) for state in ("in_review", "approved"))
    lines = (
        (_("in review"), words.number(review)),
        (_("approved, not in force"), words.number(approved)),
    )
    return Said(words.number(ground.in_force), _("in force here"), () if ground.past else lines)


def _forecast(ground: Ground) -> Said | None:
    """Return the chance that the likeliest unit is short of beds in the next day, and of others."""
    if not ground.outlooks:
        return None
    first, *rest = ground.outlooks
    detail = _("that %(unit)s is short of beds, most by %(at)s") % {
        "unit": first.told.name, "at": words.clock_text(first.worst_at, ground.zone),
    }  # fmt: skip
    lines = tuple((one.told.name, words.share(one.worst.chance, 1)) for one in rest[:4])
    return Said(words.share(first.worst.chance, 1), detail, lines)


def _census(ground: Ground) -> Said | None:
    """Return the chance that all inpatient beds together run out within three days, and the beds
    needed by then: the middle, and the range that holds 8 of 10 cases."""
    found = ground.census
    if found is None:
        return None
    staffed = words.number(found.row.staffed)
    hours = tuple(hour for hour in CENSUS if hour <= found.told.hours)
    lines = tuple(map(partial(_needed, found), hours))
    worst = max(found.told.short[: hours[-1]], default=0.0)
    detail = _("that more than the %(n)s staffed beds are needed within %(hours)s h") % {
        "n": staffed, "hours": hours[-1],
    }  # fmt: skip
    return Said(words.share(float(worst), 1), detail, lines, _fan(found, hours[-1]))


def _needed(found: Outlook, hours: int) -> Line:
    low, middle, high = found.told.quantiles((0.1, 0.5, 0.9))[hours - 1].tolist()
    said = {"middle": words.number(middle), "low": words.number(low), "high": words.number(high)}
    said["chance"] = words.share(float(found.told.short[hours - 1]), 1)
    needed = _("%(middle)s (%(low)s to %(high)s), short %(chance)s")
    return _("in %(n)s h") % {"n": hours}, needed % said


def _fan(found: Outlook, hours: int) -> Fan:
    """Return the band and the staffed beds as they are drawn: 0 to 100 each way, up is more."""
    each = found.told.quantiles((0.1, 0.5, 0.9))[:hours]
    staffed = found.row.staffed or 0
    low, high = min(int(each.min()), staffed), max(int(each.max()), staffed)
    room = max(high - low, 1)

    def y(beds: float) -> float:
        return round(94 - 88 * (beds - low) / room, 1)

    def way(place: int) -> list[str]:
        wide = 100 / max(len(each) - 1, 1)
        return [f"{round(n * wide, 1)},{y(row[place])}" for n, row in enumerate(each.tolist())]

    band = " ".join([*way(0), *reversed(way(2))])
    return Fan(band, " ".join(way(1)), y(staffed))


def _advice(ground: Ground) -> Said | None:
    """Return how many recommendations wait for a decision, each with its chance."""
    if not ground.outlooks and not ground.advice:
        return None
    n = len(ground.advice)
    lines = tuple(
        (f"{one.unit}, {one.get_kind_display()} ({words.number(one.beds)})",
         f"{words.share(one.before, 1)} → {words.share(one.after, 1)}")
        for one in ground.advice[:4]
    )  # fmt: skip
    text = ngettext("recommendation waits for a decision", "recommendations wait for a decision", n)
    return Said(words.number(n), text, lines)


def _staffing(ground: Ground) -> Said | None:
    if not ground.gaps:
        return None
    worst = max(ground.gaps, key=lambda one: one.missing)
    lines = tuple((one.shift, words.number(one.missing)) for one in ground.gaps)
    detail = _("missing in the shift that lacks most: %(shift)s") % {"shift": worst.shift}
    return Said(words.number(worst.missing), detail, lines)


def _pack(ground: Ground) -> Said | None:
    if ground.pack_age is None:
        return None
    return Said(_("%(time)s old") % {"time": _time(ground.pack_age)}, _("lists for downtime"))


TILES = (
    Kind("level", gettext_lazy("Escalation level"), "siren", "outcomes:escalation", "level",
         _level),
    Kind("net", gettext_lazy("Net beds"), "bed-double", "capacity:requests", "net_beds", _net),
    Kind("waiting", gettext_lazy("Waiting for a bed"), "hourglass", "capacity:requests",
         "bed_waits", _waiting),
    Kind("emergency", gettext_lazy("Emergency department"), "siren", "capacity:emergency",
         "ed_patients", _emergency),
    Kind("intensive", gettext_lazy("Intensive care"), "heart-pulse", "capacity:intensive",
         "intensive_beds", _intensive),
    Kind("occupied", gettext_lazy("Occupied"), "gauge", "capacity:board", "beds_occupied",
         _occupied),
    Kind("discharges", gettext_lazy("Left today"), "log-out", "capacity:stays",
         "discharges_today", _discharges, known=False),
    Kind("feeds", gettext_lazy("Data"), "radio-tower", "ingestion:feeds", "feed_age", _feeds,
         feed=False, past=False, known=False),
    Kind("forecast", gettext_lazy("Beds to come"), "chart-line", "forecasts:index",
         "bed_shortage", _forecast),
    Kind("census", gettext_lazy("Inpatient beds, 72 h"), "chart-spline", "forecasts:index",
         "bed_shortage", _census),
    Kind("advice", gettext_lazy("Recommendations"), "message-square-warning",
         "forecasts:recommendations", "bed_shortage", _advice, feed=False, known=False),
    Kind("stays", gettext_lazy("Long stays"), "calendar-clock", "capacity:stays", "long_stays",
         _long_stays),
    Kind("moves", gettext_lazy("Waiting to move"), "arrow-right-left", "capacity:transfers",
         "bed_waits", _moves),
    Kind("protocols", gettext_lazy("Protocols"), "book-marked", "protocols:index",
         "protocols_in_force", _protocols, feed=False, known=False),
    Kind("staffing", gettext_lazy("Staffing gap"), "users", "places:staff", "staffing_gap",
         _staffing, feed=False, known=False),
    Kind("pack", gettext_lazy("Downtime pack"), "life-buoy", "work:index", "pack_age", _pack,
         feed=False, past=False, known=False),
)  # fmt: skip
"""The tiles in their places: the first stand in sight."""
