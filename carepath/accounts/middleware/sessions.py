"""Sessions end when idle and at last; polling by a page is no sign of its person."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from carepath.accounts import queries
from carepath.ui import clock, guards

POLL_HEADER = "X-CarePath-Poll"
"""Pages that ask again by themselves send this header with `1`."""

UNATTENDED = "/wall/"
"""A page that asks again by itself and has no script to say so: no sign of a person either."""
STARTED, SEEN = "started", "seen"
NOTED_EVERY = timedelta(minutes=1)
API_PREFIX = "/api/"


class SessionLimits:
    """End a session that was idle or open too long; forbid storing what signed-in people see."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.at = clock.now()
        signed_in = request.user.is_authenticated
        if signed_in and _is_over(request):
            return self._ended(request)
        by_itself = request.headers.get(POLL_HEADER) == "1" or request.path == UNATTENDED
        if signed_in and not by_itself:
            _note(request)
        response = self.get_response(request)
        if signed_in or request.path.startswith(API_PREFIX):  # there, tokens speak for people
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    def _ended(self, request: HttpRequest) -> HttpResponse:
        logout(request)
        if request.path.startswith(API_PREFIX) or request.path == UNATTENDED:
            return self.get_response(request)
        messages.info(request, _("You were signed out after a time without activity."))
        return guards.to_sign_in(request)


def _is_over(request: HttpRequest) -> bool:
    started, seen = _moment(request, STARTED), _moment(request, SEEN)
    if started is None or seen is None:
        return False
    limits = queries.limits(user=request.user)
    return request.at - seen > limits.idle or request.at - started > limits.absolute


def _note(request: HttpRequest) -> None:
    """Keep the sign of life, at most once a minute; a new session starts now."""
    seen = _moment(request, SEEN)
    if seen is None:
        request.session[STARTED] = request.at.timestamp()
    if seen is None or request.at - seen >= NOTED_EVERY:
        request.session[SEEN] = request.at.timestamp()


def _moment(request: HttpRequest, key: str) -> datetime | None:
    stamp = request.session.get(key)
    return None if stamp is None else datetime.fromtimestamp(stamp, UTC)
