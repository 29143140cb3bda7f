"""Escalation rules as a document: bands and points of parameters, cut-offs, cards and alerts.

Its one way of being written down is canonical JSON, so that a score can name the very rules it was
made with. A local, "OPEL-style" form: no conformance with any national framework is claimed.
"""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

SCHEMA = "carepath.escalation/1"
LEVEL = "level"
"""What an alert watches instead of a parameter: the level itself."""
FALLING = ("spare", "ed_within_4h_day")
"""Parameters of which less is worse."""
LEVELS = 4
MOST_POINTS = 20
LONGEST_MIN = 24 * 60


class RulesError(ValueError):
    """Rules that cannot be read; the text says why."""


def gettext_noop(text: str) -> str:
    """Return the text itself; the name marks it for translation."""
    return text


_ = gettext_noop


@dataclass(frozen=True, slots=True)
class Bands:
    """The points of a parameter: `points[0]` below the first edge, `points[i]` from `edges[i-1]`
    on. They only rise or only fall with the value."""

    edges: tuple[float, ...]
    points: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """What is done at a level, and which role sees to it."""

    text: str
    role: str


@dataclass(frozen=True, slots=True)
class AlertRule:
    """When an alert of a parameter is raised and cleared, and who is told.

    It is raised when the value has been at `raise_at` or worse for `hold_min` minutes, and cleared
    when it has been better than `clear_at` for `rest_min`; `rises` = more is worse. `role` is told
    at once, `then` after `then_min` minutes without anybody having acknowledged it. `owner` gets a
    note when it is told more often than a role can bear.
    """

    parameter: str
    raise_at: float
    clear_at: float
    hold_min: int
    rest_min: int
    role: str
    then: str
    then_min: int
    owner: str
    rises: bool = True


@dataclass(frozen=True, slots=True)
class Rules:
    """One version of the rules of a site.

    `cuts` divide the sum of points into levels: a sum of `cuts[0]` at most is level 1. Data older
    than `stale_min` minutes count as missing. A role is told of `budget` alerts in a shift of 12
    hours at most. No mail goes out in the quiet hours [from, to) of the site, (0, 0) = none.
    """

    bands: Mapping[str, Bands]
    cuts: tuple[int, ...]
    cards: tuple[Card, ...]
    alerts: tuple[AlertRule, ...]
    stale_min: int = 180
    budget: int = 6
    quiet: tuple[int, int] = (22, 6)

    @property
    def most(self) -> int:
        """Return the highest sum of points there can be."""
        return sum(max(one.points) for one in self.bands.values())

    def is_quiet(self, hour: int) -> bool:
        """Return whether an hour of the site's clock is one of the quiet hours."""
        low, high = self.quiet
        if low <= high:
            return low <= hour < high
        return hour >= low or hour < high


_ADMINISTRATOR, _BEDS, _QUALITY = "HOSPITAL_ADMINISTRATOR", "BED_MANAGER", "QUALITY_LEAD"


def _alert(
    parameter: str, raise_at: float, clear_at: float, hold: int, rest: int, *, rises: bool = True
) -> AlertRule:
    return AlertRule(
        parameter, raise_at, clear_at, hold, rest, _BEDS, _ADMINISTRATOR, 60, _QUALITY, rises
    )


