"""Limits of advice: what holds at a site, every version there was, and another one."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from carepath.accounts.permissions import Permission
from carepath.accounts.policies import requires
from carepath.forecasts import actions, forms, policies, queries
from carepath.places import queries as places
from carepath.places.models import Site
from carepath.places.views.chosen import site_of
from carepath.ui import clock, paging

SIZE = 10


@require_safe
@requires(Permission.SEE)
def limits(request: HttpRequest) -> HttpResponse:
    """Show the limits in force at a site, and every version there was."""
    sites = places.sites_of(by=request.user)
    if not sites:
        return render(request, "forecasts/limits.html", {"sites": []})
    request.site = site = site_of(request, sites)
    form = _form(site) if policies.may_set_limits(request.user, site) else None
    return _page(request, site, sites, form)


@require_POST
@requires(Permission.SET_ADVICE)
def set_limits(request: HttpRequest) -> HttpResponse:
    """Set other limits; they hold from the next forecast on."""
    sites = places.sites_of(by=request.user)
    if not sites:
        raise Http404
    request.site = site = site_of(request, sites)
    policies.check_set_limits(request.user, site)
    form = _form(site, request.POST)
    if not form.is_valid():
        return _page(request, site, sites, form, status=422)
    reason = form.cleaned_data["reason"]
    try:
        actions.set_limits(
            site=site, limits=form.limits, by=request.user, at=clock.now(), reason=reason
        )
    except policies.NotNow as error:
        form.add_error(None, str(error))
        return _page(request, site, sites, form, status=422)
    messages.success(request, _("They hold from the next forecast on."))
    query = urlencode({"site": site.slug})
    return HttpResponseRedirect(f"{reverse('forecasts:limits')}?{query}")


def _form(site: Site, said: object = None) -> forms.LimitsForm:
    units = queries.units_with_entered_beds(site=site)
    return forms.LimitsForm(said, limits=queries.limits_held(site).limits, units=units)


def _page(
    request: HttpRequest, site: Site, sites: list[Site], form: forms.LimitsForm | None,
    *, status: int = 200,
) -> HttpResponse:  # fmt: skip
    after = request.GET.get("after", "")
    held = queries.limits_held(site)
    context = {
        "sites": sites,
        "site": site,
        "held": held,
        "units": [
            (one, held.limits.most.get(one.unit.code), one.unit.code in held.limits.keeps)
            for one in queries.units_with_entered_beds(site=site)
        ],
        "page": paging.newest(queries.versions_of_limits(site=site), after=after, size=SIZE),
        "form": form,
    }
    return render(request, "forecasts/limits.html", context, status=status)
