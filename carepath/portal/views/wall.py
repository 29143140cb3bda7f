"""The wall: a screen signs in by its own token, and shows units and no sign of a person.

It works without script: the answer says when it is asked for anew, and a rule of its style says
that it is old when that did not happen. It has no session: no look keeps anybody signed in.
"""

from datetime import timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from carepath.accounts.policies import public
from carepath.portal import actions, forms, queries
from carepath.portal.models import Screen
from carepath.ui import clock

COOKIE = "carepath-wall"
LASTS = timedelta(days=400)
"""As long as browsers keep a cookie; a screen is revoked, not forgotten."""
EVERY_S = 20
"""Between two pages; after twice as long without a new one the page says that it is old."""


@sensitive_post_parameters("token")
@require_http_methods(["GET", "HEAD", "POST"])
@public("a screen signs in by a token of its own")
def wall(request: HttpRequest) -> HttpResponse:
    """Show the next units of a screen, or ask for its token."""
    if request.method == "POST":
        return _sign_in(request)
    secret = request.COOKIES.get(COOKIE, "")
    screen = queries.screen_of(secret=secret)
    if screen is None:
        fault = _("This screen is unknown or was revoked.") if secret else ""
        return _ask(request, fault)
    return _shown(request, screen)


def _shown(request: HttpRequest, screen: Screen) -> HttpResponse:
    site, text = screen.site, request.GET.get("page", "")
    at = clock.now(site)
    page = int(text) if text.isdecimal() and len(text) < 4 else 1
    found = queries.wall(screen=screen, at=at, page=page)
    context = {
        "screen": screen,
        "site": site,
        "clock": f"{at.astimezone(ZoneInfo(site.timezone)):%H:%M:%S}",
        "wall": found,
        "every": EVERY_S,
    }
    actions.note_look(screen=screen, at=clock.now())
    response = render(request, "portal/wall.html", context)
    response["Cache-Control"] = "no-store"
    # A header, and no tag of the page: there is no script, and nothing to read out.
    response["Refresh"] = f"{EVERY_S}; url={request.path}?page={found.next}"
    return response


def _sign_in(request: HttpRequest) -> HttpResponse:
    form = forms.SignInForm(request.POST)
    secret = form.cleaned_data["token"].strip() if form.is_valid() else ""
    if queries.screen_of(secret=secret) is None:
        return _ask(request, _("This token is unknown or was revoked."))
    response = redirect("portal:wall")
    response.set_cookie(
        COOKIE,
        secret,
        max_age=LASTS,
        path=request.path,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )
    return response


def _ask(request: HttpRequest, fault: str) -> HttpResponse:
    context = {"form": forms.SignInForm(), "fault": fault}
    response = render(request, "portal/wall_sign_in.html", context, status=403 if fault else 200)
    response["Cache-Control"] = "no-store"
    return response
