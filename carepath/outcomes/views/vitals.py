"""Vital signs of a journey on the screen."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from carepath.accounts.permissions import Permission
from carepath.accounts.policies import requires
from carepath.audit import access
from carepath.frames.vitals import NAMES
from carepath.journeys import queries as journeys
from carepath.outcomes import queries
from carepath.ui import paging


@require_safe
@requires(Permission.SEE)
@access.reads_patients("vitals")
def vitals(request: HttpRequest, trace_id: UUID) -> HttpResponse:
    """Show the values of a journey's vital signs, newest first; the latest of each as a part."""
    journey = journeys.by_trace_id(trace_id, by=request.user)
    if journey is None:
        raise Http404
    request.site = journey.site
    context = {"journey": journey, "zone": journey.source.timezone}
    if request.htmx:
        context["signs"] = signs = queries.signs(journey)
        request.patients_shown = min(len(signs), 1)
        return render(request, "outcomes/vitals.html#part", context)
    name = request.GET.get("name", "")
    rows = queries.of_journey(journey)
    if name in NAMES:
        rows = rows.filter(name=name)
    context["names"] = [(one, gettext(one), one == name) for one in NAMES]
    context["page"] = paging.latest(rows, "measured_at", after=request.GET.get("after", ""))
    return render(request, "outcomes/vitals.html", context)
