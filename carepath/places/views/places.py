"""What there is: the units of a site, their rooms and beds."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from carepath.accounts import policies
from carepath.accounts.permissions import Permission
from carepath.places import queries
from carepath.places.views.chosen import site_of


@require_safe
@policies.requires(Permission.SEE)
def places(request: HttpRequest) -> HttpResponse:
    """Show the units of a site by code, or the rooms and beds of one of them."""
    sites = queries.sites_of(by=request.user)
    if not sites:
        return render(request, "places/places.html", {"sites": []})
    request.site = site = site_of(request, sites)
    after, code = request.GET.get("after", ""), request.GET.get("unit", "")
    context = {
        "sites": sites,
        "site": site,
        "all": queries.places_of(site=site),
        "may_load": request.user.may(Permission.SET_UP_PLACES, site=site.slug),
    }
    if code:
        unit = get_object_or_404(queries.unit_of(site=site, code=code))
        context |= {"unit": unit, "page": queries.beds_page(unit=unit, after=after)}
    else:
        context["page"] = queries.units_page(site=site, after=after)
    return render(request, "places/places.html", context)
