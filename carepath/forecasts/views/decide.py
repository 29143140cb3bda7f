"""Decide a recommendation."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from carepath.accounts.permissions import Permission
from carepath.accounts.policies import requires
from carepath.forecasts import actions, policies
from carepath.forecasts.models import Recommendation
from carepath.ui import clock

SAID = {
    "accepted": _("Accepted. Open or close the beds on the page Beds and staff."),
    "rejected": _("Rejected; the reason is kept."),
    "deferred": _("Deferred for four hours."),
}

SOONER = _("Accepted. Tell the ward: who goes home today has the round first.")
LONGER = _("Accepted. Tell those who staff it; nothing is opened by itself.")
OBEYED = _("Accepted. The invented hospital does it at once.")


@require_POST
@requires(Permission.DECIDE_RECOMMENDATION)
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept, reject or defer a recommendation, with a reason."""
    rows = Recommendation.objects.select_related("site", "unit")
    row = get_object_or_404(rows, pk=pk)
    if not request.user.may(Permission.SEE, site=row.site.slug):
        raise Http404
    to, reason = request.POST.get("to", ""), request.POST.get("reason", "")
    seen = request.POST.get("beds", "")
    beds = int(seen) if seen.isdecimal() and len(seen) < 6 else None
    try:
        actions.decide(
            recommendation=row, to=to, reason=reason, by=request.user, at=clock.now(), beds=beds
        )
        messages.success(request, _said(row, to))
    except policies.NotNow as error:
        messages.error(request, str(error))
    query = urlencode({"site": row.site.slug})
    return redirect(f"{reverse('forecasts:index')}?{query}#advice")


def _said(row: Recommendation, to: str) -> object:
    """Return what is said after a decision."""
    if to != Recommendation.State.ACCEPTED:
        return SAID[to]
    if row.site.synthetic:
        return OBEYED
    if row.is_longer:
        return LONGER
    return SOONER if row.is_sooner else SAID[to]
