"""One journey as it was at a moment, and as it was known at another."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from carepath.accounts import policies
from carepath.accounts.permissions import Permission
from carepath.audit import access
from carepath.frames.spans import POINT, STAY
from carepath.journeys import queries
from carepath.journeys.views.detail import journey_or_404


@require_GET
@policies.requires(Permission.SEE)
@access.reads_patients("journeys")
def known(request: HttpRequest, trace_id: UUID) -> HttpResponse:
    """Show the steps of a journey as of `at`, as they were known at `known_at`; empty = now."""
    journey = journey_or_404(request, trace_id)
    zone = ZoneInfo(journey.source.timezone)
    asked = {name: request.GET.get(name, "").strip() for name in ("at", "known_at")}
    faults, moments = [], {}
    for name, label in (("at", _("As it was at")), ("known_at", _("as it was known at"))):
        try:
            moments[name] = moment_of(asked[name], zone)
        except ValueError:
            faults.append(_("%(label)s: write a time such as 2026-03-01T07:30.") % {"label": label})
    found = [] if faults else queries.spans_known(journey, **moments)
    lying = [one for one in found if one.kind == STAY and one.started_at and not one.ended_at]
    context = {
        "journey": journey,
        "zone": journey.source.timezone,
        "asked": asked,
        "faults": faults,
        "spans": found,
        "lying": lying[-1] if lying else None,
        "point": POINT,
        **moments,
    }
    return render(request, "journeys/known.html", context, status=400 if faults else 200)


def moment_of(text: str, zone: ZoneInfo) -> datetime | None:
    """Return the moment of an address, None of none; without an offset it is read in the zone.

    ValueError for what is no time.
    """
    if not text:
        return None
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=zone)
