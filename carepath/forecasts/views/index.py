"""The forecast: which unit will be short when, who is to come tonight, and what changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from carepath.accounts.permissions import Permission
from carepath.accounts.policies import requires
from carepath.analysis import departures_ahead
from carepath.forecasts import policies, queries
from carepath.forecasts.models import Slot
from carepath.forecasts.queries import Night, Outlook, Read, Told
from carepath.forecasts.views import drawing, holidays
from carepath.forecasts.views.badges import badges, leaving_badges
from carepath.frames.moments import to_us
from carepath.places import queries as places
from carepath.places.models import Site
from carepath.places.views.chosen import site_of
from carepath.ui import clock, rewind
from carepath.ui.rewind import Rewind

HOURS = (24, 48, 72)
"""Hours ahead that the figure may show."""
WINDOWS = departures_ahead.WIDTHS
"""Hours of the windows in which departures may be counted."""
WHOLE = "*"
"""How an address names what is no single unit."""
BEFORE = timedelta(hours=24)
"""What went before is drawn for so long."""
LIKELY, MAYBE = 0.5, 0.2
"""From which chance on the first line says "is", and from which "may be"."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for: the moment by which it was known, how far to look, and the hours
    of a window of departures."""

    rewind: Rewind
    hours: int
    window: int

    @property
    def now(self) -> datetime:
        return self.rewind.now

    @property
    def known_at(self) -> datetime:
        """Return the moment by which a forecast had been told."""
        return self.rewind.known_at or self.rewind.moment

    @property
    def rewound(self) -> bool:
        return self.known_at < self.now

    @property
    def field(self) -> str:
        """Return the moment as a field for local times holds it, '' = now."""
        local = self.known_at.astimezone(self.rewind.zone)
        return f"{local:%Y-%m-%dT%H:%M}" if self.rewound else ""

    def address(self, issued_at: datetime | None) -> str:
        """Return the whole minute by which a forecast had been told, as an address holds it."""
        if issued_at is None:
            return ""
        return self.rewind.address(issued_at + timedelta(seconds=59, microseconds=999_999))


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
        context |= _beds(request, read, asked, found) | _arrivals(request, read, asked)
    return render(request, "forecasts/index.html", context)


def _decided(site: Site, at: datetime) -> list[queries.Advised]:
    return queries.advised(queries.decided(site=site), site=site, at=at)


def asked_of(request: HttpRequest, site: Site) -> Asked:
    """Return what the address asks for; a moment still to come is now. 404 for other hours."""
    hours = _one_of(HOURS, request.GET.get("hours"))
    window = _one_of(WINDOWS, request.GET.get("window"))
    found = rewind.of(request.GET, now=clock.now(site), zone=ZoneInfo(site.timezone))
    return Asked(found, hours, window)


def _one_of(choices: Sequence[int], text: str | None) -> int:
    """Return the choice an address names, the first without one. 404 for any other."""
    if text is None:
        return choices[0]
    if text not in map(str, choices):
        raise Http404
    return int(text)


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


def _arrivals(request: HttpRequest, read: Read, asked: Asked) -> dict:
    site = read.site
    rows = queries.latest(site=site, job=Slot.Job.ARRIVALS, known_at=asked.known_at)
    if not rows:
        return {}
    told = [Told(row) for row in rows]
    wanted = request.GET.get("department")
    if wanted is None:
        departments = [one for one in told if one.row.series] or told
        shown = max(departments, key=lambda one: one.mean[:24].sum())
    else:
        shown = next((one for one in told if one.row.series == _series(wanted)), None)
    if shown is None:
        raise Http404
    judged = queries.judged(site=site, job=Slot.Job.ARRIVALS).get(shown.row.series)
    until = min(asked.now, shown.ends[23])
    came = queries.arrived(read, shown.row.unit_id, shown.row.slot_at, until)
    night: Night | None = queries.tonight(shown)
    return {
        "departments": told,
        "department": shown,
        "night": night,
        "arrival_badges": badges(shown.row, judged, at=asked.now, rewound=asked.rewound),
        "arrival_holidays": holidays.told(shown.row),
        "hourly": drawing.hourly(shown, came, ZoneInfo(site.timezone)),
    }


def _chosen(series: str | None, found: list[Outlook]) -> Outlook:
    if series is None:
        return found[0]
    chosen = next((one for one in found if one.row.series == _series(series)), None)
    if chosen is None:
        raise Http404
    return chosen


def _series(text: str) -> str:
    """Return the series an address names: WHOLE is the site, or all its inpatient units."""
    return "" if text == WHOLE else text


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
