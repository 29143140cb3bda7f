"""The forecast: which unit will be short when, who is to come tonight, and what changed."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from carepath.accounts.permissions import Permission
from carepath.accounts.policies import requires
from carepath.forecasts import policies, queries
from carepath.forecasts.models import Slot
from carepath.forecasts.queries import Outlook, Read
from carepath.forecasts.views import drawing, holidays
from carepath.forecasts.views.arriving import arrivals
from carepath.forecasts.views.asked import HOURS, WINDOWS, Asked, asked_of, series_of
from carepath.forecasts.views.badges import badges, leaving_badges
from carepath.frames.moments import to_us
from carepath.places import queries as places
from carepath.places.models import Site
from carepath.places.views.chosen import site_of

BEFORE = timedelta(hours=24)
"""What went before is drawn for so long."""
LIKELY, MAYBE = 0.5, 0.2
"""From which chance on the first line says "is", and from which "may be"."""


@require_safe
@requires(Permission.SEE)
def index(request: HttpRequest) -> HttpResponse:
    """Show the forecasts of a site as they were known at a moment, one unit in full."""
    sites = places.sites_of(by=request.user)
    if not sites:
        return render(request, "forecasts/index.html", {"sites": []})
    request.site = site = site_of(request, sites)
    asked = asked_of(request, site)
    found = queries.outlooks(queries.latest(site=site, job=Slot.Job.BEDS, known_at=asked.known_at))
    context = {
        "sites": sites,
        "site": site,
        "asked": asked,
        "choices": HOURS,
        "windows": WINDOWS,
        "units": found,
        "undecided": [] if asked.rewound else queries.undecided(site=site, at=asked.now),
        "decided": [] if asked.rewound else _decided(site, asked.now),
        "may_decide": policies.may_decide(request.user, site),
        "may_export": request.user.may(Permission.EXPORT, site=site.slug),
    }
    if found:
        read = queries.read(site=site, now=to_us(asked.now))
        context |= _beds(request, read, asked, found) | arrivals(request, read, asked)
    return render(request, "forecasts/index.html", context)


def _decided(site: Site, at: datetime) -> list[queries.Advised]:
    return queries.advised(queries.decided(site=site), site=site, at=at)


def _beds(request: HttpRequest, read: Read, asked: Asked, found: list[Outlook]) -> dict:
    chosen, site = _chosen(request.GET.get("unit"), found), read.site
    row = chosen.row
    judged = queries.judged(site=site, job=Slot.Job.BEDS)
    before, after = queries.moments(site=site, job=Slot.Job.BEDS, known_at=asked.known_at)
    units = row.facts["units"]
    until = min(asked.now, chosen.told.ends[asked.hours - 1])
    past = queries.came(read, units, row.slot_at - BEFORE, row.slot_at)
    came = queries.came(read, units, row.slot_at, until)
    inner = [one for one in found if one.row.series] or found
    proof = judged.get(row.series)
    windows = queries.Proof(proof).leaving_of(asked.window) if proof else None
    return {
        "chosen": chosen,
        "row": row,
        "headline": _headline(inner),
        "lines": [
            (one, badges(one.row, judged.get(one.row.series), at=asked.now, rewound=asked.rewound))
            for one in found
        ],
        "badges": badges(row, judged.get(row.series), at=asked.now, rewound=asked.rewound),
        "holidays": holidays.told(row),
        "judged": judged.get(row.series),
        "reasons": (reasons := queries.reasons(chosen)),
        "changed": queries.main_reason(reasons),
        "earlier_at": queries.earlier_at(row),
        "windows_judged": windows,
        "windows_badges": leaving_badges(windows),
        "soon": queries.first_to_leave(read, chosen),
        "leaving": queries.leaving(read, chosen, asked.window, asked.hours),
        "before": asked.address(before),
        "after": asked.address(after) if asked.rewound else "",
        "fan": drawing.fan(chosen, asked.hours, past, came, ZoneInfo(site.timezone)),
        "chances": drawing.chances(chosen, asked.hours, ZoneInfo(site.timezone)),
    }


def _chosen(series: str | None, found: list[Outlook]) -> Outlook:
    if series is None:
        return found[0]
    chosen = next((one for one in found if one.row.series == series_of(series)), None)
    if chosen is None:
        raise Http404
    return chosen


def _headline(found: list[Outlook]) -> dict:
    """Return what the first line says: the worst unit, how sure, and how many others."""
    first = found[0]
    kind = "none"
    if first.worst.chance >= LIKELY:
        kind = "is"
    elif first.worst.chance >= MAYBE:
        kind = "may"
    others = sum(one.worst.chance >= MAYBE for one in found[1:])
    return {"kind": kind, "unit": first, "others": others, "limit": policies.HORIZON}
