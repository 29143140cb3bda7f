"""Take a version out of force: roll back, stop, retire; and decide for one journey."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from carepath.accounts import policies as accounts
from carepath.accounts.permissions import Permission
from carepath.protocols import actions, forms, queries
from carepath.protocols.views import found
from carepath.ui import clock


@require_POST
@accounts.requires(Permission.ROLL_BACK)
def roll_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a version out of force at once; what was in force before is again."""
    return _ended(request, pk, actions.roll_back, _("It is rolled back."))


@require_POST
@accounts.requires(Permission.ROLL_BACK)
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a version out of force at once and put nothing in its place."""
    return _ended(request, pk, actions.stop, _("It is stopped; nothing is in its place."))


@require_POST
@accounts.requires(Permission.ACTIVATE)
def retire(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a version out of force as planned."""
    return _ended(request, pk, actions.retire, _("It is retired."))


def _ended(request: HttpRequest, pk: int, act: Callable, said: str) -> HttpResponse:
    row = found.activation_or_404(request, pk)
    back = reverse("protocols:protocol", args=[row.protocol_id])
    form = forms.ReasonForm(request.POST)
    if not form.is_valid():
        return found.refused(request, form, back=back)
    reason = form.cleaned_data["reason"]
    return found.done(
        request,
        lambda: act(activation=row, by=request.user, at=clock.now(), reason=reason),
        said=said,
        back=back,
    )


@require_POST
@accounts.requires(Permission.REVIEW, Permission.ROLL_BACK)
def switch(request: HttpRequest, pk: int) -> HttpResponse:
    """Let one open journey follow the version in force."""
    row = queries.assignment(pk=pk, by=request.user)
    if row is None:
        raise Http404
    back = reverse("journeys:detail", args=[row.journey.trace_id])
    form = forms.ReasonForm(request.POST)
    if not form.is_valid():
        return found.refused(request, form, back=back)
    reason = form.cleaned_data["reason"]
    return found.done(
        request,
        lambda: actions.switch_one(assignment=row, by=request.user, at=clock.now(), reason=reason),
        said=_("The journey follows the version in force."),
        back=back,
    )
