"""What outcomes are called, in which unit they are told, and an answer in words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carepath.scenarios.queries.answers import BOARDING
from carepath.simulator.flow import Difference, Spread
from carepath.ui import words

HOURS, SHARE, COUNT = "hours", "share", "count"
HOUR_MINUTES = 60
SMALL = 10
"""Below it a number is told with a decimal."""
OF_SITE, OF_UNIT, OF_STATION = "site", "unit", "station"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One outcome: what it is of, its key (without the place), its name and what it is told in."""

    of: str
    key: str
    title: str | Promise
    kind: str


OUTCOMES = (
    Outcome(OF_SITE, BOARDING, gettext_lazy("Boarding, hours a day"), HOURS),
    Outcome(OF_SITE, "bed_wait_mean", gettext_lazy("Wait for a bed, mean"), HOURS),
    Outcome(OF_SITE, "bed_wait_p50", gettext_lazy("Wait for a bed, median"), HOURS),
    Outcome(OF_SITE, "bed_wait_p90", gettext_lazy("Wait for a bed, 90 % within"), HOURS),
    Outcome(OF_SITE, "bed_wait_over_4h", gettext_lazy("Waits for a bed over 4 h"), SHARE),
    Outcome(OF_SITE, "department_stay_mean", gettext_lazy("Emergency stay, mean"), HOURS),
    Outcome(OF_SITE, "department_stay_p90", gettext_lazy("Emergency stay, 90 % within"), HOURS),
    Outcome(OF_SITE, "department_stay_over_4h", gettext_lazy("Emergency stays over 4 h"), SHARE),
    Outcome(OF_SITE, "arrivals_a_day", gettext_lazy("Arrivals a day"), COUNT),
    Outcome(OF_SITE, "occupancy_mean", gettext_lazy("Occupancy of all units"), SHARE),
    Outcome(OF_UNIT, "occupancy_mean", gettext_lazy("Occupancy"), SHARE),
    Outcome(OF_UNIT, "occupancy_p95", gettext_lazy("Occupancy, 95 % of hours within"), SHARE),
    Outcome(OF_UNIT, "full_hours", gettext_lazy("Hours with no free bed"), SHARE),
    Outcome(OF_STATION, "scan_wait_mean", gettext_lazy("Wait, mean"), HOURS),
    Outcome(OF_STATION, "scan_wait_p50", gettext_lazy("Wait, median"), HOURS),
    Outcome(OF_STATION, "scan_wait_p90", gettext_lazy("Wait, 90 % within"), HOURS),
    Outcome(OF_STATION, "scan_wait_over_1h", gettext_lazy("Waits over 1 h"), SHARE),
)
"""Those that are told, in the order in which they are."""


def told(value: float, kind: str) -> str:
    """Return a value in its unit; words.EMPTY where there is nothing to tell."""
    if value != value:
        return words.EMPTY
    if kind == SHARE:
        return words.share(value, 1, 1 if abs(value) < SMALL / 100 else 0)
    if kind == COUNT:
        return words.number(value, 1 if abs(value) < SMALL else 0)
    if abs(value) < 1:
        return _("%(n)s min") % {"n": words.number(value * HOUR_MINUTES, 0)}
    return _("%(n)s h") % {"n": words.number(value, 1 if abs(value) < SMALL else 0)}


def changed(value: float, kind: str) -> str:
    """Return a difference with its sign; shares differ by percentage points."""
    if value != value:
        return words.EMPTY
    if kind == SHARE:
        points = round(100 * value, 1)
        return _("%(n)s points") % {"n": _signed(words.number(abs(points), 1), points)}
    return _signed(told(abs(value), kind), value if told(abs(value), kind) != told(0, kind) else 0)


def named(place: str, units: Mapping[str, str]) -> str:
    """Return what a place of an outcome is called."""
    return units.get(place, place)


def sentence(change: str, key: str, one: Difference) -> str:
    """Return the answer: what the changes do to an outcome, with its 80 % interval."""
    spread = one.difference
    if spread.mean != spread.mean:
        return _("With %(change)s: nothing to tell, nobody waited.") % {"change": change}
    unclear = spread.low80 <= 0 <= spread.high80
    if key == BOARDING:
        said = (
            _("With %(change)s: no clear change in boarding; %(middle)s a day (80 %%: %(range)s).")
            if unclear
            else _("With %(change)s: %(middle)s boarding a day (80 %%: %(range)s).")
        )
        less, more = _("less"), _("more")
    else:
        said = (
            _("With %(change)s: no clear change in the wait for %(place)s; %(middle)s on average "
              "(80 %%: %(range)s).")
            if unclear
            else _("With %(change)s: the wait for %(place)s is %(middle)s on average "
                   "(80 %%: %(range)s).")
        )  # fmt: skip
        less, more = _("shorter"), _("longer")
    place = key.partition(":")[2]
    middle = f"{told(abs(spread.mean), HOURS)} {less if spread.mean <= 0 else more}"
    return said % {
        "change": change, "place": place, "middle": middle, "range": _range(spread, less, more)
    }  # fmt: skip


def _range(spread: Spread, less: str, more: str) -> str:
    """Return the 80 % interval in words: "20 to 55 h less", "3 h less to 2 h more"."""
    if spread.low80 < 0 < spread.high80:
        ends = told(-spread.low80, HOURS), told(spread.high80, HOURS)
        return _("%(a)s %(less)s to %(b)s %(more)s") % {
            "a": ends[0], "b": ends[1], "less": less, "more": more
        }  # fmt: skip
    near, far = sorted((abs(spread.low80), abs(spread.high80)))
    way = less if spread.high80 <= 0 else more
    return f"{both(told(near, HOURS), told(far, HOURS))} {way}"


def both(low: str, high: str) -> str:
    """Return a range of two values that were told: a unit they share is said once."""
    value, _space, unit = low.rpartition(" ")
    said = value if value and high.endswith(f" {unit}") else low
    return _("%(low)s to %(high)s") % {"low": said, "high": high}


def _signed(text: str, value: float) -> str:
    return text if not value else f"{'+' if value > 0 else '−'}{text}"


def all_lines(keys: Mapping[str, object]) -> Iterator[tuple[str, Outcome, str]]:
    """Yield (key, outcome, place) of all that are told: of the site, of units, of stations."""
    for of in (OF_SITE, OF_UNIT, OF_STATION):
        yield from lines(keys, of)


def lines(keys: Mapping[str, object], of: str) -> Iterator[tuple[str, Outcome, str]]:
    """Yield (key, outcome, place) of those among these keys that are told of a kind of place: by
    place, in the order of OUTCOMES."""
    places = list(dict.fromkeys(key.partition(":")[2] for key in keys))
    for place in places:
        for one in OUTCOMES:
            key = f"{one.key}:{place}" if place else one.key
            if one.of == of and key in keys and bool(place) == (of != OF_SITE):
                yield key, one, place
