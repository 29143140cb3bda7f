"""Which site, moment and window a page of capacity is about."""

from collections.abc import Collection, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from carepath.capacity import queries
from carepath.places.models import Site
from carepath.ui import clock, rewind
from carepath.ui.rewind import Rewind


def slid_to(request: HttpRequest, site: Site) -> HttpResponse | None:
    """Return the way to the moment that the slider or the form of the page means; None = there."""
    moved = rewind.slid(request.GET, now=clock.now(site), zone=ZoneInfo(site.timezone))
    return None if moved is None else redirect(f"{request.path}?{moved}")


def wound_of(request: HttpRequest, site: Site) -> Rewind:
    """Return the moment a page shows, on the clock of its site, and how it is known."""
    return rewind.of(request.GET, now=clock.now(site), zone=ZoneInfo(site.timezone))


def freshness(found: queries.Record, units: Collection[int]) -> dict[str, Any]:
    """Return what a page says of its data: how `late` these units tell where the moment shown is
    younger than that, the `newest` event, and for how long there was none where it is `stale`."""
    known_at = found.known_at or clock.now(found.site)
    late = queries.late(site=found.site, units=units, now=known_at)
    return {
        "late": late if late is not None and late.since < found.at else None,
        "newest": found.newest,
        "stale": found.silent,
    }


def days_of(request: HttpRequest, choices: Sequence[int], usual: int) -> int:
    """Return how many days the address names, of those one may choose; 404 for any other."""
    text = request.GET.get("days", str(usual))
    if text not in map(str, choices):
        raise Http404
    return int(text)
