"""The board: every bed of a unit as it is now, or as it was."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
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
from carepath.capacity import actions, forms, policies, queries
from carepath.capacity.models import Flag, Move, Reservation
from carepath.frames import beds, flags
from carepath.frames.moments import to_us
from carepath.places import queries as places
from carepath.places.models import Bed, Site
from carepath.places.views.chosen import site_of
from carepath.ui import clock, live, rewind

LOOKS = {
    beds.FREE: "circle-check",
    beds.ASSUMED: "circle-dashed",
    beds.OCCUPIED: "bed",
    beds.HOUSEKEEPING: "brush-cleaning",
    beds.CONTAMINATED: "biohazard",
    beds.ISOLATED: "shield-alert",
    beds.CLOSED: "ban",
    beds.CONTESTED: "triangle-alert",
    beds.UNNAMED: "user-x",
}
"""Icon of each state: never colour alone."""


@require_safe
@requires(Permission.SEE)
@access.reads_patients("board")
def board(request: HttpRequest) -> HttpResponse:
    """Show the beds of a site by unit: those of one unit each, of the others the numbers."""
    sites = places.sites_of(by=request.user)
    if not sites:
        return render(request, "capacity/board.html", {"sites": []})
    request.site = site = site_of(request, sites)
    now, zone = clock.now(site), ZoneInfo(site.timezone)
    moved = rewind.slid(request.GET, now=now, zone=zone)
    if moved is not None:
        return redirect(f"{request.path}?{moved}")
    wound = rewind.of(request.GET, now=now, zone=zone)
    change, seen = queries.version(), live.seen(request)
    if not wound.is_past and live.holds(seen, change, now):
        return live.nothing_new(seen, now, zone)
    shown = live.version(change, now, ticking=True)
    pulse = live.pulse(shown, now, zone, changed_at=None, real=clock.now())
    may_place = not wound.is_past and policies.may_place(request.user, site)
    context = {
        "sites": sites,
        "site": site,
        "behind": queries.is_behind(),
        "rewind": wound,
        "at": wound.moment,
        "may_say": not wound.is_past and policies.may_say(request.user, site),
        "may_place": may_place,
        "may_export": request.user.may(Permission.EXPORT, site=site.slug),
        "may_confirm": not wound.is_past
        and request.user.may(Permission.ENTER_STAFFING, site=site.slug),
        "sayable": [(state, beds.SAID[state]) for state in policies.SAYABLE],
        "pulse": None if wound.is_past else pulse,
        **_beds(request, site, wound, may_place),
    }
    request.patients_shown = sum(one.journey is not None for one in context["each"])
    part = "" if seen is None else "#live"
    return live.marked(render(request, f"capacity/board.html{part}", context), pulse)


def _beds(request: HttpRequest, site: Site, wound: rewind.Rewind, may_place: bool) -> dict:
    at = wound.moment
    found = queries.units_now(site=site, at=at, known_at=wound.known_at, past=wound.is_past)
    kept = queries.reserved(site=site, at=wound.at)
    moved = {} if wound.is_past else queries.moves_by_bed(site=site)
    flagged = queries.flags_by_journey(site=site, at=wound.at)
    asked = [] if wound.is_past else list(queries.waiting(site=site, at=at).order_by("asked_at"))
    code = request.GET.get("unit", "")
    # Another unit than the one asked for is never shown in its place.
    chosen = next((one for one in found if not code or one.unit.code == code), None)
    if code and chosen is None and not queries.units_with_beds(site=site).filter(code=code):
        raise Http404
    each = queries.with_beds([chosen])[0].beds if chosen else ()
    private = queries.private_among(_shown(each, kept, moved))
    around = _Around(kept, moved, flagged, private)
    return {
        "units": found,
        "chosen": chosen,
        "each": each,
        "looks": [_card(one, at, around) for one in each],
        "pending": None
        if wound.is_past or chosen is None
        else queries.pending(chosen, waiting=asked, kept=kept, flagged=flagged),
        "barriers": list(flags.BARRIERS.items()),
        "private": private,
        "patients": queries.patients(site=site, at=at, units=found) if may_place else [],
        "awaited": sum(len(rows) for rows in moved.values()),
        "overdue": sum(queries.is_overdue(row, at) for rows in moved.values() for row in rows),
        "unconfirmed": sum(not one.bed.confirmed for one in each),
        "occupied": sum(one.occupied for one in found),
        "staffed": sum(one.staffed for one in found),
        "available": sum(one.available for one in found),
        "unnamed": sum(one.unnamed for one in found),
        "conflicts": sum(one.counts.get(beds.CONTESTED, 0) for one in found),
    }


@dataclass(frozen=True, slots=True)
class _Around:
    """What is said beside who lies where: kept and moved by bed, flags and veils by journey."""

    kept: Mapping[int, Reservation]
    moved: Mapping[int, Sequence[Move]]
    flagged: Mapping[int, Sequence[Flag]]
    private: Mapping[int, int]


def _card(one: queries.BedNow, at: datetime, around: _Around) -> dict:
    """Return what a bed's card shows; times are microseconds."""
    lying = one.rivals or tuple(filter(None, (one.journey,)))
    moved = around.moved.get(one.bed.pk, ())
    said = [row for patient in lying for row in around.flagged.get(patient.pk, ())]
    return {
        "one": one,
        "look": LOOKS[one.state],
        "words": beds.FOUND[one.state],
        "long": _for(one, at),
        "kept": around.kept.get(one.bed.pk),
        "moved": [(row, to_us(at) - to_us(row.happened_at)) for row in moved],
        "lying": lying,
        "flags": [(row, row.due_at is not None and row.due_at < at) for row in said],
        "veil": around.private.get(one.journey.pk) if one.journey else None,
    }


def _shown(
    each: Iterable[queries.BedNow],
    kept: Mapping[int, Reservation],
    moved: Mapping[int, Sequence[Move]],
) -> Iterator[int]:
    """Yield the journeys (keys) that a board shows something of."""
    for one in each:
        yield from (patient.pk for patient in (one.journey, *one.rivals) if patient is not None)
        yield from (row.journey_id for row in moved.get(one.bed.pk, ()))
    yield from (row.journey_id for row in kept.values())


def _for(one: queries.BedNow, at: datetime) -> int | None:
    """Return how long a bed has been what it is, in microseconds."""
    return None if one.since is None else to_us(at) - to_us(one.since)


@require_POST
@requires(Permission.CORRECT_BED)
def say(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what a person sees of a bed, and show its unit again."""
    bed = get_object_or_404(Bed.objects.select_related("unit__site"), pk=pk)
    site = bed.unit.site
    if not request.user.may(Permission.SEE, site=site.slug):
        raise Http404
    policies.check_say(request.user, site)
    form = forms.SayForm(request.POST)
    if form.is_valid():
        actions.say_of(bed=bed, by=request.user, at=clock.now(), **form.cleaned_data)
        words = {"bed": bed, "state": gettext(beds.SAID[form.cleaned_data["state"]])}
        messages.success(request, gettext("%(bed)s: %(state)s.") % words)
    for errors in form.errors.values():
        messages.error(request, f"{bed}: {' '.join(errors)}")
    query = urlencode({"site": site.slug, "unit": bed.unit.code})
    return redirect(f"{reverse('capacity:board')}?{query}#bed-{bed.pk}")
