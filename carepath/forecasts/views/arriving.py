"""Who is to come: the arrivals of a site or department, of everyone or of one group of acuity."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest

from carepath.forecasts import queries
from carepath.forecasts.models import Slot
from carepath.forecasts.queries import Night, Read, Told
from carepath.forecasts.views import drawing, holidays
from carepath.forecasts.views.asked import Asked, series_of
from carepath.forecasts.views.badges import Badge, badges
from carepath.places.models import Site


@dataclass(frozen=True, slots=True)
class Chosen:
    """The forecasts of arrivals of a site, and which of them an address asks for."""

    every: Sequence[Told]
    whole: Told
    group: Told | None

    @property
    def shown(self) -> Told:
        return self.group or self.whole


def chosen(request: HttpRequest, site: Site, asked: Asked) -> Chosen | None:
    """Return the department and the acuity an address asks for, the busiest department without
    one; None where no arrivals were told. 404 for those there are not.

    An acuity that another department has is no fault: then everyone is shown.
    """
    rows = queries.latest(site=site, job=Slot.Job.ARRIVALS, known_at=asked.known_at)
    if not rows:
        return None
    told = [Told(row) for row in rows]
    wanted = request.GET.get("department")
    if wanted is None:
        departments = [one for one in told if one.row.series] or told
        whole = max(departments, key=lambda one: one.mean[:24].sum())
    else:
        whole = next((one for one in told if one.row.series == series_of(wanted)), None)
    if whole is None:
        raise Http404
    label = request.GET.get("acuity") or None
    known = {one for each in told for one in each.row.facts.get("acuity", ())}
    if label and known and label not in known:
        raise Http404
    groups = queries.groups_of(whole)
    return Chosen(told, whole, next((one for one in groups if one.group == label), None))


def arrivals(request: HttpRequest, read: Read, asked: Asked) -> dict[str, Any]:
    """Return what the page says of arrivals; {} where none were told."""
    site, found = read.site, chosen(request, read.site, asked)
    if found is None:
        return {}
    shown, row = found.shown, found.whole.row
    judged = queries.judged(site=site, job=Slot.Job.ARRIVALS).get(row.series)
    until = min(asked.now, shown.ends[drawing.hours_of(shown) - 1])
    if shown.group is None:
        came = queries.arrived(read, row.unit_id, row.slot_at, until)
    else:
        came = queries.arrived_of(read, row, shown.group, row.slot_at, until)
    return {
        "departments": found.every,
        "department": found.whole,
        "group": found.group,
        "night": queries.tonight(found.whole),
        "shown_night": queries.tonight(shown),
        "acuities": _by_acuity(found.whole, judged, asked),
        "arrival_badges": _badges(shown, judged, asked),
        "arrival_holidays": holidays.told(row),
        "in_windows": queries.width_of(shown) > 1,
        "hourly": drawing.hourly(shown, came, ZoneInfo(site.timezone)),
    }


def _by_acuity(whole: Told, judged: Any, asked: Asked) -> list[tuple[Told, Night, list[Badge]]]:
    """Return tonight by acuity; [] where no night is foretold."""
    found = [(one, queries.tonight(one)) for one in queries.groups_of(whole)]
    return [(one, night, _badges(one, judged, asked)) for one, night in found if night is not None]


def _badges(told: Told, judged: Any, asked: Asked) -> list[Badge]:
    """Return what must be known of a forecast; that of a group has a backtest of its own."""
    if told.group is not None and judged is not None:
        verdict: Mapping[str, Any] | None = judged.result.get("acuity", {}).get(told.group)
        judged = None if verdict is None else SimpleNamespace(result=verdict)
    return badges(told.row, judged, at=asked.now, rewound=asked.rewound)
