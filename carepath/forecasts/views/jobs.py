"""Jobs of forecasts: what is due, what is done, what failed and why."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from carepath.accounts.permissions import Permission
from carepath.accounts.policies import requires
from carepath.forecasts import actions, policies, queries
from carepath.forecasts.models import Slot
from carepath.ui import clock, paging

EVERY_S = 5
"""Between two looks of an open page."""
LOOKS = {
    Slot.State.WAITING: "hourglass",
    Slot.State.DONE: "circle-check",
    Slot.State.SKIPPED: "circle-dashed",
    Slot.State.FAILED: "triangle-alert",
}
"""Icon of each state: never colour alone."""


@require_safe
@requires(Permission.MANAGE_FEEDS)
def jobs(request: HttpRequest) -> HttpResponse:
    """Show the slots of each job, newest first: what was read and written, how long it took."""
    job, state = request.GET.get("job", ""), request.GET.get("state", "")
    asked = {
        "job": job if job in Slot.Job else "",
        "state": state if state in Slot.State else "",
    }
    found = queries.slots(by=request.user, **asked)
    page = paging.newest(found, after=request.GET.get("after", ""))
    at = clock.now()
    lately = queries.lately(by=request.user, at=at)
    context = {
        "page": page,
        "rows": [(row, LOOKS[row.state], _is_at_work(row, at)) for row in page.items],
        "jobs": Slot.Job.choices,
        "states": Slot.State.choices,
        "lately": lately,
        "every": EVERY_S,
        **asked,
    }
    part = "#slots" if request.htmx else ""
    return render(request, f"forecasts/jobs.html{part}", context)


@require_POST
@requires(Permission.MANAGE_FEEDS)
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a job be done once more for its slot."""
    slot = get_object_or_404(queries.slots(by=request.user), pk=pk)
    try:
        actions.run_again(slot=slot, by=request.user, at=clock.now())
        messages.success(request, _("It is done again as soon as its turn comes."))
    except policies.NotNow as error:
        messages.error(request, str(error))
    return redirect("forecasts:jobs")


def _is_at_work(row: Slot, at) -> bool:
    return row.state == Slot.State.WAITING and bool(row.lease_until and row.lease_until > at)
