"""Journeys that deviate: asked for, countersigned, declined, and listed."""

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
from carepath.protocols import actions, forms, policies, queries
from carepath.protocols.models import Override
from carepath.protocols.views import found
from carepath.ui import clock


@require_safe
@accounts.requires(Permission.SEE)
@access.reads_patients("journeys")
def overrides(request: HttpRequest) -> HttpResponse:
    """List the overrides, with their state and what this person may do with those that wait."""
    waiting = request.GET.get("waiting") == "1"
    page = queries.deviations(by=request.user, waiting=waiting, after=request.GET.get("after", ""))
    request.patients_shown = len(page.items)
    at = clock.now()
    context = {
        "lines": [(row, row.holds(at), *_acts(request, row)) for row in page.items],
        "after": page.after,
        "waiting": waiting,
        "awaited": queries.awaited(by=request.user),
    }
    return render(request, "protocols/overrides.html", context)


def _acts(request: HttpRequest, row: Override) -> tuple[Any, bool]:
    """Return the form to countersign an override, if this person may, and whether they may end
    it."""
    may = policies.allowed(policies.check_decline_override, request.user, row)
    if not may or row.asked_by_id == request.user.pk:
        return None, may
    return forms.CountersignForm(auto_id=f"confirm-{row.pk}-%s"), may


@require_POST
@accounts.requires(Permission.OVERRIDE)
def ask_override(request: HttpRequest, trace_id: UUID, pk: int) -> HttpResponse:
    """Ask that a journey may deviate from a rule or a step of a protocol."""
    journey = found.journey_or_404(request, trace_id)
    protocol = found.protocol_or_404(request, pk)
    back = reverse("protocols:journey", args=[journey.trace_id])
    form = forms.OverrideForm(request.POST)
    if not form.is_valid():
        return found.refused(request, form, back=back)

    def act() -> None:
        actions.ask_override(
            journey=journey, protocol=protocol, by=request.user, at=clock.now(),
            **form.cleaned_data,
        )  # fmt: skip

    if form.cleaned_data["emergency"]:
        said = _("It holds now. A second person must confirm within four hours, or it lapses.")
    else:
        said = _("It is asked for. It holds once a second person confirms.")
    return found.done(request, act, said=said, back=back)


@require_POST
@accounts.requires(Permission.OVERRIDE)
@accounts.renewed
def confirm_override(request: HttpRequest, pk: int) -> HttpResponse:
    """Countersign what somebody else asked for."""
    row = _override_or_404(request, pk)
    form = forms.CountersignForm(request.POST)
    back = reverse("protocols:overrides")
    if not form.is_valid():
        return found.refused(request, form, back=back)

    def act() -> None:
        actions.confirm_override(
            override=row, by=request.user, at=request.at, reason=form.cleaned_data["reason"],
            proved_at=accounts.proved_at(request, at=request.at),
        )  # fmt: skip

    return found.done(request, act, said=_("Your signature is on it: it holds."), back=back)


@require_POST
@accounts.requires(Permission.OVERRIDE)
def decline_override(request: HttpRequest, pk: int) -> HttpResponse:
    """Refuse an override, or take one's own back."""
    row = _override_or_404(request, pk)
    form = forms.ReasonForm(request.POST)
    back = reverse("protocols:overrides")
    if not form.is_valid():
        return found.refused(request, form, back=back)
    reason = form.cleaned_data["reason"]
    return found.done(
        request,
        lambda: actions.decline_override(
            override=row, by=request.user, at=clock.now(), reason=reason
        ),
        said=_("It does not hold."),
        back=back,
    )


def _override_or_404(request: HttpRequest, pk: int) -> Override:
    row = queries.override(pk=pk, by=request.user)
    if row is None:
        raise Http404
    request.site = row.journey.site
    return row
