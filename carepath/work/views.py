"""Is the portal alive, is it ready, and what is it doing."""

from pathlib import Path

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from carepath.ui import clock, paging
from carepath.ui.allowance import Allowance
from carepath.work import actions, forms, policies, queries
from carepath.work.models import Delivery

REPORT_CAP = 16 * 1024
"""Bytes of a request with reports; a browser sends a few hundred."""
SHOWN = 50
_reports = Allowance(most=30, seconds=60)


def healthz(request: HttpRequest) -> HttpResponse:
    """Answer that this process serves; it asks nothing of database or broker."""
    return JsonResponse({"alive": True})


def readyz(request: HttpRequest) -> HttpResponse:
    """Answer 200 if the portal can do its work, else 503 and the part that fails."""
    failing = queries.failing(at=clock.now())
    return JsonResponse({"ready": not failing, "failing": failing}, status=503 if failing else 200)


def index(request: HttpRequest) -> HttpResponse:
    """Show the processes, their signs of life and what waits."""
    at = clock.now()
    queues = queries.queues(at=at)
    parts = queries.parts(run=Path(settings.CAREPATH_HOME) / "run", at=at)
    context = {
        "failing": queries.failing(at=at),
        "silent": [part.name for part in parts if part.sign and not part.sign.fresh],
        "parts": parts,
        "queues": queues,
        "reports": list(queries.policy_reports()[:SHOWN]),
        "unsent": queries.outbox(state=Delivery.State.WAITING).count() if not settings.SMTP else 0,
        "at_work": sum(queue.at_work for queue in queues),
    }
    return render(request, "work/index.html", context)


@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    """Show the mails of the portal and what became of each, newest first."""
    states = queries.outbox_counts()
    state = request.GET.get("state", "")
    state = state if state in Delivery.State else ""
    page = paging.newest(queries.outbox(state=state), after=request.GET.get("after", ""))
    context = {
        "page": page,
        "rows": [(row, _ways(row)) for row in page.items],
        "state": state,
        "states": [(one, one.label, states.get(one, 0)) for one in Delivery.State],
        "waiting": states.get(Delivery.State.WAITING, 0),
        "asks": sum(states.get(one, 0) for one in policies.ASKS),
        "is_on": bool(settings.SMTP),
        "zone": settings.SITE_TIMEZONE,
    }
    return render(request, "work/outbox.html", context)


@require_safe
def mail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one mail as it is sent."""
    row = get_object_or_404(queries.outbox(), pk=pk)
    context = {"row": row, "ways": _ways(row), "zone": settings.SITE_TIMEZONE}
    return render(request, "work/mail.html", context)


@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a mail again, say that it arrived, or cancel it."""
    row, to = get_object_or_404(queries.outbox(), pk=pk), request.POST.get("to", "")
    try:
        actions.move(delivery=row, to=to, by=request.user, at=clock.now())
        messages.success(request, _("Done."))
    except policies.NotNow as error:
        messages.error(request, str(error))
    return redirect("work:mail", pk=pk)


def _ways(row: Delivery) -> list[tuple[str, str]]:
    """Return where a person may move a mail, each with the words of its button."""
    return [(to, policies.WAYS[to]) for to in policies.moves(row)]


@csrf_exempt  # a browser sends it by itself, without a form
@require_POST
def policy_report(request: HttpRequest) -> HttpResponse:
    """Count what a browser reports of a broken content security policy."""
    length = request.META.get("CONTENT_LENGTH") or ""
    if not length.isdecimal() or int(length) > REPORT_CAP:
        return HttpResponse(status=413)
    at = clock.now()
    if not _reports.take(now=at.timestamp()):
        return HttpResponse(status=429)
    try:
        found = forms.reports(
            request.body, kind=request.content_type or "", host=request.get_host()
        )
    except forms.NotAReport as error:
        return HttpResponse(str(error), status=400, content_type="text/plain")
    actions.count_reports(found, at=at)
    return HttpResponse(status=204)
