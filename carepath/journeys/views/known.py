"""One journey as it was at a moment, and as it was known at another."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from carepath.accounts import policies
from carepath.accounts.permissions import Permission
from carepath.audit import access
from carepath.frames.spans import POINT, STAY
from carepath.journeys import queries
from carepath.journeys.views.detail import journey_or_404
from carepath.ui import clock, rewind


@require_GET
@policies.requires(Permission.SEE)
@access.reads_patients("journeys")
def known(request: HttpRequest, trace_id: UUID) -> HttpResponse:
    """Show the steps of a journey as of `at`, as they were known at `known_at`; empty = now."""
    journey = journey_or_404(request, trace_id)
    zone, now = ZoneInfo(journey.source.timezone), clock.now(journey.site)
    moved = rewind.slid(request.GET, now=now, zone=zone)
    if moved is not None:
        return redirect(f"{request.path}?{moved}")
    asked = {name: request.GET.get(name, "").strip() for name in ("at", "known_at")}
    faults, moments = [], {}
    for name, label in (("at", _("As it was at")), ("known_at", _("as it was known at"))):
        try:
            moments[name] = rewind.moment_of(asked[name], zone)
        except ValueError:
            faults.append(_("%(label)s: write a time such as 2026-03-01T07:30.") % {"label": label})
    found = [] if faults else queries.spans_known(journey, **moments)
    lying = [one for one in found if one.kind == STAY and one.started_at and not one.ended_at]
    context = {
        "journey": journey,
        "zone": journey.source.timezone,
        "asked": {name: _field(moment, zone) for name, moment in moments.items()},
        "faults": faults,
        "spans": found,
        "lying": lying[-1] if lying else None,
        "point": POINT,
        "rewind": rewind.Rewind(now, zone)
        if faults
        else rewind.of(request.GET, now=now, zone=zone),
        **moments,
    }
    return render(request, "journeys/known.html", context, status=400 if faults else 200)


def _field(moment: datetime | None, zone: ZoneInfo) -> str:
    """Return a moment as a field for local times holds it."""
    return "" if moment is None else moment.astimezone(zone).replace(tzinfo=None).isoformat()
