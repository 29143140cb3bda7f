"""Requests: who waits for a bed, beside the beds that fit."""

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from carepath.accounts.permissions import Permission
from carepath.accounts.policies import requires
from carepath.audit import access
from carepath.capacity import actions, policies, queries
from carepath.capacity.models import Request, Reservation
from carepath.frames.bed_needs import WHY_NOT
from carepath.frames.moments import to_us
from carepath.places import queries as places
from carepath.places.models import Bed, Site
from carepath.places.views.chosen import site_of
from carepath.ui import clock, rewind

BEST = 3
"""Beds offered beside each request; the board has the rest."""


@require_safe
@requires(Permission.SEE)
@access.reads_patients("requests")
def requests(request: HttpRequest) -> HttpResponse:
    """Show who waits for a bed, longest first, which beds fit and why the others do not."""
    sites = places.sites_of(by=request.user)
    if not sites:
        return render(request, "capacity/requests.html", {"sites": []})
    request.site = site = site_of(request, sites)
    now, zone = clock.now(site), ZoneInfo(site.timezone)
    moved = rewind.slid(request.GET, now=now, zone=zone)
    if moved is not None:
        return redirect(f"{request.path}?{moved}")
    wound = rewind.of(request.GET, now=now, zone=zone)
    at = wound.moment
    after = request.GET.get("after", "")
    page = queries.requests(
        site=site, at=at, after=after, known_at=wound.known_at, past=wound.is_past
    )
    may_place = not wound.is_past and policies.may_place(request.user, site)
    request.patients_shown = len(page.items)
    context = {
        "sites": sites,
        "site": site,
        "behind": queries.is_behind(),
        "at": at,
        "page": page,
        "lines": [_line(one, to_us(at)) for one in page.items],
        "rewind": wound,
        "private": queries.private_among(one.request.journey_id for one in page.items),
        "may_place": may_place,
        "at_request": _number(request.GET.get("at_request", "")),
        "first_offer": _first_offer(page.items) if may_place else None,
    }
    return render(request, "capacity/requests.html", context)


def _first_offer(items: Iterable[queries.Waiting]) -> int | None:
    """Return the first request (its key) that nothing is kept for and some bed fits."""
    return next((one.request.pk for one in items if one.fit.beds and not one.reserved), None)


def _line(one: queries.Waiting, now: int) -> dict:
    best = one.fit.beds[:BEST]
    return {
        "one": one,
        "waits": now - to_us(one.request.asked_at),
        "best": [(bed, bed.free is not None and bed.free > now) for bed in best],
        "more": len(one.fit.beds) - len(best),
        "others": [(n, WHY_NOT[code]) for code, n in one.fit.others if code != "other_unit"],
    }


@require_POST
@requires(Permission.PLACE)
def reserve(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep a bed for who waits for one."""
    open_ones = Request.objects.filter(ended_at=None).select_related("journey__site", "unit")
    wanted = get_object_or_404(open_ones, pk=pk)
    site = _seen(request, wanted.journey.site)
    beds = Bed.objects.filter(unit__site=site).select_related("unit__site")
    bed = get_object_or_404(beds, pk=_number(request.POST.get("bed", "")))
    try:
        actions.reserve(request=wanted, bed=bed, by=request.user, at=clock.now())
    except actions.NotFree as error:
        messages.error(request, f"{bed}: {error}")
    else:
        words = {"bed": bed, "journey": queries.called(wanted.journey)}
        messages.success(request, gettext("%(bed)s is kept for %(journey)s.") % words)
        return _back(site, pk)
    return _back(site)


@require_POST
@requires(Permission.PLACE)
def give_back(request: HttpRequest, pk: int) -> HttpResponse:
    """End a reservation: the bed may be given to another."""
    kept = Reservation.objects.select_related("bed__unit__site", "journey")
    row = get_object_or_404(kept, pk=pk)
    site = _seen(request, row.bed.unit.site)
    if actions.give_back(reservation=row, by=request.user, at=clock.now()):
        messages.success(request, gettext("%(bed)s is given back.") % {"bed": row.bed})
    wanted = Request.objects.filter(journey=row.journey_id, ended_at=None).order_by("asked_at")
    first = wanted.values_list("pk", flat=True).first()
    return _back(site, first)


def _seen(request: HttpRequest, site: Site) -> Site:
    """Return the site if this person sees it; one they do not see is not there."""
    if not request.user.may(Permission.SEE, site=site.slug):
        raise Http404
    policies.check_place(request.user, site)
    return site


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 19 else 0


def _back(site: Site, request: int | None = None) -> HttpResponse:
    """Return the way to the list, with the request that a person was at: Enter goes on there."""
    query = {"site": site.slug} | ({"at_request": request} if request else {})
    return redirect(f"{reverse('capacity:requests')}?{urlencode(query)}")
