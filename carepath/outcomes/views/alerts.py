"""Alerts: the list, one with its evidence, and what people do about it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from carepath.accounts.permissions import Permission
from carepath.accounts.policies import requires
from carepath.frames.definitions.pressures import PARAMETERS
from carepath.frames.escalation import LEVEL
from carepath.outcomes import actions, policies, queries
from carepath.outcomes.models import Alert, Note
from carepath.places import queries as places
from carepath.places.models import Site
from carepath.places.views.chosen import site_of
from carepath.ui import clock, paging

PAGE = 25


@require_safe
@requires(Permission.SEE)
def alerts(request: HttpRequest) -> HttpResponse:
    """Show the alerts of a site, those that are open first, and how useful each rule's were."""
    sites = places.sites_of(by=request.user)
    if not sites:
        return render(request, "outcomes/alerts.html", {"sites": []})
    request.site = site = site_of(request, sites)
    asked = request.GET.get("parameter", "")
    if asked and asked not in _known():
        raise Http404
    rows = queries.alerts(site=site, parameter=asked).exclude(cleared_at=None)
    page = paging.newest(rows, after=request.GET.get("after", ""), size=PAGE)
    opened = list(queries.open_alerts(site=site))
    context = {
        "sites": sites,
        "site": site,
        "at": clock.now(site),
        "opened": opened,
        "shown_open": [one for one in opened if asked in ("", one.parameter)],
        "unanswered": sum(one.acknowledged_at is None for one in opened),
        "page": page,
        "rules": _rules(site),
        "asked": asked,
        "may_act": policies.allowed(policies.check_act, request.user, Alert(site=site)),
        "standard": queries.standard(site),
    }
    return render(request, "outcomes/alerts.html", context)


def _known() -> tuple[str, ...]:
    return (LEVEL, *PARAMETERS)


def _rules(site: Site) -> list[dict[str, Any]]:
    """Return each alert rule in force with how many of its alerts were useful."""
    rated = queries.ratings(site=site)
    found = []
    for rule in queries.standard(site).rules.alerts:
        counts = rated.get(rule.parameter, {})
        yes, no = counts.get(True, 0), counts.get(False, 0)
        found.append(
            {"rule": rule, "n": yes + no + counts.get(None, 0), "useful": yes, "rated": yes + no}
        )
    return found


@require_safe
@requires(Permission.SEE)
def alert(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an alert with the numbers it was raised by, and who was told when."""
    row = _row_or_404(request, pk)
    context = {
        "row": row,
        "rule": row.rule,
        "until": row.cleared_at or clock.now(row.site),
        "tellings": row.tellings.order_by("pk"),
        "may_act": policies.allowed(policies.check_act, request.user, row),
    }
    return render(request, "outcomes/alert.html", context)


@require_POST
@requires(Permission.ACKNOWLEDGE_ALERT)
def acknowledge(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that one sees to an alert."""
    row = _row_or_404(request, pk)
    if actions.acknowledge(alert=row, by=request.user, at=clock.now()):
        messages.success(request, _("You see to it; nobody further is told."))
    return _back(request, row)


@require_POST
@requires(Permission.ACKNOWLEDGE_ALERT)
def rate(request: HttpRequest, pk: int) -> HttpResponse:
    """Say whether an alert was useful."""
    row = _row_or_404(request, pk)
    useful = request.POST.get("useful", "")
    if useful not in ("yes", "no"):
        raise Http404
    actions.rate(alert=row, useful=useful == "yes", by=request.user, at=clock.now())
    messages.success(request, _("Thank you: the owner of the rule sees it."))
    return _back(request, row)


@require_POST
@requires(Permission.ACKNOWLEDGE_ALERT)
def settle_note(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that one read the note about a rule that tells too often."""
    row = get_object_or_404(Note.objects.select_related("site"), pk=pk)
    if not request.user.may(Permission.SEE, site=row.site.slug):
        raise Http404
    actions.settle_note(note=row, by=request.user, at=clock.now())
    return redirect("portal:my_work")


def _row_or_404(request: HttpRequest, pk: int) -> Alert:
    row = queries.alert(pk=pk, by=request.user)
    if row is None:
        raise Http404
    request.site = row.site
    return row


def _back(request: HttpRequest, row: Alert) -> HttpResponse:
    back = request.POST.get("next", "")
    if back and url_has_allowed_host_and_scheme(back, None):
        return redirect(back)
    return redirect("outcomes:alert", pk=row.pk)
