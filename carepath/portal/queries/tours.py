"""The short tour: what a newcomer must know to read the portal, step by step."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from carepath.accounts.permissions import Permission as P
from carepath.places.models import Site

STEP = "tour"
"""Where a session keeps the step that is open."""


@dataclass(frozen=True, slots=True)
class Stop:
    """One step: what it says, and the page that shows it."""

    title: str
    text: str
    page: str
    anchor: str
    action: str


@dataclass(frozen=True, slots=True)
class Tour:
    """The step that is open, and how many there are."""

    stop: Stop
    step: int
    steps: int
    url: str

    @property
    def is_last(self) -> bool:
        return self.step == self.steps


STOPS = (
    Stop(
        _("A journey is one patient's way through the hospital"),
        _(
            "Its stages stand in a row: triage, a scan, a bed. Each has a beginning and an end, "
            "and between them is where waiting hides. Every number here is made of journeys."
        ),
        "journeys:index",
        "main",
        _("See the journeys"),
    ),
    Stop(
        _("Findings say where the hours go"),
        _(
            "Bottlenecks opens with sentences: what holds most hours, which target is missed, how "
            "sure that is. Each one leads to the journeys behind it."
        ),
        "bottlenecks:index",
        "findings-title",
        _("Read the findings"),
    ),
    Stop(
        _("Every number opens"),
        _(
            "A dotted line under a number means: press it. You get its formula, what was left out, "
            "and ten journeys that recompute to it."
        ),
        "bottlenecks:definitions",
        "main",
        _("See the definitions"),
    ),
    Stop(
        _("A waterfall shows one journey second by second"),
        _(
            "One row a stage: care is solid, waiting is hatched. Arrow keys move, Enter opens a "
            "stage, c compares it with what is usual. Open any journey of the list."
        ),
        "journeys:index",
        "main",
        _("Choose a journey"),
    ),
)
STEERING = Stop(
    _("This hospital is invented, and you steer it"),
    _(
        "The bar on top shows its time. Pause it, let a minute pass each second, jump ahead, or "
        "take the CT out of service, and watch the findings answer."
    ),
    "bottlenecks:index",
    "demo-bar",
    _("Go to the bar"),
)


def tour(request: HttpRequest) -> Tour | None:
    """Return the step this person has open; None once they have ended the tour."""
    user = request.user
    wanted = getattr(request, "session", {}).get(STEP)
    if wanted is None and not _is_new(user):
        return None
    stops = stops_for(user)
    step = min(max(1, wanted or 1), len(stops))
    stop = stops[step - 1]
    return Tour(stop, step, len(stops), f"{reverse(stop.page)}#{stop.anchor}")


def stops_for(user: Any) -> tuple[Stop, ...]:
    """Return the steps for this person: how to steer only to who may, where a site is invented."""
    slugs = Site.objects.filter(synthetic=True).values_list("slug", flat=True)
    steers = any(user.may(P.ENTER_STAFFING, P.RUN_WHAT_IF, site=slug) for slug in slugs)
    return (*STOPS, STEERING) if steers else STOPS


def _is_new(user: Any) -> bool:
    return user.toured_at is None and user.one_time_until is None and user.may(P.SEE)
