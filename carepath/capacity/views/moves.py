"""What a person says of patients and beds before the feed does, and what still waits for it."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from carepath.accounts.models import User
from carepath.accounts.permissions import Permission
from carepath.accounts.policies import requires
from carepath.audit import access
from carepath.capacity import actions, forms, policies, queries
from carepath.capacity.models import Move
from carepath.frames import moves as frames
from carepath.frames.moments import to_us
from carepath.frames.rejects import gettext_noop
from carepath.journeys.models import Journey
from carepath.places import queries as places
from carepath.places.models import Bed
from carepath.places.views.chosen import site_of
from carepath.ui import clock

WHAT_TO_DO = {
    frames.AWAITED: gettext_noop(
        "Ask the ward whether it was entered. If the patient did not move, undo it."
    ),
    frames.OTHERWISE: gettext_noop(
        "Look where the patient is. If the feed is right, undo it; if not, have the feed corrected "
        "and set it aside."
    ),
}


@require_safe
@requires(Permission.SEE)
@access.reads_patients("moves")
def moves(request: HttpRequest) -> HttpResponse:
    """Show what people said that no feed has told, the longest ago first, and what to do."""
    sites = places.sites_of(by=request.user)
    if not sites:
        return render(request, "capacity/moves.html", {"sites": []})
    request.site = site = site_of(request, sites)
    at = clock.now(site)
    page = queries.list_moves(site=site, after=request.GET.get("after", ""))
    request.patients_shown = len(page.items)
    context = {
        "sites": sites,
        "site": site,
        "at": at,
        "page": page,
        "overdue": queries.overdue_moves(site=site, at=at),
        "lines": [
            (row, to_us(at) - to_us(row.recorded_at), _to_do(row, queries.is_overdue(row, at)))
            for row in page.items
        ],
        "private": queries.private_among(row.journey_id for row in page.items),
        "may_place": policies.may_place(request.user, site),
    }
    return render(request, "capacity/moves.html", context)


def _to_do(row: Move, is_overdue: bool) -> str:
    return gettext(WHAT_TO_DO[row.standing]) if is_overdue else ""


@require_POST
@requires(Permission.PLACE)
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that a patient left a bed, and show its unit again."""

    def said(bed: Bed, journey: Journey, ago: dict) -> str:
        actions.leave(journey=journey, bed=bed, by=request.user, at=clock.now(), **ago)
        return gettext("%(journey)s has left %(bed)s: awaiting the feed.")

    return _said(request, pk, said)


@require_POST
@requires(Permission.PLACE)
def arrive(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that a patient is in a bed now, and show its unit again."""

    def said(bed: Bed, journey: Journey, ago: dict) -> str:
        actions.arrive(journey=journey, bed=bed, by=request.user, at=clock.now(), **ago)
        return gettext("%(journey)s has arrived in %(bed)s: awaiting the feed.")

    return _said(request, pk, said)


@require_POST
@requires(Permission.PLACE)
def swap(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that the patient of a bed and another changed beds, and show its unit again."""

    def said(bed: Bed, journey: Journey, ago: dict) -> str:
        here = queries.patient_of(bed)
        if here is None:
            raise actions.CannotMove(gettext("Nobody is in this bed: the board has changed."))
        actions.swap(one=here, other=journey, by=request.user, at=clock.now(), **ago)
        return gettext("%(journey)s and the patient of %(bed)s changed beds: awaiting the feed.")

    return _said(request, pk, said)


def _said(request: HttpRequest, pk: int, say: Callable[[Bed, Journey, dict], str]) -> HttpResponse:
    """Say what was asked for of a bed; what cannot be so is told with its reason."""
    bed = placed_bed(request, pk)
    form = forms.MoveForm(request.POST)
    for errors in form.errors.values():
        messages.error(request, f"{bed}: {' '.join(errors)}")
    if form.is_valid():
        journey = patient_in(form, bed, request.user)
        try:
            if journey is None:
                raise actions.CannotMove(gettext("No one open visit begins with these letters."))
            words = say(bed, journey, {"ago": form.cleaned_data["ago"]})
        except actions.CannotMove as error:
            messages.error(request, f"{bed}: {error}")
        else:
            messages.success(request, words % {"journey": queries.called(journey), "bed": bed})
    return back_to(bed)


@require_POST
@requires(Permission.PLACE)
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back what was said with a move, and show the unit again."""
    row = _move(request, pk)
    try:
        if actions.undo(move=row, by=request.user, at=clock.now()):
            messages.success(request, gettext("%(bed)s: undone.") % {"bed": row.bed})
    except actions.CannotMove as error:
        messages.error(request, f"{row.bed}: {error}")
    return back_to(row.bed)


@require_POST
@requires(Permission.PLACE)
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Set a move aside that no message came for, and show what still waits."""
    row = _move(request, pk)
    if actions.settle(move=row, by=request.user, at=clock.now()):
        messages.success(request, gettext("%(bed)s: set aside.") % {"bed": row.bed})
    query = urlencode({"site": row.bed.unit.site.slug})
    return redirect(f"{reverse('capacity:moves')}?{query}")


def _move(request: HttpRequest, pk: int) -> Move:
    found = Move.objects.select_related("bed__unit__site", "journey__site")
    row = get_object_or_404(found, pk=pk)
    check_site(request, row.bed)
    return row


def placed_bed(request: HttpRequest, pk: int) -> Bed:
    """Return the bed, if this person may place patients there."""
    bed = get_object_or_404(Bed.objects.select_related("unit__site"), pk=pk)
    check_site(request, bed)
    return bed


def patient_in(form: forms.PatientForm, bed: Bed, by: User) -> Journey | None:
    """Return the one patient of the bed's site whom a form names, None if there is none."""
    said = form.cleaned_data
    whom = {"key": said["patient"], "beginning": said["journey"]}
    return queries.open_journey(site=bed.unit.site, by=by, **whom)


def check_site(request: HttpRequest, bed: Bed) -> None:
    """Refuse who may not place here; a site they do not see is not there."""
    site = bed.unit.site
    if not request.user.may(Permission.SEE, site=site.slug):
        raise Http404
    policies.check_place(request.user, site)


def back_to(bed: Bed) -> HttpResponse:
    """Return the way back to a bed on its board."""
    query = urlencode({"site": bed.unit.site.slug, "unit": bed.unit.code})
    return redirect(f"{reverse('capacity:board')}?{query}#bed-{bed.pk}")
