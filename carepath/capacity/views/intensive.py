"""Intensive care: its beds, who waits to leave it, and who to come in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from carepath.accounts.permissions import Permission
from carepath.accounts.policies import requires
from carepath.audit import access
from carepath.capacity import queries
from carepath.capacity.views.chosen import freshness, slid_to, wound_of
from carepath.places import queries as places
from carepath.places.models import Bed
from carepath.places.views.chosen import site_of


@require_safe
@requires(Permission.SEE)
@access.reads_patients("intensive care")
def intensive(request: HttpRequest) -> HttpResponse:
    """Show how full intensive care is, who waits to step down and who waits to come."""
    sites = places.sites_of(by=request.user)
    request.patients_shown = 0
    if not sites:
        return render(request, "capacity/intensive.html", {"sites": []})
    request.site = site = site_of(request, sites)
    if (moved := slid_to(request, site)) is not None:
        return moved
    wound = wound_of(request, site)
    found = queries.record(
        site=site, by=request.user, at=wound.moment, past=wound.is_past, known_at=wound.known_at
    ).lately(0)
    context = {
        "sites": sites,
        "site": site,
        "rewind": wound,
        "at": wound.moment,
        "behind": queries.is_behind(),
    }
    units = found.of_care(Bed.Care.INTENSIVE)
    if units:
        context |= _care(request, found, units)
    return render(request, "capacity/intensive.html", context)


def _care(request: HttpRequest, found: queries.Record, units: frozenset[int]) -> dict:
    waits = queries.bed_waits(found)
    out = queries.moves(
        found, queries.leaving(waits, units), after=request.GET.get("after_out", "")
    )
    into = queries.moves(found, queries.coming(waits, units), after=request.GET.get("after_in", ""))
    request.patients_shown = len(out.items) + len(into.items)
    return {
        "now": queries.intensive_now(found, waits),
        "out": out,
        "private": queries.private_among(one.journey.pk for one in (*out.items, *into.items)),
        "into": into,
        **freshness(found, units),
    }
