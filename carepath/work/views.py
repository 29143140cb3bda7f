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


def jobs(request: HttpRequest) -> HttpResponse:
    """Show the processes, their signs of life and what waits."""
    at = clock.now()
    return render(request, "work/jobs.html", _context(at))


def _context(at) -> dict:
    run = Path(settings.CAREPATH_HOME) / "run"
    return {
        "signs": queries.signs(at=at),
        "processes": queries.processes(run=run),
        "queues": queries.queues(at=at),
    }
