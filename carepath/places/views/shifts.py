"""The shift calendar of a site: what it says of now, who set it, and another one."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from carepath.accounts import policies
from carepath.accounts.permissions import Permission
from carepath.analysis.shifts import WHOLE_DAY, Hours, Windows
from carepath.frames.moments import to_us
from carepath.places import actions, forms, queries
from carepath.places.models import ShiftCalendar, Site
from carepath.places.views.chosen import changeable, site_of
from carepath.ui import clock

NAMED = {
    "this": gettext_lazy("This shift"),
    "next": gettext_lazy("Next shift"),
    "last_night": gettext_lazy("Last night"),
    "tonight": gettext_lazy("Tonight"),
}
STATES = {
    queries.PAST: gettext_lazy("over"),
    queries.IN_FORCE: gettext_lazy("in force"),
    queries.TO_COME: gettext_lazy("to come"),
}


@require_safe
@policies.requires(Permission.SEE)
def shifts(request: HttpRequest) -> HttpResponse:
    """Show the shifts of now and tonight, the calendars behind them, and a form for another."""
    sites = queries.sites_of(by=request.user)
    if not sites:
        return render(request, "places/shifts.html", {"sites": []})
    site = site_of(request, sites)
    return _page(request, site, sites, None)


@require_POST
@policies.requires(Permission.SET_UP_PLACES)
def set_calendar(request: HttpRequest) -> HttpResponse:
    """Set the shifts that a site has from a day on."""
    found = get_object_or_404(Site, slug=request.POST.get("site", ""))
    site = changeable(request, found, Permission.SET_UP_PLACES)
    form = forms.CalendarForm(request.POST)
    if not form.is_valid():
        return _page(request, site, queries.sites_of(by=request.user), form)
    cleaned = form.cleaned_data
    actions.set_calendar(
        site=site,
        since_on=cleaned["since_on"],
        hours=cleaned["hours"],
        whole_day=cleaned["whole_day"],
        by=request.user,
        at=clock.now(),
        reason=cleaned["reason"],
    )
    messages.success(request, _("The shifts of %(site)s are set.") % {"site": site})
    return _back(site)


@require_POST
@policies.requires(Permission.SET_UP_PLACES)
def drop_calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back a calendar that has not begun."""
    row = get_object_or_404(ShiftCalendar.objects.select_related("site"), pk=pk)
    site = changeable(request, row.site, Permission.SET_UP_PLACES)
    form = forms.WhyForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Give a reason."))
        return _back(site)
    try:
        actions.drop_calendar(row=row, by=request.user, at=clock.now(), **form.cleaned_data)
    except actions.NoCalendar as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The calendar is taken back."))
    return _back(site)


def _page(
    request: HttpRequest, site: Site, sites: list[Site], form: forms.CalendarForm | None
) -> HttpResponse:
    request.site = site
    now = clock.now(site)
    kept = queries.kept_calendars(site=site, at=now)
    found = queries.shift_windows(site=site, at=now)
    in_force = next((one.calendar for one in kept if one.state == queries.IN_FORCE), None)
    may_set = request.user.may(Permission.SET_UP_PLACES, site=site.slug)
    if form is None and may_set:
        tomorrow = now.astimezone(ZoneInfo(site.timezone)).date() + timedelta(days=1)
        form = forms.CalendarForm(initial={"since_on": tomorrow} | forms.begun(in_force))
    context = {
        "sites": sites,
        "site": site,
        "windows": found,
        "left": found.this.end - to_us(now) if found.this else None,
        "lines": _lines(found),
        "kept": [(one, STATES[one.state], _drawn(one.calendar.hours)) for one in kept],
        "in_force": in_force,
        "odd": queries.odd_shifts(site=site, at=now),
        "form": form,
        "may_set": may_set,
    }
    status = 422 if form is not None and form.is_bound else 200
    return render(request, "places/shifts.html", context, status=status)


def _lines(found: Windows) -> list[tuple[str, Any]]:
    return [(title, getattr(found, name)) for name, title in NAMED.items()]


def _drawn(hours: tuple[Hours, ...]) -> dict[str, Any]:
    """Return the pieces of a bar of one day, in percent, and its legend; what runs past midnight is
    two pieces."""
    pieces = []
    for at, one in enumerate(hours):
        until = one.begins + one.length
        for since, end in ((one.begins, min(until, WHOLE_DAY)), (0, until - WHOLE_DAY)):
            if end > since:
                share = 100 / WHOLE_DAY
                width = f"{(end - since) * share:.3f}%"
                pieces.append(
                    {"x": f"{since * share:.3f}%", "width": width, "one": one, "at": at % 3}
                )
    return {"pieces": pieces, "legend": [(one, at % 3) for at, one in enumerate(hours)]}


def _back(site: Site) -> HttpResponse:
    return redirect(f"{reverse('places:shifts')}?{urlencode({'site': site.slug})}")
