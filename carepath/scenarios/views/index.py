"""What was asked: each scenario with its answer, newest first."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from carepath.accounts.permissions import Permission
from carepath.accounts.policies import requires
from carepath.places import queries as places
from carepath.places.views.chosen import site_of
from carepath.scenarios import policies, queries
from carepath.scenarios.models import Scenario
from carepath.scenarios.views.looks import LOOKS
from carepath.ui import clock, paging

PAGE = 25


@dataclass(frozen=True, slots=True)
class Line:
    """One scenario of the list: its changes in words, and its answer, or how far it is."""

    row: Scenario
    changes: str
    answer: str
    look: str
    progress: queries.Progress | None


@require_safe
@requires(Permission.SEE)
def index(request: HttpRequest) -> HttpResponse:
    """Show the scenarios of a site, newest first, each with its answer."""
    sites = places.sites_of(by=request.user)
    if not sites:
        return render(request, "scenarios/index.html", {"sites": []})
    request.site = site = site_of(request, sites)
    found = queries.scenarios(by=request.user).filter(site=site)
    page = paging.newest(found, after=request.GET.get("after", ""), size=PAGE)
    units, at = queries.unit_names(site=site), clock.now()
    lines = [_line(row, units, at) for row in page.items]
    context = {
        "sites": sites,
        "site": site,
        "page": page,
        "lines": lines,
        "answered": next((line for line in lines if line.answer), None),
        "done": sum(row.state == Scenario.State.DONE for row in page.items),
        "most": policies.COMPARED[1],
        "may_ask": policies.may_ask(request.user, site),
    }
    return render(request, "scenarios/index.html", context)


def _line(row: Scenario, units: dict[str, str], at) -> Line:
    changes = queries.all_said(queries.changes_of(row), units)
    is_done = row.state == Scenario.State.DONE
    return Line(
        row, changes, queries.answer_of(row, changes) if is_done else "", LOOKS[row.state],
        queries.progress(row, at=at) if row.is_open else None,
    )  # fmt: skip
