"""Transfers: who waits to move, by how long they have waited."""

from collections.abc import Iterable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from carepath.accounts.permissions import Permission
from carepath.accounts.policies import requires
from carepath.audit import access
from carepath.capacity import queries
from carepath.capacity.views.chosen import freshness, slid_to, wound_of
from carepath.places import queries as places
from carepath.places.models import Unit
from carepath.places.views.chosen import site_of

NO_BED = "-"
"""What an address says for patients who are in no bed yet."""


@require_safe
@requires(Permission.SEE)
@access.reads_patients("transfers")
def transfers(request: HttpRequest) -> HttpResponse:
    """Show who waits to move, the longest first, from where and to where."""
    sites = places.sites_of(by=request.user)
    request.patients_shown = 0
    if not sites:
        return render(request, "capacity/transfers.html", {"sites": []})
    request.site = site = site_of(request, sites)
    if (moved := slid_to(request, site)) is not None:
        return moved
    wound = wound_of(request, site)
    found = queries.record(
        site=site, by=request.user, at=wound.moment, past=wound.is_past, known_at=wound.known_at
    ).lately(0)
    every = queries.bed_waits(found)
    by_code = {unit.code: unit for unit in found.units.values()}
    source, wanted = (_unit(request.GET.get(name, ""), by_code) for name in ("from", "to"))
    waits = queries.waits_between(every, source=source, wanted=wanted)
    page = queries.moves(found, waits, after=request.GET.get("after", ""))
    request.patients_shown = len(page.items)
    context = {
        "sites": sites,
        "site": site,
        "rewind": wound,
        "at": wound.moment,
        "behind": queries.is_behind(),
        "n": len(waits),
        "all": len(every),
        "longest": queries.longest_wait(found, waits),
        "page": page,
        "private": queries.private_among(one.journey.pk for one in page.items),
        **freshness(found, found.units),
        "from_units": _units(found, every.source.tolist()),
        "to_units": _units(found, every.wanted.tolist()),
        "from": request.GET.get("from", ""),
        "to": request.GET.get("to", ""),
        "no_bed": NO_BED,
    }
    return render(request, "capacity/transfers.html", context)


def _unit(code: str, known: dict[str, Unit]) -> int | None:
    """Return the unit an address names, -1 for no bed, None for any; 404 for one not there."""
    if not code or code == NO_BED:
        return -1 if code else None
    if code not in known:
        raise Http404
    return known[code].pk


def _units(found: queries.Record, keys: Iterable[int]) -> list[Unit]:
    """Return the units among these, by name."""
    return sorted({found.units[pk] for pk in keys if pk in found.units}, key=str)
