"""Now: what needs a decision, and how the hospital stands."""

import hashlib
import json
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.views.decorators.http import require_safe

from carepath.accounts.permissions import Permission
from carepath.accounts.policies import requires
from carepath.capacity import queries as capacity
from carepath.capacity.views.chosen import slid_to, wound_of
from carepath.places import queries as places
from carepath.places.models import Site
from carepath.portal import queries
from carepath.ui import clock

EVERY_S = 15
"""Between two looks of an open page; after twice as long without an answer it turns grey."""
TICK_S = 60
"""Waits grow with time: so often something is new without any event."""
TARGET = "now"


@require_safe
@requires(Permission.SEE)
def now(request: HttpRequest) -> HttpResponse:
    """Show at most five sentences that need a decision, and the tiles in their places."""
    sites = places.sites_of(by=request.user)
    if not sites:
        return render(request, "portal/now.html", {"sites": []})
    request.site = site = _site(request, sites)
    if (moved := slid_to(request, site)) is not None:
        return moved
    wound = wound_of(request, site)
    at = wound.moment
    tag = etag(request, site, at)
    polls = bool(request.htmx) and request.htmx.target == TARGET and not wound.is_past
    if polls and request.headers.get("If-None-Match") == tag:
        return HttpResponseNotModified(headers={"ETag": tag})
    ground = queries.Ground(site, request.user, at, clock.now(), wound.is_past, wound.known_at)
    found = queries.tiles(ground)
    context = {
        "sites": sites,
        "site": site,
        "at": at,
        "rewind": wound,
        "left_out": queries.left_out(ground),
        "behind": capacity.is_behind(),
        "occupied": sum(one.occupied for one in ground.units),
        "staffed": sum(one.staffed for one in ground.units),
        "waiting": len(ground.waiting),
        "short": queries.short(ground),
        "decisions": queries.decisions(ground),
        "tiles": found[: queries.AT_FIRST],
        "more": found[queries.AT_FIRST :],
        "every": EVERY_S,
        "tag": json.dumps(tag)[1:-1],  # within a text of JSON
    }
    response = render(request, f"portal/now.html{'#now' if polls else ''}", context)
    if not wound.is_past:
        response["ETag"] = tag
    return response


def etag(request: HttpRequest, site: Site, at: datetime) -> str:
    """Return the mark of what is shown: it changes with beds, words, the minute and the reader."""
    tick = int(at.timestamp()) // TICK_S
    parts = (site.pk, request.user.pk, capacity.version(), tick)
    digest = hashlib.sha256(repr(parts).encode()).hexdigest()[:16]
    return f'W/"{digest}"'


def _site(request: HttpRequest, sites: list[Site]) -> Site:
    slug = request.GET.get("site", sites[0].slug)
    found = next((site for site in sites if site.slug == slug), None)
    if found is None:
        raise Http404
    return found
