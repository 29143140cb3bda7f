"""The emergency department: how it stands, and what became of who arrived."""

from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from carepath.accounts.permissions import Permission
from carepath.accounts.policies import requires
from carepath.analysis.occupancy import Steps
from carepath.audit import access
from carepath.capacity import queries
from carepath.capacity.views.chosen import days_of, freshness, slid_to, wound_of
from carepath.capacity.views.lines import line
from carepath.figures import occupancy as figures
from carepath.figures import theme
from carepath.frames.moments import DAY, from_us
from carepath.places import queries as places
from carepath.places.views.chosen import site_of
from carepath.ui import words

DAYS = (1, 7, 28)
"""Windows one may choose, in days up to the moment shown."""
WHY = {
    "spaces": gettext_lazy("No treatment space is staffed."),
    "beds": gettext_lazy("No inpatient bed is staffed."),
    "placed": gettext_lazy("Nobody got a space lately."),
}
"""Why there is no crowding score."""


@require_safe
@requires(Permission.SEE)
@access.reads_patients("emergency department")
def emergency(request: HttpRequest) -> HttpResponse:
    """Show who is in the emergency department, how crowded it is, and how it did lately."""
    sites = places.sites_of(by=request.user)
    request.patients_shown = 0
    if not sites:
        return render(request, "capacity/emergency.html", {"sites": []})
    request.site = site = site_of(request, sites)
    if (moved := slid_to(request, site)) is not None:
        return moved
    wound, days = wound_of(request, site), days_of(request, DAYS, 1)
    found = queries.record(
        site=site, by=request.user, at=wound.moment, past=wound.is_past, known_at=wound.known_at
    )
    context = {
        "sites": sites,
        "site": site,
        "rewind": wound,
        "at": wound.moment,
        "days": days,
        "choices": DAYS,
        "behind": queries.is_behind(),
        "department": found.department,
    }
    if found.department.units:
        context |= _department(request, found.lately(days + 1), days)
    return render(request, "capacity/emergency.html", context)


def _department(request: HttpRequest, found: queries.Record, days: int) -> dict:
    every = queries.attendances(found)
    page = queries.in_department(found, every, after=request.GET.get("after", ""))
    request.patients_shown = len(page.items)
    units = found.department.units | found.department.doors
    fresh = freshness(found, units)
    now = queries.emergency_now(found, every)
    return {
        "now": now,
        "window": queries.emergency_window(every, low=found.at - days * DAY, high=found.at),
        "page": page,
        "private": queries.private_among(one.journey.pk for one in page.items),
        "units": [found.units[pk] for pk in sorted(found.department.units)],
        "doors": [found.units[pk] for pk in sorted(found.department.doors)],
        "no_score": [WHY[code] for code in now.crowding.missing],
        "drawing": _drawn(queries.census(every), found, now.spaces, fresh["late"]),
        **fresh,
    }


def _drawn(
    census: Steps, found: queries.Record, spaces: int, late: queries.Late | None
) -> theme.Drawing:
    """Return the census of the last day, dotted where not all may be known yet."""
    low, high = found.at - DAY, found.at
    known = min(high, max(low, late.since)) if late else high
    zone = ZoneInfo(found.site.timezone)
    staffed = [_text(us, zone) for us in (low, high)], [spaces, spaces]
    summary = _("At most %(peak)s patients were there at once in the last 24 hours.") % {
        "peak": words.number(census.peak(low, high))
    }
    provisional = None
    if known < high:
        provisional = (*line(census, known, high, zone), _("not complete yet"))
        summary += " " + _("Dotted: what may not all be told yet.")
    return figures.steps(
        line(census, low, known, zone),
        staffed,
        titles=(_("Time"), _("Patients"), _("Staffed spaces at the moment shown")),
        summary=summary,
        provisional=provisional,
        key="emergency",
    )


def _text(us: int, zone: ZoneInfo) -> str:
    return f"{from_us(us).astimezone(zone):%Y-%m-%d %H:%M:%S}"
