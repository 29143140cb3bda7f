"""Occupancy of a unit: three ways, each with its definition, and its own check."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from carepath.accounts.permissions import Permission
from carepath.accounts.policies import requires
from carepath.capacity import queries
from carepath.capacity.views.lines import line
from carepath.figures import occupancy as figures
from carepath.figures import theme
from carepath.places import queries as places
from carepath.places.models import Unit
from carepath.places.views.chosen import site_of
from carepath.ui import clock, rewind, words

DAYS = (1, 7, 28)
"""Windows one may choose, in days up to now."""


@require_safe
@requires(Permission.SEE)
def occupancy(request: HttpRequest) -> HttpResponse:
    """Show how full a unit was: at midnight, over time and at its peak, over the last days."""
    sites = places.sites_of(by=request.user)
    if not sites:
        return render(request, "capacity/occupancy.html", {"sites": []})
    request.site = site = site_of(request, sites)
    units = list(queries.units_with_beds(site=site))
    context = {"sites": sites, "site": site, "units": units, "days": _days(request)}
    now, zone = clock.now(site), ZoneInfo(site.timezone)
    moved = rewind.slid(request.GET, now=now, zone=zone)
    if moved is not None:
        return redirect(f"{request.path}?{moved}")
    wound = context["rewind"] = rewind.of(request.GET, now=now, zone=zone)
    if units:
        unit = _unit(request, units)
        high = wound.moment
        low = high - timedelta(days=context["days"])
        found = queries.occupancy(unit=unit, low=low, high=high, known_at=wound.known_at)
        (here,) = queries.units_now(
            site=site, at=high, units=[unit.pk], known_at=wound.known_at, past=wound.is_past
        ) or (None,)
        context |= {
            "unit": unit,
            "here": here,
            "found": found,
            "choices": DAYS,
            "behind": queries.is_behind(),
            "drawing": _drawn(found, zone),
        }
    return render(request, "capacity/occupancy.html", context)


def _days(request: HttpRequest) -> int:
    text = request.GET.get("days", "7")
    if text not in map(str, DAYS):
        raise Http404
    return int(text)


def _unit(request: HttpRequest, units: list[Unit]) -> Unit:
    code = request.GET.get("unit", units[0].code)
    found = next((unit for unit in units if unit.code == code), None)
    if found is None:
        raise Http404
    return found


def _drawn(found: queries.Occupancy, zone: ZoneInfo) -> theme.Drawing:
    summary = _("At most %(peak)s beds were occupied at once, of at most %(beds)s staffed.") % {
        "peak": words.number(found.occupied.peak(found.low, found.high)),
        "beds": words.number(found.staffed.peak(found.low, found.high)),
    }
    titles = (_("Time"), _("Occupied beds"), _("Staffed beds"))
    lines = (line(steps, found.low, found.high, zone) for steps in (found.occupied, found.staffed))
    return figures.steps(*lines, titles=titles, summary=summary)