SHIPPED = Rules(
    bands={
        "occupancy": Bands((85, 92, 96, 100), (0, 2, 4, 6, 8)),
        "spare": Bands((1, 5, 10), (4, 3, 1, 0)),
        "waiting": Bands((5, 10, 15, 25), (0, 1, 2, 3, 5)),
        "longest_wait": Bands((2, 4, 8, 12), (0, 1, 2, 3, 5)),
        "boarders": Bands((3, 6, 10, 15), (0, 1, 2, 3, 5)),
        "ed_occupancy": Bands((80, 100), (0, 2, 4)),
        "ed_waiting": Bands((5, 15, 30), (0, 1, 2, 3)),
        "ed_within_4h_day": Bands((60, 78, 95), (4, 3, 1, 0)),
        "ed_over_12h": Bands((1, 4), (0, 1, 2)),
        "long_share": Bands((30, 45), (0, 1, 2)),
        "silent_feeds": Bands((1,), (0, 2)),
    },
    cuts=(11, 22, 33),
    cards=(
        Card(_("Work as usual. Plan the discharges of tomorrow."), _BEDS),
        Card(_("Confirm every discharge of today by 11:00; ask for cleaning at once."), _BEDS),
        Card(_("Open escalation beds; a consultant looks at every stay of 7 days."),
             _ADMINISTRATOR),
        Card(_("Call the hospital together; decide about planned admissions within the hour."),
             _ADMINISTRATOR),
    ),
    alerts=(
        _alert("level", 3, 3, 30, 240),
        _alert("waiting", 12, 7, 60, 240),
        _alert("ed_waiting", 10, 5, 30, 240),
        _alert("ed_within_4h_day", 86, 88, 60, 240, rises=False),
        _alert("ed_over_12h", 5, 2, 60, 240),
        _alert("spare", 8, 16, 60, 240, rises=False),
    ),
)  # fmt: skip
"""The sample set that holds until a hospital decides otherwise."""


def canonical(rules: Rules) -> str:
    """Return the rules as JSON: sorted keys, no blanks, so that equal rules are equal."""
    content = {"schema": SCHEMA, **asdict(rules)}
    return json.dumps(content, sort_keys=True, separators=(",", ":"))


def read(text: str) -> Rules:
    """Return the rules of a JSON text; RulesError for what it does not fully understand."""
    try:
        said = json.loads(text)
        if said.pop("schema") != SCHEMA:
            raise RulesError(_("These are no escalation rules of a form that can be read."))
        bands = {key: _bands(one) for key, one in said.pop("bands").items()}
        cards = tuple(Card(**one) for one in said.pop("cards"))
        alerts = tuple(AlertRule(**one) for one in said.pop("alerts"))
        cuts, quiet = tuple(said.pop("cuts")), tuple(said.pop("quiet"))
        return Rules(bands=bands, cards=cards, alerts=alerts, cuts=cuts, quiet=quiet, **said)
    except RulesError:
        raise
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise RulesError(_("These are no escalation rules.")) from error


def _bands(said: Any) -> Bands:
    return Bands(tuple(said["edges"]), tuple(said["points"]), **_nothing_else(said))


def _nothing_else(said: Mapping[str, Any]) -> dict[str, Any]:
    return {key: said[key] for key in said if key not in ("edges", "points")}


def faults(rules: Rules, *, parameters: Collection[str], roles: Collection[str]) -> list[str]:
    """Return what is wrong with rules in sentences, [] = nothing.

    `parameters` can be computed, `roles` may acknowledge alerts.
    """
    found = []
    if not rules.bands or not set(rules.bands) <= set(parameters):
        found.append(_("The rules name a parameter that cannot be computed, or none."))
    if any(_is_wrong(one) for one in rules.bands.values()):
        found.append(
            _("The bands of a parameter rise, and its points, 0 to 20, only rise or only fall.")
        )
    if len(rules.cuts) != LEVELS - 1 or not _rise((-1, *rules.cuts, rules.most)):
        found.append(_("The cut-offs rise, and the highest level can be reached."))
    if len(rules.cards) != LEVELS or any(not card.text.strip() for card in rules.cards):
        found.append(_("Each level has a card."))
    told = {card.role for card in rules.cards}
    told |= {role for one in rules.alerts for role in (one.role, one.then, one.owner)}
    if not told <= set(roles):
        found.append(_("A role is named that may not acknowledge alerts."))
    if not (10 <= rules.stale_min <= LONGEST_MIN and 1 <= rules.budget <= 50):
        found.append(_("Data are stale after 10 minutes to a day; a shift has 1 to 50 alerts."))
    if any(not 0 <= hour <= 23 for hour in rules.quiet):
        found.append(_("Quiet hours are whole hours from 0 to 23."))
    return found + _wrong_alerts(rules, {*parameters, LEVEL})


def _is_wrong(one: Bands) -> bool:
    points = one.points
    within = all(0 <= point <= MOST_POINTS for point in points)
    monotone = list(points) in (sorted(points), sorted(points, reverse=True))
    return not (len(points) == len(one.edges) + 1 >= 2 and _rise(one.edges) and within and monotone)


