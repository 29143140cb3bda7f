"""The door, the search, the API's reference, the short tour and the switch of colours."""

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from carepath.accounts import policies
from carepath.accounts.permissions import Permission
from carepath.audit import access
from carepath.portal import actions, queries
from carepath.ui import clock


@require_GET
@policies.signed_in
def home(request: HttpRequest) -> HttpResponse:
    """Send each person to the page that answers their first question."""
    url = queries.first_page(request.user)
    return redirect(url) if url else render(request, "portal/home.html")


@require_GET
@policies.requires(Permission.SEE)
@access.reads_patients("journeys")
def search(request: HttpRequest) -> HttpResponse:
    """Show what a word or an id finds; an id that means one journey opens it."""
    text = request.GET.get("q", "")
    found = queries.search(text, by=request.user)
    request.patients_shown = found.n_journeys
    if found.only is not None:
        return redirect(found.only)
    return render(request, "portal/search.html", {"text": text.strip(), "results": found})


@require_GET
@policies.signed_in
def my_work(request: HttpRequest) -> HttpResponse:
    """Show what waits for this person: only what they may act on."""
    heaps = queries.my_work(by=request.user, at=clock.now())
    context = {"heaps": heaps, "n": sum(heap.n for heap in heaps)}
    return render(request, "portal/my_work.html", context)


@require_GET
@policies.public("asked for while its reader signs out it tells nothing")
def work_count(request: HttpRequest) -> HttpResponse:
    """Show how much waits, as a part of the top bar; a page never waits for it."""
    if not request.user.is_authenticated:
        return HttpResponse(status=204)
    heaps = queries.my_work(by=request.user, at=clock.now())
    alerts = sum(heap.n for heap in heaps if heap.key == "alerts")
    context = {"n": sum(heap.n for heap in heaps), "alerts": alerts}
    return render(request, "portal/work_count.html", context)


@require_GET
@policies.signed_in
def docs(request: HttpRequest) -> HttpResponse:
    """Show what programs may ask and do, made from the API's own document."""
    found = queries.document()
    context = {"topics": queries.reference(found), "version": found["info"]["version"]}
    return render(request, "portal/docs.html", context)


@require_GET
@policies.public("browsers ask for it by themselves")
def favicon(request: HttpRequest) -> HttpResponse:
    """Send to the mark, for answers that are no page and so cannot name it."""
    return redirect(static("img/mark.svg"))


@require_POST
@policies.signed_in
def tour(request: HttpRequest) -> HttpResponse:
    """Open a step of the short tour, or end it; it stays open from page to page."""
    step = request.POST.get("step", "")
    if step.isdecimal() and len(step) < 3:
        request.session[queries.STEP] = int(step)
    else:
        request.session.pop(queries.STEP, None)
        actions.end_tour(by=request.user, at=clock.now())
    if request.htmx:
        return render(request, "portal/tour.html", {"tour": queries.tour(request)})
    return redirect(_back(request))


@require_POST
@policies.signed_in
def theme(request: HttpRequest) -> HttpResponse:
    """Keep the choice of colours and return to the page it was made on."""
    try:
        actions.choose_theme(theme=request.POST.get("theme", ""), by=request.user, at=clock.now())
    except ValueError as error:
        return HttpResponseBadRequest(str(error))
    return redirect(_back(request))


def _back(request: HttpRequest) -> str:
    back = request.POST.get("next", "/")
    return back if url_has_allowed_host_and_scheme(back, None) else "/"
