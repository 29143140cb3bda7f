"""Open beds and staff on duty as entered: who set them, when and why, and a way back."""

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from carepath.accounts import policies
from carepath.accounts.permissions import Permission
from carepath.places import actions, forms, queries
from carepath.places.models import OpenBeds, Site, StaffOnDuty, Unit
from carepath.places.views.chosen import changeable, site_of
from carepath.ui import clock

RECENT = 12
"""Changes shown with a way back."""


@require_safe
@policies.requires(Permission.SEE)
def index(request: HttpRequest) -> HttpResponse:
    """Show the open beds and the staff on duty of a site, with forms for who may change them."""
    sites = queries.sites_of(by=request.user)
    if not sites:
        return render(request, "places/index.html", {"sites": []})
    site = site_of(request, sites)
    request.site = site
    return render(request, "places/index.html", _page(request, site, sites))


@require_POST
@policies.requires(Permission.ENTER_STAFFING)
def set_beds(request: HttpRequest, pk: int) -> HttpResponse:
    """Open or close beds of a unit."""
    row = get_object_or_404(OpenBeds.objects.select_related("unit__site"), pk=pk)
    site = _enterable(request, row.unit.site)

    def enter(number: int, reason: str) -> str:
        now = clock.now()
        actions.set_open_beds(unit=row.unit, beds=number, by=request.user, at=now, reason=reason)
        words = {"unit": row.unit, "n": number}
        return _("%(unit)s has %(n)s open beds.") % words

    return _entered(request, site, forms.NumberForm(request.POST), enter)


@require_POST
@policies.requires(Permission.ENTER_STAFFING)
def set_staff(request: HttpRequest, pk: int) -> HttpResponse:
    """Set how many people of a role are on duty in a shift."""
    row = get_object_or_404(StaffOnDuty.objects.select_related("site"), pk=pk)
    site = _enterable(request, row.site)

    def enter(number: int, reason: str) -> str:
        actions.set_staff(row=row, number=number, by=request.user, at=clock.now(), reason=reason)
        return _("%(role)s, %(shift)s: %(n)s on duty.") % {
            "role": row.label,
            "shift": _(row.shift),
            "n": number,
        }

    return _entered(request, site, forms.NumberForm(request.POST), enter)


@require_POST
@policies.requires(Permission.ENTER_STAFFING)
def add_beds(request: HttpRequest) -> HttpResponse:
    """Enter the beds of a unit for the first time."""
    site = _addable(request)

    def enter(**values: Any) -> str:
        row = actions.add_beds(site=site, by=request.user, at=clock.now(), **values)
        return _("%(unit)s has %(n)s open beds.") % {"unit": row.unit, "n": row.open_beds}

    return _entered(request, site, forms.BedsForm(request.POST), enter)


@require_POST
@policies.requires(Permission.ENTER_STAFFING)
def add_staff(request: HttpRequest) -> HttpResponse:
    """Enter the staff of a role and shift for the first time."""
    site = _addable(request)

    def enter(**values: Any) -> str:
        row = actions.add_staff(site=site, by=request.user, at=clock.now(), **values)
        return _("%(role)s, %(shift)s: %(n)s on duty.") % {
            "role": row.label,
            "shift": _(row.shift),
            "n": row.number,
        }

    form = forms.StaffForm(request.POST, shifts=_shifts(site))
    return _entered(request, site, form, enter)


@require_POST
@policies.requires(Permission.ENTER_STAFFING)
def confirm_beds(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm the beds of a unit that only a feed had named, and go back to the board."""
    unit = get_object_or_404(Unit.objects.select_related("site"), pk=pk)
    site = _enterable(request, unit.site)
    found = actions.confirm_beds(unit=unit, by=request.user, at=clock.now())
    said = ngettext(
        "%(n)s bed of %(unit)s is confirmed.", "%(n)s beds of %(unit)s are confirmed.", found
    )
    messages.success(request, said % {"unit": unit, "n": found})
    query = urlencode({"site": site.slug, "unit": unit.code})
    return redirect(f"{reverse('capacity:board')}?{query}")


def _page(request: HttpRequest, site: Site, sites: list[Site]) -> dict[str, Any]:
    beds, roster = queries.beds_entered(site=site), queries.roster(site=site)
    staff = [one for _label, cells in roster.lines for one in cells if one is not None]
    return {
        "site": site,
        "sites": sites,
        "beds": beds,
        "roster": roster,
        "changes": queries.changed([*beds, *staff])[:RECENT],
        "open": sum(one.number for one in beds),
        "physical": sum(one.row.physical for one in beds),
        "may_enter": request.user.may(Permission.ENTER_STAFFING, site=site.slug),
        "refusal": policies.refusal(Permission.ENTER_STAFFING),
        "beds_form": forms.BedsForm(auto_id="beds_%s"),
        "staff_form": forms.StaffForm(auto_id="staff_%s", shifts=_shifts(site)),
    }


def _shifts(site: Site) -> list[str]:
    """Return the names of the shifts that a site has today, none without a calendar."""
    today = clock.now(site).astimezone(ZoneInfo(site.timezone)).date()
    return queries.shift_names(site=site, day=today)


def _enterable(request: HttpRequest, site: Site) -> Site:
    return changeable(request, site, Permission.ENTER_STAFFING)


def _addable(request: HttpRequest) -> Site:
    """Return the site to add to: a real one, as a made-up hospital has what it was made with."""
    found = Site.objects.filter(slug=request.POST.get("site", ""), synthetic=False)
    return _enterable(request, get_object_or_404(found))


def _entered(
    request: HttpRequest, site: Site, form: django_forms.Form, enter: Callable[..., str]
) -> HttpResponse:
    """Do what was typed and say so, or say which field cannot be; then show the page anew."""
    if not form.is_valid():
        for name, errors in form.errors.items():
            messages.error(request, f"{form.fields[name].label}: {' '.join(errors)}")
    else:
        try:
            messages.success(request, enter(**form.cleaned_data))
        except actions.TooManyBeds as error:
            messages.error(request, str(error))
    return redirect(f"{reverse('places:index')}?{urlencode({'site': site.slug})}")
