"""Ask a new scenario, from nothing or from another one, and cancel one."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from carepath.accounts.permissions import Permission
from carepath.accounts.policies import requires
from carepath.places import queries as places
from carepath.places.models import Site
from carepath.places.views.chosen import changeable, site_of
from carepath.scenarios import actions, policies, queries
from carepath.scenarios.forms import ScenarioForm, initial_of
from carepath.scenarios.models import Scenario
from carepath.ui import clock
from carepath.work import tasks

RUNS = "carepath.scenarios.actions.run_waiting"
"""What a worker goes on with once a scenario is asked (one of settings.SWEEPS)."""


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.RUN_WHAT_IF)
def new(request: HttpRequest) -> HttpResponse:
    """Show the form of a new scenario (`copy` = begun from another one), and ask it."""
    sites = places.sites_of(by=request.user)
    if not sites:
        raise Http404
    request.site = site = changeable(request, site_of(request, sites), Permission.RUN_WHAT_IF)
    offered = queries.offered(site=site, by=request.user, at=clock.now(site))
    if request.method == "POST":
        form = ScenarioForm(request.POST, units=offered.units, stations=offered.stations)
        if form.is_valid():
            return _asked(request, site, form)
    else:
        initial = _copied(request, site)
        form = ScenarioForm(initial=initial, units=offered.units, stations=offered.stations)
    rows = list(form.rows)
    context = {
        "site": site,
        "form": form,
        "rows": rows,
        "more": any(row.is_used for row in rows[1:]),
        "how": [form[name] for name in ("name", "weeks", "pairs", "anew")],
        "offered": offered,
    }
    status = 422 if form.errors else 200
    return render(request, "scenarios/new.html", context, status=status)


@require_POST
@requires(Permission.RUN_WHAT_IF)
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a scenario back."""
    row = get_object_or_404(queries.scenarios(by=request.user), pk=pk)
    try:
        actions.cancel(scenario=row, by=request.user, at=clock.now())
        messages.success(request, _("Cancelled. What was run is kept, and used again if asked."))
    except policies.NotNow as error:
        messages.error(request, str(error))
    return redirect("scenarios:scenario", pk=pk)


def _asked(request: HttpRequest, site: Site, form: ScenarioForm) -> HttpResponse:
    cleaned = form.cleaned_data
    name = cleaned["name"] or queries.name_of(cleaned["changes"], queries.unit_names(site=site))
    try:
        row = actions.ask(
            site=site, name=name, changes=cleaned["changes"], weeks=cleaned["weeks"],
            pairs=cleaned["pairs"], anew=cleaned["anew"], by=request.user, at=clock.now(),
        )  # fmt: skip
    except policies.NotNow as error:
        messages.error(request, str(error))
        return redirect("scenarios:index")
    transaction.on_commit(partial(tasks.wake, RUNS))
    return redirect("scenarios:scenario", pk=row.pk)


def _copied(request: HttpRequest, site: Site) -> dict[str, Any]:
    """Return what the form holds at first: nothing, or what another scenario of the site asks."""
    text = request.GET.get("copy", "")
    if not text.isdecimal():
        return {}
    rows = queries.scenarios(by=request.user).filter(site=site)
    row: Scenario = get_object_or_404(rows, pk=int(text))
    return {"weeks": row.weeks, "pairs": row.pairs, **initial_of(queries.changes_of(row))}
