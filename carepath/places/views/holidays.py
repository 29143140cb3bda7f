"""Public holidays of a site: which are known, who entered them, and a form for others."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from carepath.accounts import policies
from carepath.accounts.permissions import Permission
from carepath.places import actions, forms, queries
from carepath.places.models import Holiday, Site
from carepath.places.views.chosen import changeable, site_of
from carepath.ui import clock


@require_safe
@policies.requires(Permission.SEE)
def holidays(request: HttpRequest) -> HttpResponse:
    """Show the public holidays of a site, page by page, with a form for who may enter them."""
    sites = queries.sites_of(by=request.user)
    if not sites:
        return render(request, "places/holidays.html", {"sites": []})
    return _page(request, site_of(request, sites), sites, None)


@require_POST
@policies.requires(Permission.SET_UP_PLACES)
def add_holiday(request: HttpRequest) -> HttpResponse:
    """Enter a public holiday."""
    found = get_object_or_404(Site, slug=request.POST.get("site", ""))
    site = changeable(request, found, Permission.SET_UP_PLACES)
    form = forms.HolidayForm(request.POST)
    if form.is_valid():
        try:
            row = actions.add_holiday(
                site=site, by=request.user, at=clock.now(), **form.cleaned_data
            )
        except actions.NoHoliday as error:
            form.add_error("day", str(error))
        else:
            return _done(request, site, _("%(holiday)s is entered.") % {"holiday": row})
    return _page(request, site, queries.sites_of(by=request.user), form)


@require_POST
@policies.requires(Permission.SET_UP_PLACES)
def correct_holiday(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct the day or the name of a holiday."""
    row, site = _row(request, pk)
    form = forms.HolidayForm(request.POST)
    if not form.is_valid():
        said = " ".join(text for errors in form.errors.values() for text in errors)
        return _refused(request, site, _("%(row)s: %(said)s") % {"row": row, "said": said})
    try:
        row = actions.correct_holiday(row=row, by=request.user, at=clock.now(), **form.cleaned_data)
    except actions.NoHoliday as error:
        return _refused(request, site, str(error))
    return _done(request, site, _("It is %(holiday)s now.") % {"holiday": row})


@require_POST
@policies.requires(Permission.SET_UP_PLACES)
def drop_holiday(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a holiday back."""
    row, site = _row(request, pk)
    form = forms.WhyForm(request.POST)
    if not form.is_valid():
        return _refused(request, site, _("Give a reason."))
    try:
        actions.drop_holiday(row=row, by=request.user, at=clock.now(), **form.cleaned_data)
    except actions.NoHoliday as error:
        return _refused(request, site, str(error))
    return _done(request, site, _("%(holiday)s is taken back.") % {"holiday": row})


def _page(
    request: HttpRequest, site: Site, sites: list[Site], form: forms.HolidayForm | None
) -> HttpResponse:
    request.site = site
    today = _today(site)
    may_set = request.user.may(Permission.SET_UP_PLACES, site=site.slug)
    if form is None and may_set:
        form = forms.HolidayForm()
    context: dict[str, Any] = {
        "sites": sites,
        "site": site,
        "brief": queries.holidays_in_brief(site=site, today=today),
        "page": queries.holidays_page(site=site, today=today, after=request.GET.get("after", "")),
        "taken_back": queries.holidays_taken_back(site=site),
        "form": form,
        "may_set": may_set,
    }
    status = 422 if form is not None and form.is_bound else 200
    return render(request, "places/holidays.html", context, status=status)


def _today(site: Site) -> date:
    return clock.now(site).astimezone(ZoneInfo(site.timezone)).date()


def _row(request: HttpRequest, pk: int) -> tuple[Holiday, Site]:
    row = get_object_or_404(Holiday.objects.select_related("site"), pk=pk)
    return row, changeable(request, row.site, Permission.SET_UP_PLACES)


def _done(request: HttpRequest, site: Site, said: str) -> HttpResponse:
    messages.success(request, said)
    return _back(site)


def _refused(request: HttpRequest, site: Site, said: str) -> HttpResponse:
    messages.error(request, said)
    return _back(site)


def _back(site: Site) -> HttpResponse:
    return redirect(f"{reverse('places:holidays')}?{urlencode({'site': site.slug})}")