def _rise(values: Iterable[float]) -> bool:
    values = list(values)
    return all(a < b for a, b in zip(values, values[1:], strict=False))


def _wrong_alerts(rules: Rules, parameters: set[str]) -> list[str]:
    found = []
    watched = [one.parameter for one in rules.alerts]
    if len(set(watched)) != len(watched) or not set(watched) <= parameters:
        found.append(_("An alert watches the level or a parameter, and each of them once."))
    for one in rules.alerts:
        worse = one.raise_at - one.clear_at if one.rises else one.clear_at - one.raise_at
        if worse < 0:
            found.append(_("An alert is cleared at a better value than it is raised at."))
        if not all(1 <= n <= LONGEST_MIN for n in (one.hold_min, one.rest_min, one.then_min)):
            found.append(_("An alert waits from a minute to a day before it is raised or cleared."))
    return sorted(set(found))


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that differs between two versions; `of` names a parameter, a card or an alert."""

    of: str
    what: str
    before: str
    after: str


def changes(before: Rules, after: Rules) -> list[Change]:
    """Return what differs, in the order of pages; [] = nothing."""
    found = []
    for key in dict.fromkeys([*before.bands, *after.bands]):
        pair = _bands_text(before.bands.get(key)), _bands_text(after.bands.get(key))
        found.append(Change(key, _("bands"), *pair))
    found.append(Change("", _("cut-offs"), _numbers(before.cuts), _numbers(after.cuts)))
    for level in range(LEVELS):
        pair = before.cards[level], after.cards[level]
        found.append(
            Change(str(level + 1), _("card"), *(f"{one.text} ({one.role})" for one in pair))
        )
    watched = (
        {one.parameter: one for one in before.alerts},
        {one.parameter: one for one in after.alerts},
    )
    for key in dict.fromkeys([*watched[0], *watched[1]]):
        found.append(
            Change(
                key,
                _("alert: raised; cleared; told; owner"),
                *(_alert_text(one.get(key)) for one in watched),
            )
        )
    for name, what in (
        ("stale_min", _("data are stale after, min")),
        ("budget", _("alerts for each role and shift")),
        ("quiet", _("quiet hours of mail")),
    ):
        pair = getattr(before, name), getattr(after, name)
        found.append(Change("", what, *map(_plain, pair)))
    return [one for one in found if one.before != one.after]


def _plain(value: int | tuple[int, int]) -> str:
    """Return a number, or hours from and to ("22:00–06:00", "–" for none)."""
    if isinstance(value, int):
        return str(value)
    low, high = value
    return f"{low:02}:00–{high:02}:00" if low != high else "–"


def _bands_text(one: Bands | None) -> str:
    return bands_text(one) if one else "–"


def bands_text(one: Bands) -> str:
    """Return bands as people type them: `0; 85: 2; 92: 4`, first the points below all edges."""
    later = (f"{edge:g}: {point}" for edge, point in zip(one.edges, one.points[1:], strict=True))
    return "; ".join([str(one.points[0]), *later])


def read_bands(text: str) -> Bands:
    """Return the bands of such a text; RulesError if it is none."""
    first, *later = [part.strip() for part in text.split(";")]
    try:
        pairs = [part.split(":") for part in later]
        edges = tuple(float(edge.replace(",", ".")) for edge, _points in pairs)
        points = (int(first), *(int(point) for _edge, point in pairs))
    except ValueError as error:
        raise RulesError(_("Write bands like this: 0; 85: 2; 92: 4")) from error
    return Bands(edges, points)


def _numbers(values: Iterable[int]) -> str:
    return ", ".join(map(str, values))


def _alert_text(one: AlertRule | None) -> str:
    if one is None:
        return "–"
    sign = "≥" if one.rises else "≤"
    return (
        f"{sign} {one.raise_at:g}, {one.hold_min} min; {one.clear_at:g}, {one.rest_min} min; "
        f"{one.role}, {one.then_min} min {one.then}; {one.owner}"
    )
