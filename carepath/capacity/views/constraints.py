"""What held patients up in a unit, hour by hour: beds, staff, equipment or slots."""

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from carepath.accounts.permissions import Permission
from carepath.accounts.policies import requires
from carepath.capacity import queries
from carepath.figures import constraints as figures
from carepath.figures import theme
from carepath.frames.moments import from_us
from carepath.places import queries as places
from carepath.places.models import Site, Unit
from carepath.places.views.chosen import site_of
from carepath.ui import clock


@require_safe
@requires(Permission.SEE)
def constraints(request: HttpRequest) -> HttpResponse:
    """Show how full the beds, staff, equipment and slots of a unit were, and which bound when."""
    sites = places.sites_of(by=request.user)
    if not sites:
        return render(request, "capacity/constraints.html", {"sites": []})
    request.site = site = site_of(request, sites)
    units = list(queries.units_with_resources(site=site))
    now, zone = clock.now(site), ZoneInfo(site.timezone)
    day = _day(request, now.astimezone(zone).date())
    context: dict[str, Any] = {"sites": sites, "site": site, "units": units, "day": day}
    if units:
        unit = _unit(request, units)
        found = queries.timeline(unit=unit, by=request.user, day=day, at=now)
        context |= {
            "unit": unit,
            "found": found,
            "lines": _lines(found, site),
            "drawing": _drawn(found, zone) if found.resources and found.hours else None,
            "quiet": all(load.share is None for hour in found.hours for load in hour.loads),
            "before": day - timedelta(days=1),
            "next": day + timedelta(days=1),
        }
    return render(request, "capacity/constraints.html", context)


def _day(request: HttpRequest, today: date) -> date:
    text = request.GET.get("on", "")
    try:
        return date.fromisoformat(text) if text else today
    except ValueError as error:
        raise Http404 from error


def _unit(request: HttpRequest, units: list[Unit]) -> Unit:
    code = request.GET.get("unit", units[0].code)
    found = next((unit for unit in units if unit.code == code), None)
    if found is None:
        raise Http404
    return found


def _lines(found: queries.Timeline, site: Site) -> list[dict[str, Any]]:
    """Return the hours in which something bound, with how full it was and who waited."""
    return [
        {"start": from_us(hour.start), "one": hour.binding, "waiting": hour.binding.mean_waiting}
        for hour in found.hours
        if hour.binding is not None
    ]


def _drawn(found: queries.Timeline, zone: ZoneInfo) -> theme.Drawing:
    names = [one.name for one in found.resources]
    hours = [f"{from_us(hour.start).astimezone(zone):%H:%M}" for hour in found.hours]
    hours = [f"{text}′" if text in hours[:at] else text for at, text in enumerate(hours)]
    shares = [[hour.loads[at].share for hour in found.hours] for at in range(len(names))]
    bound = [hour.binding.resource.name if hour.binding else None for hour in found.hours]
    summary = _("A ring marks what bound: most was waited for it while none of it was left.")
    titles = (_("hour"), _("resource"), _("in use"), _("binds"))
    return figures.timeline(names, hours, shares, bound, titles=titles, summary=summary)
