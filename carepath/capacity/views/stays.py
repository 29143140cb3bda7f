"""Long stays and delayed discharges: who is in for long, and who could leave and has not."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from carepath.accounts.permissions import Permission
from carepath.accounts.policies import requires
from carepath.audit import access
from carepath.capacity import queries
from carepath.capacity.views.chosen import freshness, slid_to, wound_of
from carepath.places import queries as places
from carepath.places.views.chosen import site_of

TITLES = {
    queries.WEEK: _("7 days or more"),
    queries.WEEKS: _("21 days or more"),
    queries.FIT: _("Fit to leave"),
    queries.ALL: _("Everybody"),
}
"""What a list may be narrowed to, in words."""


@require_safe
@requires(Permission.SEE)
@access.reads_patients("long stays")
def stays(request: HttpRequest) -> HttpResponse:
    """Show how long inpatients are in, by unit, and who they are, the longest first."""
    sites = places.sites_of(by=request.user)
    request.patients_shown = 0
    if not sites:
        return render(request, "capacity/stays.html", {"sites": []})
    request.site = site = site_of(request, sites)
    if (moved := slid_to(request, site)) is not None:
        return moved
    shown, wound = request.GET.get("shown", queries.WEEK), wound_of(request, site)
    if shown not in TITLES:
        raise Http404
    found = queries.record(
        site=site, by=request.user, at=wound.moment, past=wound.is_past, known_at=wound.known_at
    ).lately(0)
    every = queries.inpatients(found)
    code = request.GET.get("unit", "")
    unit = next((one for one in found.units.values() if code and one.code == code), None)
    if code and unit is None:
        raise Http404
    some = queries.inpatients_shown(found, every, shown=shown, unit=unit)
    flagged = queries.flags_by_journey(site=site, at=wound.at)
    order = {"fit_first": shown == queries.FIT, "after": request.GET.get("after", "")}
    page = queries.stays(found, some, flagged=flagged, **order)
    request.patients_shown = len(page.items)
    total, *units = queries.lengths(found, every)
    context = {
        "sites": sites,
        "site": site,
        "rewind": wound,
        "at": wound.moment,
        "behind": queries.is_behind(),
        "total": total,
        "units": units,
        "unit": unit,
        "shown": shown,
        "titles": TITLES,
        "n": len(some),
        "page": page,
        "unplanned": queries.unplanned(found, some, flagged),
        "private": queries.private_among(one.journey.pk for one in page.items),
        **freshness(found, found.units),
        "words": found.words,
    }
    return render(request, "capacity/stays.html", context)
