"""Is the portal alive, is it ready, and what is it doing."""

from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from carepath.ui import clock
from carepath.work import queries


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
        "at_work": sum(queue.at_work for queue in queues),
    }
    return render(request, "work/index.html", context)
