"""The bar on pages of the invented hospital: its time, its pace, jumps, and what happens."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from carepath.accounts import policies as rights
from carepath.demo import actions, policies, queries
from carepath.demo.models import Hospital
from carepath.places.actions import NoSuchClock
from carepath.ui import clock

WAITED_FOR = (Hospital.Phase.BUILDING, Hospital.Phase.JUMPING)
REFRESH = "HX-Refresh"


@require_safe
@rights.signed_in
def now(request: HttpRequest) -> HttpResponse:
    """Show what the hospital's clock says; when what was waited for has come, the page anew."""
    status = _status(request)
    if request.GET.get("was") in WAITED_FOR and status.live:
        return render(request, "demo/arrived.html")
    return render(request, "demo/now.html", _context(request, status))


@require_safe
@rights.signed_in
def building(request: HttpRequest) -> HttpResponse:
    """Show how far the hospital is built; when it lives, the page anew."""
    status = _status(request)
    if status.phase != Hospital.Phase.BUILDING:
        return render(request, "demo/arrived.html")
    return render(request, "demo/building.html", {"status": status})


@require_safe
@rights.signed_in
def arrived(request: HttpRequest) -> HttpResponse:
    """Let the page load itself anew, once: what repeats by itself would break that off again."""
    _status(request)
    return HttpResponse(headers={REFRESH: "true"})


@require_POST
@rights.requires(*policies.STEERS)
def rate(request: HttpRequest) -> HttpResponse:
    """Pause the clock, let it keep time, or let a minute pass each second."""
    _steered(request)
    word = request.POST.get("rate", "")
    try:
        actions.set_rate(rate=int(word), by=request.user, at=clock.now())
    except ValueError as error:
        raise Http404 from error
    except NoSuchClock as error:
        messages.error(request, str(error))
    return _answer(request)


@require_POST
@rights.requires(*policies.STEERS)
def jump(request: HttpRequest) -> HttpResponse:
    """Let the clock jump; the hospital lives through the time in between."""
    _steered(request)
    to = request.POST.get("to", "")
    if to not in policies.JUMPS:
        raise Http404
    try:
        actions.jump(to=to, by=request.user, at=clock.now())
    except policies.NotNow as error:
        messages.error(request, str(error))
    return redirect(_back(request))


@require_POST
@rights.requires(*policies.STEERS)
def happen(request: HttpRequest) -> HttpResponse:
    """Let something happen in the hospital."""
    _steered(request)
    what = request.POST.get("what", "")
    if what not in policies.HAPPENINGS:
        raise Http404
    try:
        actions.happen(what=what, by=request.user, at=clock.now())
    except policies.NotNow as error:
        messages.error(request, str(error))
    else:
        sentence = policies.HAPPENINGS[what].sentence
        messages.success(request, _("It begins now. %(sentence)s") % {"sentence": sentence})
    return redirect(_back(request))


@require_POST
@rights.requires(*policies.STEERS)
def anew(request: HttpRequest) -> HttpResponse:
    """Remove a hospital that cannot go on, and begin it again."""
    _steered(request)
    try:
        policies.check_stuck(queries.hospital())
        actions.reset(again=True, by=request.user, at=clock.now())
    except policies.NotNow as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("It is removed now; then another one is invented."))
    return redirect(_back(request))


def _status(request: HttpRequest) -> queries.Status:
    """Return how the hospital stands, to who may see it; else 404."""
    status = queries.status(at=clock.now())
    if status is None or not policies.may_look(request.user, status.site):
        raise Http404
    return status


def _steered(request: HttpRequest) -> None:
    """Check that there is a hospital and that this person may steer it."""
    found = queries.hospital()
    if found is None:
        raise Http404
    rights.check_may(request.user, *policies.STEERS, site=found.site.slug)


def _answer(request: HttpRequest) -> HttpResponse:
    if not request.htmx:
        return redirect(_back(request))
    return render(request, "demo/now.html", _context(request, _status(request)))


def _context(request: HttpRequest, status: queries.Status) -> dict:
    return {"status": status, "may_steer": policies.may_steer(request.user, status.site)}


def _back(request: HttpRequest) -> str:
    back = request.POST.get("next", "/")
    return back if url_has_allowed_host_and_scheme(back, None) else "/"
