"""Staff of each unit by shift: who is there, who is needed, where somebody is missing."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from carepath.accounts import policies
from carepath.accounts.permissions import Permission
from carepath.analysis.shifts import Shift, Windows
from carepath.places import actions, forms, queries
from carepath.places.models import Site
from carepath.places.views.chosen import changeable, site_of
from carepath.ui import clock


@require_safe
@policies.requires(Permission.SEE)
def staff(request: HttpRequest) -> HttpResponse:
    """Show the staff of a day by unit, role and shift, against how many are needed."""
    sites = queries.sites_of(by=request.user)
    if not sites:
        return render(request, "places/staff.html", {"sites": []})
    site = site_of(request, sites)
    return _page(request, site, sites, None)


@require_POST
@policies.requires(Permission.ENTER_STAFFING)
def set_unit_staff(request: HttpRequest) -> HttpResponse:
    """Enter how many of a role are there and needed in a unit's shift."""
    found = get_object_or_404(Site, slug=request.POST.get("site", ""))
    site = changeable(request, found, Permission.ENTER_STAFFING)
    form = forms.UnitStaffForm(request.POST, site=site, auto_id="new_%s")
    if form.is_valid():
        try:
            row = actions.set_unit_staff(by=request.user, at=clock.now(), **form.cleaned_data)
        except actions.NoSuchShift as error:
            form.add_error("shift", str(error))
        else:
            words = {"unit": row.unit, "role": row.role, "shift": row.shift}
            messages.success(request, _("%(unit)s, %(role)s, %(shift)s: entered.") % words)
            query = urlencode({"site": site.slug, "on": row.worked_on.isoformat()})
            return redirect(f"{reverse('places:staff')}?{query}")
    return _page(request, site, queries.sites_of(by=request.user), form)


def _page(
    request: HttpRequest, site: Site, sites: list[Site], form: forms.UnitStaffForm | None
) -> HttpResponse:
    request.site = site
    now = clock.now(site)
    windows = queries.shift_windows(site=site, at=now)
    today = _today(now, site, windows.this)
    day = _day(request, form) or today
    found = queries.staffing(site=site, day=day, after=request.GET.get("after", ""))
    may_enter = request.user.may(Permission.ENTER_STAFFING, site=site.slug)
    if form is None and may_enter:
        names = list(found.shifts)
        form = forms.UnitStaffForm(site=site, shifts=names, initial={"day": day}, auto_id="new_%s")
    this = windows.this.name if windows.this and day == windows.this.day else ""
    context = {
        "sites": sites,
        "site": site,
        "day": day,
        "is_today": day == today,
        "before": day - timedelta(days=1),
        "next": day + timedelta(days=1),
        "this": this,
        "found": found,
        "now_gap": found.gap(this) if this else None,
        "tonight_gap": _tonight(found, windows, day, this),
        "missing": sum(gap.missing for gap in found.gaps),
        "known": sum(gap.lines for gap in found.gaps),
        "unknown": sum(gap.unknown for gap in found.gaps),
        "roles": queries.staff_roles(site=site) if may_enter else [],
        "form": form,
        "may_enter": may_enter,
        "refusal": policies.refusal(Permission.ENTER_STAFFING),
    }
    status = 422 if form is not None and form.is_bound else 200
    return render(request, "places/staff.html", context, status=status)


def _tonight(found: queries.Staffing, windows: Windows, day: date, this: str) -> queries.Gap | None:
    """Return the gap of tonight where the page shows its day and it is still to come."""
    tonight = windows.tonight
    if tonight is None or tonight.day != day or tonight.name == this:
        return None
    return found.gap(tonight.name)


def _today(now: datetime, site: Site, this: Shift | None) -> date:
    """Return the day whose shift is on: at three at night that is the day before."""
    return this.day if this else now.astimezone(ZoneInfo(site.timezone)).date()


def _day(request: HttpRequest, form: Any) -> date | None:
    if form is not None:
        return form.cleaned_data.get("day")
    text = request.GET.get("on", "")
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise Http404 from error
