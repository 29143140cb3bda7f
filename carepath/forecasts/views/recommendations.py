"""What was recommended, what people decided, and what was promised against what happened."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from carepath.accounts.permissions import Permission
from carepath.accounts.policies import requires
from carepath.analysis.promises import LIKELY
from carepath.figures import theme
from carepath.forecasts import policies, queries
from carepath.forecasts.models import Recommendation
from carepath.forecasts.queries import Outlook, Told
from carepath.forecasts.views import drawing
from carepath.forecasts.views.asked import asked_of
from carepath.frames.moments import to_us
from carepath.places import queries as places
from carepath.places.views.chosen import site_of
from carepath.ui import clock, paging

SIZE = 25
BEFORE = timedelta(hours=12)
"""What went before is drawn for so long."""


@require_safe
@requires(Permission.SEE)
def recommendations(request: HttpRequest) -> HttpResponse:
    """Show the recommendations of a site, newest first, and how their promises came true."""
    sites = places.sites_of(by=request.user)
    if not sites:
        return render(request, "forecasts/recommendations.html", {"sites": []})
    request.site = site = site_of(request, sites)
    state, at = request.GET.get("state", ""), clock.now(site)
    state = state if state in Recommendation.State else ""
    found = queries.recommendations(site=site).filter(made_at__lte=at)
    if state:
        found = found.filter(state=state)
    page = paging.newest(found, after=request.GET.get("after", ""), size=SIZE)
    context = {
        "sites": sites,
        "site": site,
        "state": state,
        "states": Recommendation.State.choices,
        "page": page,
        "rows": queries.advised(page.items, site=site, at=at),
        "record": queries.record_of_promises(site=site, at=at),
        "days": queries.LOOKED_AT.days,
        "held_back": queries.held_back(site=site),
        "likely": LIKELY,
    }
    return render(request, "forecasts/recommendations.html", context)


@require_safe
@requires(Permission.SEE)
def recommendation(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a recommendation: what it promises and rests on, and what happened since."""
    rows = Recommendation.objects.select_related("site", "unit", "giver", "outcome")
    row = get_object_or_404(rows, pk=pk)
    if not request.user.may(Permission.SEE, site=row.site.slug):
        raise Http404
    request.site = site = row.site
    at = clock.now(site)
    vintage = queries.vintage_of(row)
    (advised,) = queries.advised([row], site=site, at=at)
    context = {
        "row": row,
        "site": site,
        "outcome": advised.outcome,
        "total": advised.hours,
        "vintage": vintage,
        "may_decide": row.is_open and policies.may_decide(request.user, site),
    }
    if vintage is not None:
        context["known_at"] = asked_of(request, site).address(vintage.issued_at)
        context["fan"] = _fan(Outlook(Told(vintage)), row, at)
    return render(request, "forecasts/recommendation.html", context)


def _fan(outlook: Outlook, row: Recommendation, at: datetime) -> theme.Drawing:
    """Return what was foretold of its hours, and what came."""
    read = queries.read(site=row.site, now=to_us(at))
    told, slot = outlook.told, outlook.row.slot_at
    hours = min(told.hours, max(1, int(((row.until_at or slot) - slot) / timedelta(hours=1))))
    units = outlook.row.facts["units"]
    past = queries.came(read, units, slot - BEFORE, slot)
    came = queries.came(read, units, slot, min(at, told.ends[hours - 1]))
    return drawing.fan(outlook, hours, past, came, ZoneInfo(row.site.timezone))
