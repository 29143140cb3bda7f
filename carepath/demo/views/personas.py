"""Looking at the invented hospital as somebody else, and as oneself again."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from carepath.accounts import actions as accounts
from carepath.accounts import policies as rights
from carepath.accounts.roles import PERSONAS
from carepath.demo import policies, queries
from carepath.places.models import Site
from carepath.ui import clock


@require_safe
@rights.signed_in
def personas(request: HttpRequest) -> HttpResponse:
    """Show as whom one may look at the invented hospital, and what each of them sees."""
    request.site = _stage(request)
    context = {"personas": PERSONAS, "played": _played(request)}
    return render(request, "demo/personas.html", context)


@require_POST
@rights.signed_in
def look_as(request: HttpRequest, key: str) -> HttpResponse:
    """Look at the invented hospital as a persona, from its first page on."""
    site = _stage(request)
    persona = next((one for one in PERSONAS if one.key == key), None)
    if persona is None:
        raise Http404
    player = policies.player(request.user)
    user = accounts.look_as(persona=persona, site=site.slug, by=player, at=clock.now())
    request.session[policies.PERSONA] = user.pk
    return redirect("/")


@require_POST
@rights.signed_in
def be_yourself(request: HttpRequest) -> HttpResponse:
    """Go back to one's own account; it was signed in all along."""
    player = request.user.played_by
    if player is not None:
        accounts.look_as_oneself(user=request.user, by=player, at=clock.now())
    request.session.pop(policies.PERSONA, None)
    return redirect("/")


def _stage(request: HttpRequest) -> Site:
    """Return the site personas live at, to who may play one; else the refusal, or 404."""
    rights.check_may(policies.player(request.user), *policies.STEERS)
    found = queries.hospital()
    if found is None or not policies.may_play(request, found.site):
        raise Http404
    return found.site


def _played(request: HttpRequest) -> str:
    """Return the key of the persona as whom this person looks now; '' as oneself."""
    return request.user.username.partition("@")[0] if request.user.played_by else ""
