"""What each page may show of the invented hospital; asked for only where a template does."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy

from carepath.accounts.permissions import Permission
from carepath.demo import policies, queries
from carepath.demo.models import Hospital
from carepath.ui import clock

SHORT = {
    policies.MORNING: gettext_lazy("07:30"),
    policies.HOURS: gettext_lazy("+8 h"),
    policies.FORTNIGHT: gettext_lazy("+14 d"),
}
"""What the buttons of the jumps say in a narrow place."""


@dataclass(frozen=True, slots=True)
class Frame:
    """`bar` on pages of the invented hospital, `building` while it is being built; else None."""

    bar: queries.Status | None = None
    building: queries.Status | None = None
    may_steer: bool = False
    may_play: bool = False
    may_import: bool = False
    jumps: Any = ()


def frame(request: HttpRequest) -> dict[str, Any]:
    """Return `demo` for templates; nothing is asked of the database before one names it."""
    return {"demo": SimpleLazyObject(lambda: of(request))}


def of(request: HttpRequest) -> Frame:
    """Return what this person may see of the invented hospital on this page; deny by default."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return Frame()
    status = queries.status(at=clock.now())
    if status is None or not policies.may_look(user, status.site):
        return Frame()
    return Frame(
        bar=status if _is_about(request, status) else None,
        building=status if status.phase == Hospital.Phase.BUILDING else None,
        may_steer=policies.may_steer(user, status.site),
        may_import=user.may(Permission.IMPORT),
        may_play=policies.may_play(request, status.site),
        jumps=[(key, {"long": long, "short": SHORT[key]}) for key, long in policies.JUMPS.items()],
    )


def _is_about(request: HttpRequest, status: queries.Status) -> bool:
    """Return whether the page shows the invented hospital: its view set `request.site`."""
    return bool(request.user.persona_site) or getattr(request, "site", None) == status.site
