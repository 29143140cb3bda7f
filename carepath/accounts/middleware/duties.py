"""What a person must do before anything else: change a one-time password, set a second factor."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import Resolver404, ResolverMatch, resolve, reverse
from django.utils.translation import gettext as _

from carepath.accounts import queries
from carepath.ui import problems
from carepath.ui.guards import page_of_part

ALWAYS_OPEN = ("account_logout", "account_reauthenticate", "work:policy_report", "portal:wall")
API_PREFIX = "/api/"


class Duties:
    """Lead people with a one-time password, or without a second factor their role needs, there."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        """Return where this person must go first; None where they may go on."""
        if not request.user.is_authenticated:
            return None
        duty = _duty(request)
        if duty is None or _leads_there(request.resolver_match, duty):
            return None
        sentence, route = duty
        if request.headers.get("HX-Request"):
            return _lead_page(request, duty)
        if request.path.startswith(API_PREFIX):
            return problems.refused(request, PermissionError(sentence))
        messages.warning(request, sentence)
        return HttpResponseRedirect(reverse(route))


def _duty(request: HttpRequest) -> tuple[str, str] | None:
    user = request.user
    if user.one_time_until is not None:
        return _("Choose a password of your own first."), "account_change_password"
    if settings.LOOPBACK_ONLY or not user.mfa_required:
        return None
    if queries.second_factors(user=user).exists():
        return None
    return _("Your role needs a second factor: set one up first."), "mfa_index"


def _lead_page(request: HttpRequest, duty: tuple[str, str]) -> HttpResponse:
    """Return nothing for a part of a page; the page itself is led, unless it is there already.

    A redirect would be followed unseen, and the whole page of the duty put in place of the part.
    """
    answer = HttpResponse(status=204)
    try:
        match = resolve(urlsplit(page_of_part(request)).path)
    except Resolver404:
        match = None
    if not _leads_there(match, duty):
        answer["HX-Redirect"] = reverse(duty[1])
    return answer


def _leads_there(match: ResolverMatch | None, duty: tuple[str, str]) -> bool:
    """Return whether this route belongs to the duty, or is always open."""
    name = match.view_name if match else ""
    if name in ALWAYS_OPEN or name == duty[1]:
        return True
    return duty[1] == "mfa_index" and name.startswith("mfa_")
