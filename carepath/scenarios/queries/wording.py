"""Changes in words: "4 more beds on Surgery", "CT open from 8:00 to 22:00"."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from carepath.places.models import Site, Unit
from carepath.scenarios.models import Scenario
from carepath.simulator.flow.changes import ARRIVALS, BEDS, DISCHARGES, STATION, Change
from carepath.ui import words

MOST_LETTERS = 120


def changes_of(row: Scenario) -> list[Change]:
    """Return what a scenario changes."""
    return [Change(**one) for one in row.changes]


def unit_names(*, site: Site) -> dict[str, str]:
    """Return what the units of a site are called, by code."""
    return {unit.code: str(unit) for unit in Unit.objects.filter(site=site).order_by("code")}


def said(change: Change, units: Mapping[str, str]) -> str:
    """Return a change in words."""
    return SAYERS[change.kind](change, units.get(change.name, change.name))


def all_said(changes: Sequence[Change], units: Mapping[str, str]) -> str:
    """Return all changes of a scenario in words."""
    return get_text_list([said(change, units) for change in changes], _("and"))


def name_of(changes: Sequence[Change], units: Mapping[str, str]) -> str:
    """Return what a scenario is called that nobody gave a name."""
    found = all_said(changes, units)
    return found if len(found) <= MOST_LETTERS else f"{found[: MOST_LETTERS - 1]}…"


def _beds(change: Change, unit: str) -> str:
    n = int(abs(change.value or 0))
    text = (
        ngettext("%(n)s more bed on %(unit)s", "%(n)s more beds on %(unit)s", n)
        if (change.value or 0) > 0
        else ngettext("%(n)s bed fewer on %(unit)s", "%(n)s beds fewer on %(unit)s", n)
    )
    return text % {"n": words.number(n), "unit": unit}


def _station(change: Change, station: str) -> str:
    said = {"station": station, "opens": _clock(change.opens), "closes": _clock(change.closes)}
    return _("%(station)s open from %(opens)s to %(closes)s") % said


def _arrivals(change: Change, _name: str) -> str:
    share = 100 * ((change.value or 1) - 1)
    text = _("%(share)s more arrivals") if share > 0 else _("%(share)s fewer arrivals")
    return text % {"share": words.share(abs(share), 100)}


def _discharges(change: Change, unit: str) -> str:
    value = change.value or 0
    hours = words.number(int(value) if value == int(value) else value)
    if not unit:
        return _("discharges %(hours)s h earlier") % {"hours": hours}
    return _("discharges from %(unit)s %(hours)s h earlier") % {"unit": unit, "hours": hours}


def _clock(hour: float | None) -> str:
    return f"{int(hour or 0)}:00"


SAYERS: Mapping[str, Callable[[Change, str], str]] = {
    BEDS: _beds,
    STATION: _station,
    ARRIVALS: _arrivals,
    DISCHARGES: _discharges,
}
Packed = dict[str, Any]
