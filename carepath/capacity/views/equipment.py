"""Equipment: how much is free now, how full it was, at which hours of the week."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from carepath.accounts.permissions import Permission
from carepath.accounts.policies import requires
from carepath.capacity import queries
from carepath.capacity.views.lines import line
from carepath.figures import occupancy, theme, utilisation
from carepath.frames.moments import to_us
from carepath.places import forms
from carepath.places import queries as places
from carepath.places.views.chosen import site_of
from carepath.ui import clock, weeks, words
from carepath.ui.paging import SIZE, Page

DAYS = 7
"""Days of the line of use over time."""


@require_safe
@requires(Permission.SEE)
def equipment(request: HttpRequest) -> HttpResponse:
    """Show the equipment of a site: what is free now, and how full each kind was."""
    sites = places.sites_of(by=request.user)
    if not sites:
        return render(request, "capacity/equipment.html", {"sites": []})
    request.site = site = site_of(request, sites)
    now = clock.now(site)
    found = queries.equipment(site=site, by=request.user, at=now)
    page = _paged(found, request.GET.get("after", ""))
    chosen = _chosen(found, request.GET.get("of", ""))
    may_set = request.user.may(Permission.SET_UP_PLACES, site=site.slug)
    context = {
        "sites": sites,
        "site": site,
        "all": found,
        "page": page,
        "chosen": chosen,
        "drawing": _drawn(chosen) if chosen else None,
        "over_time": _over_time(chosen, now, ZoneInfo(site.timezone)) if chosen else None,
        "none_free": [one for one in found if one.free == 0],
        "known": sum(one.in_use is not None for one in found),
        "may_set": may_set,
        "may_enter": request.user.may(Permission.ENTER_STAFFING, site=site.slug),
        "form": forms.EquipmentForm(site=site) if may_set else None,
    }
    return render(request, "capacity/equipment.html", context)


def _paged(found: list[queries.Used], after: str) -> Page:
    """Return the rows after the one with this key."""
    start = next((n for n, one in enumerate(found, 1) if str(one.row.pk) == after), 0)
    shown = found[start : start + SIZE]
    more = len(found) > start + SIZE
    return Page(shown, str(shown[-1].row.pk) if more else "")


def _chosen(found: list[queries.Used], key: str) -> queries.Used | None:
    """Return the equipment the address names, else the fullest; 404 for one that is not there."""
    if key:
        one = next((one for one in found if str(one.row.pk) == key), None)
        if one is None:
            raise Http404
        return one
    return max(found, key=lambda one: one.week.share or -1, default=None)


def _over_time(one: queries.Used, now: datetime, zone: ZoneInfo) -> theme.Drawing | None:
    """Return how many were in use and there over the last days, None where nothing is known."""
    high = to_us(now)
    low = max(one.since, to_us(now - timedelta(days=DAYS)))
    if low >= high or not len(one.used.at):
        return None
    summary = _("At most %(n)s were in use at once, of at most %(of)s there.") % {
        "n": words.number(one.used.peak(low, high)),
        "of": words.number(one.there.peak(low, high)),
    }
    titles = (_("Time"), _("In use"), _("There"))
    lines = (line(steps, low, high, zone) for steps in (one.used, one.there))
    return occupancy.steps(*lines, titles=titles, summary=summary, key="use")


def _drawn(one: queries.Used) -> theme.Drawing | None:
    fullest = one.week.fullest()
    if fullest is None:
        return None
    day, hour, share = fullest
    summary = _("Fullest on %(day)s from %(hour)s:00: %(share)s in use on average.") % {
        "day": weeks.days_text((day,)),
        "hour": f"{hour:02}",
        "share": words.share(share, 1),
    }
    return utilisation.heatmap(
        one.week.shares.tolist(),
        key="equipment",
        days=weeks.weekdays(),
        titles=(_("hour of the day"), _("weekday"), _("in use")),
        summary=summary,
    )
