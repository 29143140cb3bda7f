"""Where do the hours go: the page, and its slower parts one by one."""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from carepath.accounts import policies
from carepath.accounts.permissions import Permission
from carepath.bottlenecks import forms, queries
from carepath.figures.marks import Marker
from carepath.frames.moments import to_us
from carepath.journeys import queries as journeys
from carepath.journeys.forms import CohortForm
from carepath.journeys.views import wording
from carepath.ui import clock, htmx
from carepath.ui.faults import WrongFilter
from carepath.ui.period import PeriodError

FIRST_VARIANTS, MARKS = 10, 3
MOST = 300
"""Rows of a table on the page; exports and the API hold all."""


@policies.requires(Permission.SEE)
def index(request: HttpRequest) -> HttpResponse:
    """Show where the hours of one source's journeys go."""
    try:
        asked = forms.asked(request.GET)
    except (PeriodError, WrongFilter) as error:
        return refused(request, error)
    if not asked.source:
        return _to_first_source(request)
    try:
        log = _log(request, asked)
    except queries.NotThere as error:
        return _page(request, {"problem": str(error)}, status=404)
    except WrongFilter as error:
        return refused(request, error)
    part = request.GET.get("part", "")
    if request.htmx and part in PARTS:
        return _part(request, part, log, asked)
    return _page(request, _ground(request, log, asked) | _content(log, asked))


@policies.requires(Permission.SEE)
def hand_over(request: HttpRequest) -> HttpResponse:
    """Show how the times of one hand-over are spread."""
    try:
        log = _log(request, forms.asked(request.GET))
    except (PeriodError, WrongFilter, queries.NotThere) as error:
        return render(request, "bottlenecks/hand_over.html", {"problem": str(error)}, status=400)
    ends = request.GET.get("pair_from", ""), request.GET.get("pair_to", "")
    context = {"log": log, "spread": queries.spread(log, *ends), "ends": ends}
    context["target"] = log.target(*ends)
    return render(request, "bottlenecks/hand_over.html", context)


@policies.requires(Permission.SEE)
def variant(request: HttpRequest, key: str) -> HttpResponse:
    """Show the raw variants that one folded variant stands for."""
    template = htmx.page_or_part(request, "bottlenecks/variant.html", "raw")
    try:
        log = _log(request, forms.asked(request.GET))
        found = queries.unfolded(log, key)
    except (PeriodError, WrongFilter, queries.NotThere) as error:
        return render(request, template, {"problem": str(error)}, status=404)
    return render(request, template, {"log": log, "raw": found})


def _findings(log: queries.Log, asked: forms.Asked) -> dict[str, Any]:
    return {"answer": queries.answer(log), "findings": queries.findings(log)}


def _map(log: queries.Log, asked: forms.Asked) -> dict[str, Any]:
    found = queries.process_map(log, asked.drawn)
    context = {"map": found, "edges": queries.edges(log)[:MOST]}
    if found.heaviest:
        ends = found.heaviest.source, found.heaviest.target
        context |= {"spread": queries.spread(log, *ends), "target": log.target(*ends)}
    return context


def _ranking(log: queries.Log, asked: forms.Asked) -> dict[str, Any]:
    return {"ranking": queries.ranking(log, asked.phase)}


def _variants(log: queries.Log, asked: forms.Asked) -> dict[str, Any]:
    return {
        "raw": queries.variants(log, stop=0),
        "groups": queries.groups(log),
        "folded": queries.variants(log, folded=True, stop=FIRST_VARIANTS),
    }


def _arrivals(log: queries.Log, asked: forms.Asked) -> dict[str, Any]:
    return {"arrivals": queries.arrivals(log, partial(_address, asked), _markers(log))}


def _lengths(log: queries.Log, asked: forms.Asked) -> dict[str, Any]:
    return {"lengths": queries.lengths(log, partial(_address, asked), _markers(log))}


