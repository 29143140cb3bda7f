"""Queues: how many wait for each stage, for how long, and the proof of it."""

from zoneinfo import ZoneInfo

import numpy as np
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from carepath.accounts.permissions import Permission
from carepath.accounts.policies import requires
from carepath.analysis.stage_queues import Queue
from carepath.capacity import queries
from carepath.capacity.views.chosen import days_of, freshness, slid_to, wound_of
from carepath.figures import queues as figures
from carepath.figures import theme
from carepath.frames.moments import DAY, from_us
from carepath.places import queries as places
from carepath.places.views.chosen import site_of
from carepath.ui import words

DAYS = (1, 7, 28)
"""Windows one may choose, in days up to the moment shown."""
DRAWN = 2_000
"""Changes of a queue that are drawn; a busier one is drawn for the last of them."""


@require_safe
@requires(Permission.SEE)
def queues(request: HttpRequest) -> HttpResponse:
    """Show the queue of each stage, one of them over time, and how each proves itself."""
    sites = places.sites_of(by=request.user)
    if not sites:
        return render(request, "capacity/queues.html", {"sites": []})
    request.site = site = site_of(request, sites)
    if (moved := slid_to(request, site)) is not None:
        return moved
    wound, days = wound_of(request, site), days_of(request, DAYS, 1)
    found = queries.record(
        site=site, by=request.user, at=wound.moment, past=wound.is_past, known_at=wound.known_at
    )
    found = found.lately(days)
    every = queries.queues(found, days=days)
    context = {
        "sites": sites,
        "site": site,
        "rewind": wound,
        "at": wound.moment,
        "days": days,
        "choices": DAYS,
        **freshness(found, found.units),
        "intervals": found.spans.intervals,
        "every": every,
        "page": queries.queues_shown(every, after=request.GET.get("after", "")),
        "waiting": sum(queue.now for queue in every),
        "wrong": [queue for queue in every if not queue.exact],
        "suspicious": [queue for queue in every if queue.little.suspicious],
    }
    if every:
        chosen = _chosen(request, every)
        context |= {"chosen": chosen, "drawing": _drawn(found, chosen, days)}
    return render(request, "capacity/queues.html", context)


def _chosen(request: HttpRequest, every: list[Queue]) -> Queue:
    """Return the queue the address names, else the one with most hours waited."""
    name = request.GET.get("stage", "")
    found = next((queue for queue in every if not name or queue.stage == name), None)
    if found is None:
        raise Http404
    return found


def _drawn(found: queries.Record, chosen: Queue, days: int) -> theme.Drawing:
    steps, high = queries.queue_steps(found, chosen.stage), found.at
    inner = steps.at[(steps.at > high - days * DAY) & (steps.at < high)]
    low = int(inner[-DRAWN]) if len(inner) > DRAWN else high - days * DAY
    moments = [low, *inner[inner > low].tolist(), high]
    zone = ZoneInfo(found.site.timezone)
    texts = [f"{from_us(us).astimezone(zone):%Y-%m-%d %H:%M:%S}" for us in moments]
    summary = _("At most %(peak)s waited for %(stage)s at once.") % {
        "peak": words.number(steps.peak(low, high)),
        "stage": chosen.stage,
    }
    if len(inner) > DRAWN:
        summary += " " + _("Only the last %(n)s changes are drawn.") % {"n": words.number(DRAWN)}
    levels = steps.when(np.array(moments)).tolist()
    return figures.queue(texts, levels, titles=(_("Time"), _("Waiting")), summary=summary)
