"""What one journey follows: verdicts on its page and on its waterfall, excuses for violations."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from carepath.accounts import policies as accounts
from carepath.accounts.permissions import Permission
from carepath.audit import access
from carepath.frames.moments import to_us
from carepath.journeys import queries as journeys
from carepath.journeys.models import Journey
from carepath.journeys.views.detail import window_of
from carepath.protocols import actions, forms, policies, queries
from carepath.protocols.views import found
from carepath.ui import clock


@require_safe
@accounts.requires(Permission.SEE)
@access.reads_patients("journeys")
def journey(request: HttpRequest, trace_id: UUID) -> HttpResponse:
    """Show which protocols a journey follows and the verdict on each of their rules.

    The waterfall asks for `part=lanes`: the same verdicts, drawn on its scale.
    """
    row = _journey_or_404(request, trace_id)
    now = to_us(clock.now(row.site))
    spans = journeys.spans_of(row)
    followed = queries.courses(row, spans, now=now)
    context = {"journey": row, "zone": row.source.timezone, "followed": followed}
    if request.htmx and request.GET.get("part") == "lanes":
        context |= _lanes(request, spans, followed, now)
        return render(request, "protocols/journey.html#lanes", context)
    context |= {
        "may_decide": policies.allowed(policies.check_decide, request.user, row.site),
        "excuse_form": forms.ExcuseForm(auto_id=False),
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


def _journey_or_404(request: HttpRequest, trace_id: UUID) -> Journey:
    found_journey = journeys.by_trace_id(trace_id, by=request.user)
    if found_journey is None:
        raise Http404
    request.site = found_journey.site
    return found_journey


@require_POST
@accounts.requires(Permission.REVIEW, Permission.ROLL_BACK)
def excuse(request: HttpRequest, trace_id: UUID, pk: int) -> HttpResponse:
    """Say why a rule of a protocol need not be followed in one journey."""
    row = _journey_or_404(request, trace_id)
    protocol = found.protocol_or_404(request, pk)
    back = reverse("protocols:journey", args=[row.trace_id])
    form = forms.ExcuseForm(request.POST)
    if not form.is_valid():
        return found.refused(request, form, back=back)
    values = form.cleaned_data

    def act() -> None:
        actions.excuse(
            journey=row, protocol=protocol, by=request.user, at=clock.now(),
            rule=values["rule"], reason=values["reason"],
        )  # fmt: skip

    return found.done(request, act, said=_("The reason is kept beside the verdict."), back=back)
