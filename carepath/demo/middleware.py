"""Who looks as a persona: the session stays its person's own, only what they see changes."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from carepath.demo import policies, queries

OWN = ("account_", "mfa_", "usersessions_", "accounts:tokens", "accounts:revoke_token")
LEAVING = "account_logout"


class Personas:
    """Let `request.user` be the persona a session plays, as long as each condition holds."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and policies.PERSONA in request.session:
            self._play(request)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        """Refuse the pages about one's own password, keys and tokens: a persona has none."""
        name = request.resolver_match.view_name
        own = name.startswith(OWN) and name != LEAVING
        if own and getattr(request.user, "persona_site", ""):
            raise PermissionDenied(
                _("A persona has no password, keys or tokens. Be yourself again first.")
            )

    def _play(self, request: HttpRequest) -> None:
        found = queries.hospital()
        persona = found and queries.persona(pk=request.session[policies.PERSONA], site=found.site)
        if not persona or not policies.may_play(request, found.site):
            del request.session[policies.PERSONA]
            messages.info(request, _("You are yourself again: personas are not available."))
            return
        persona.played_by, persona.theme = request.user, request.user.theme
        request.user = persona
