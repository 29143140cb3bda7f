"""Is the portal alive, is it ready, and what is it doing."""

from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from carepath.ui import clock
from carepath.ui.allowance import Allowance
from carepath.work import actions, forms, queries

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
        "at_work": sum(queue.at_work for queue in queues),
    }
    return render(request, "work/index.html", context)


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
