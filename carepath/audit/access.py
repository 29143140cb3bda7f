"""Log reads of patient data: one row per response that shows it, written before it goes out."""

from collections.abc import Callable
from functools import wraps

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse

from carepath.audit import actions
from carepath.ui import clock

NOTHING = 204
"""The status of an answer without content."""


def log_read(request: HttpRequest, *, resource: str, count: int, outcome: str = "shown") -> None:
    """Write that this person saw `count` records of a resource (internal keys only)."""
    match = request.resolver_match
    actions.write_read(
        at=clock.now(),
        actor=actions.actor_of(request.user)[0],
        route=match.view_name if match else "",
        resource=resource,
        count=int(count),
        outcome=outcome,
    )


def reads_patients(resource: str) -> Callable:
    """Decorate a view that shows patient data: log each read and forbid storing the response.

    The view may set `request.patients_shown`, a whole number; 1 otherwise. Refusals are logged too,
    answers without content are not. If the log cannot be written the response does not go out.
    """

    def decorate(view: Callable) -> Callable:
        @wraps(view)
        def logged(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            try:
                response = view(request, *args, **kwargs)
            except (PermissionDenied, Http404):
                _log(request, resource, shown=False)
                raise
            if response.status_code != NOTHING and not 300 <= response.status_code < 400:
                _log(request, resource, shown=response.status_code < 300)
            response["Cache-Control"] = "no-store"
            return response

        return logged

    return decorate


def _log(request: HttpRequest, resource: str, *, shown: bool) -> None:
    if not request.user.is_authenticated:
        return
    count = getattr(request, "patients_shown", 1) if shown else 0
    log_read(request, resource=resource, count=count, outcome="shown" if shown else "refused")
