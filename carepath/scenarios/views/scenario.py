"""One scenario: how far it is, then its answer, what it rests on and how much to believe."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from carepath.accounts.permissions import Permission
from carepath.accounts.policies import requires
from carepath.scenarios import policies, queries
from carepath.scenarios.models import Scenario
from carepath.scenarios.views import drawing
from carepath.scenarios.views.looks import EVERY_S, LOOKS
from carepath.simulator.flow.changes import STATION
from carepath.ui import clock

OTHERS = 20
"""Scenarios offered to stand beside this one."""


@require_safe
@requires(Permission.SEE)
def scenario(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a scenario; while it is run, a poll shows how far it is, and the answer when it is."""
    row = get_object_or_404(queries.scenarios(by=request.user), pk=pk)
    request.site = row.site
    units = queries.unit_names(site=row.site)
    changes = queries.changes_of(row)
    context = {
        "row": row,
        "site": row.site,
        "look": LOOKS[row.state],
        "changes": [queries.said(one, units) for one in changes],
        "may_ask": policies.may_ask(request.user, row.site),
        "may_cancel": policies.may_cancel(request.user, row),
        "progress": queries.progress(row, at=clock.now()) if row.is_open else None,
        "every": EVERY_S,
    }
    if request.htmx and row.is_open:
        return render(request, "scenarios/scenario.html#progress", context)
    if request.htmx:  # it has ended meanwhile: the whole page says more than a part of it
        return HttpResponse(headers={"HX-Refresh": "true"})
    if row.state == Scenario.State.DONE:
        context |= _answered(request, row, units, queries.all_said(changes, units))
    return render(request, "scenarios/scenario.html", context)


def _answered(request: HttpRequest, row: Scenario, units: dict[str, str], change: str) -> dict:
    found = queries.answer(row)
    told = queries.told_of(row, found, units)
    kinds = {one.kind for one in queries.changes_of(row)}
    return {
        "sentence": queries.answer_of(row, change),
        "doubt": told.doubt,
        "told": told,
        "tables": [
            (_("Waits and boarding"), told.site, "site", True),
            (_("Units"), told.units, "units", kinds != {STATION}),
            (_("Stations"), told.stations, "stations", STATION in kinds),
        ],
        "left_out": queries.left_out(row.calibration),
        "stand_ins": queries.stand_ins(row.calibration, units),
        "calibration": row.calibration,
        "figures": drawing.figures_of(found, units),
        "others": list(queries.comparable(row, by=request.user)[:OTHERS]),
        "may_export": request.user.may(Permission.EXPORT, site=row.site.slug),
        "most": policies.COMPARED[1],
    }
