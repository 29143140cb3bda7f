"""Huddles by mail: ask for them, and end them, signed in or by the link of a mail."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from carepath.accounts.permissions import Permission
from carepath.accounts.policies import public, requires
from carepath.outcomes import actions, policies, queries
from carepath.places.models import Site
from carepath.places.views.chosen import seen_site
from carepath.ui import clock

LINK = "huddle mail"
"""Who ends mails by a link: whoever holds the mail, which nobody proves."""


@require_POST
@requires(Permission.SEE)
def ask_for_huddle_mail(request: HttpRequest) -> HttpResponse:
    """Send this person each huddle of a site by mail."""
    site = seen_site(request, request.POST.get("site", ""))
    try:
        actions.ask_for_mail(site=site, by=request.user, at=clock.now())
        messages.success(request, _("You get the next huddle by mail."))
    except policies.NotNow as error:
        messages.error(request, str(error))
    return _back(site)


@require_POST
@requires(Permission.SEE)
def stop_huddle_mail(request: HttpRequest) -> HttpResponse:
    """Send this person no huddle of a site by mail any more."""
    site = seen_site(request, request.POST.get("site", ""))
    who = request.user
    if actions.stop_mail(site=site, person=who.pk, by=who, at=clock.now()):
        messages.success(request, _("You get no more huddles by mail."))
    return _back(site)


@csrf_exempt  # mail programs end mails by themselves, without a form; the link is the proof
@require_http_methods(["GET", "HEAD", "POST"])
@public("the link of a mail is signed, and ends nothing but mails of its kind to one person")
def leave_huddle_mail(request: HttpRequest, link: str) -> HttpResponse:
    """Ask whoever opens the link of a mail whether to end these mails, and end them."""
    site, person = queries.reader_of(link)
    done = site is not None and request.method == "POST"
    if site is not None and done:
        actions.stop_mail(site=site, person=person, by=LINK, at=clock.now())
    context = {"site": site, "done": done}
    response = render(
        request, "outcomes/leave_huddle_mail.html", context, status=200 if site else 404
    )
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response


def _back(site: Site) -> HttpResponse:
    where = urlencode({"site": site.slug})
    return redirect(f"{reverse('outcomes:huddles')}?{where}#mail")
