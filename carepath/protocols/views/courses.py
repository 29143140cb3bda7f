"""What one journey follows: verdicts on its page and on its waterfall, and overrides."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from carepath.accounts import policies as accounts
from carepath.accounts.permissions import Permission
from carepath.audit import access
from carepath.frames.moments import to_us
from carepath.journeys import queries as journeys
from carepath.journeys.views.detail import window_of
from carepath.protocols import policies, queries
from carepath.protocols.views import found
from carepath.ui import clock


@require_safe
@accounts.requires(Permission.SEE)
@access.reads_patients("journeys")
def journey(request: HttpRequest, trace_id: UUID) -> HttpResponse:
    """Show which protocols a journey follows and the verdict on each of their rules.

    The waterfall asks for `part=lanes`: the same verdicts, drawn on its scale.
    """
    row = found.journey_or_404(request, trace_id)
    now = to_us(clock.now(row.site))
    spans = journeys.spans_of(row)
    followed = queries.courses(row, spans, now=now)
    context = {"journey": row, "zone": row.source.timezone, "followed": followed}
    if request.htmx and request.GET.get("part") == "lanes":
        context |= _lanes(request, spans, followed, now)
        return render(request, "protocols/journey.html#lanes", context)
    deviations, at = queries.of_journey(row), clock.now()
    context |= {
        "may_decide": policies.allowed(policies.check_decide, request.user, row.site),
        "may_override": policies.allowed(policies.check_override, request.user, row.site),
        "overrides": deviations,
        "holding": [one for one in deviations if one.holds(at)],
    }
    part = "#part" if request.htmx else ""
    return render(request, f"protocols/journey.html{part}", context)


def _lanes(
    request: HttpRequest, spans: Any, followed: list[queries.Course], now: int
) -> dict[str, Any]:
    straight = request.GET.get("scale") == "true"
    scale = journeys.scale(spans, now=now, straight=straight, window=window_of(request))
    return {
        "lanes": [(one, queries.marks(one.verdicts, scale)) for one in followed],
        "opened": int(spans.opened[0]),
    }