def _markers(log: queries.Log) -> list[Marker]:
    return journeys.markers(log.source, log.period.bounds)


def _weeks(log: queries.Log, asked: forms.Asked) -> dict[str, Any]:
    return {"weeks": queries.trend(log, asked.pair)}


def _address(asked: forms.Asked, **cohort: Any) -> str:
    """Return the address of the journeys of the same log that share something."""
    scope = {"source": asked.source, "from": asked.first, "to": asked.last}
    values = {name: value for name, value in (scope | cohort).items() if value is not None}
    return f"{reverse('journeys:index')}?{urlencode(values)}"


PARTS = {
    "findings": _findings,
    "ranking": _ranking,
    "map": _map,
    "weeks": _weeks,
    "variants": _variants,
    "arrivals": _arrivals,
    "lengths": _lengths,
}
"""Part of the page to what it shows; each may be asked for alone."""


def _log(request: HttpRequest, asked: forms.Asked) -> queries.Log:
    log = queries.log(
        by=request.user,
        source=asked.source,
        first=asked.first,
        last=asked.last,
        now=to_us(clock.now()),
        cohort=cohort_of(request, asked.source),
    )
    request.site = log.source.site
    return log


def cohort_of(request: HttpRequest, source: str) -> journeys.Cohort:
    """Return the narrowing that the address holds, as the list of journeys reads it.

    WrongFilter where it cannot be read.
    """
    return CohortForm(request.GET, source=source, zone=forms.UTC).cohort()


def narrowing(request: HttpRequest) -> dict[str, Any]:
    """Return the narrowing in words, and as fields that a form of the page carries along."""
    cohort = cohort_of(request, request.GET.get("source", ""))
    chips = wording.chips(cohort, request.GET)
    return {"chips": chips, "kept": _kept(request)}


def _kept(request: HttpRequest) -> list[tuple[str, str]]:
    names = CohortForm.base_fields
    return [(name, value) for name, value in request.GET.items() if name in names and value]


def refused(request: HttpRequest, error: PeriodError | WrongFilter) -> HttpResponse:
    """Return the page without any number: what was typed stays, and each fault is named."""
    context: dict[str, Any] = {"problem": str(error), "kept": _kept(request)}
    if isinstance(error, WrongFilter):
        context["wrongs"] = wording.wrongs(error.faults, request.GET, ())
    return _page(request, context, status=400)


def _to_first_source(request: HttpRequest) -> HttpResponse:
    """Send to the same page with its source in the address, so that the link can be shared."""
    source = journeys.default_source(by=request.user)
    if source is None:
        return _page(request, {"empty": True})
    values = request.GET.copy()
    values["source"] = source.name
    return HttpResponseRedirect(f"{request.path}?{values.urlencode()}")


def _ground(request: HttpRequest, log: queries.Log, asked: forms.Asked) -> dict[str, Any]:
    may_export = request.user.may(Permission.EXPORT, site=log.source.site.slug)
    return {"log": log, "asked": asked, "may_export": may_export} | narrowing(request)


def _content(log: queries.Log, asked: forms.Asked) -> dict[str, Any]:
    context = {
        "answer": queries.answer(log),
        "ranking": queries.ranking(log, asked.phase),
        "annotations": journeys.annotations_of(log.source, log.period.bounds)[:MARKS],
    }
    if queries.are_quick(log):
        context |= _findings(log, asked)
    if asked.whole:
        for part in PARTS.values():
            context |= part(log, asked)
    return context


def _part(request: HttpRequest, part: str, log: queries.Log, asked: forms.Asked) -> HttpResponse:
    context = _ground(request, log, asked) | PARTS[part](log, asked)
    return render(request, f"bottlenecks/index.html#{part}", context)


def _page(request: HttpRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    context |= {"sources": list(journeys.sources(by=request.user))}
    return render(request, "bottlenecks/index.html", context, status=status)
