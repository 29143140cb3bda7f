"""What each number means: the list, and one with its value for a log and its proof."""

from typing import Any
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from carepath.accounts import policies
from carepath.accounts.permissions import Permission
from carepath.audit import access
from carepath.bottlenecks import forms, queries
from carepath.bottlenecks.views.index import cohort_of, narrowing
from carepath.capacity import queries as capacity
from carepath.frames import definitions as register
from carepath.frames.definitions import REGISTER, Definition
from carepath.frames.moments import to_us
from carepath.journeys import queries as journeys
from carepath.places import queries as places
from carepath.ui import clock, rewind
from carepath.ui.faults import WrongFilter
from carepath.ui.period import PeriodError

DAYS = ("1", "7", "28")
"""Windows of the pages that show numbers of a moment."""
IN_PHASE = ("hand_over_time", "hand_over_hours")
"""Definitions of which the part begun in one phase can be asked."""


@policies.signed_in
def definitions(request: HttpRequest) -> HttpResponse:
    """List what every shown number means."""
    topics = [(topic, REGISTER.of_topic(topic)) for topic in register.TOPICS]
    return render(request, "bottlenecks/definitions.html", {"topics": topics, "all": REGISTER})


@policies.signed_in
def definition(request: HttpRequest, key: str) -> HttpResponse:
    """Show one definition, and to who may see journeys its value and ten that recompute to it."""
    if key not in REGISTER:
        raise Http404(_("There is no such definition."))
    context: dict[str, Any] = {"definition": REGISTER[key]}
    if REGISTER[key].page:
        context["shown_at"] = f"{reverse(REGISTER[key].page)}?{request.GET.urlencode()}"
        if request.user.may(Permission.SEE) and key in capacity.PROVEN:
            context |= _shown(request, key)
    elif request.user.may(Permission.SEE):
        context |= _value(request, REGISTER[key])
    response = render(
        request, "bottlenecks/definition.html", context, status=context.get("status", 200)
    )
    shown = context.get("examples") or (context["proof"].samples if "proof" in context else ())
    if shown:
        access.log_read(request, resource="journeys", count=len(shown))
        response["Cache-Control"] = "no-store"
    return response


def _shown(request: HttpRequest, key: str) -> dict[str, Any]:
    """Return what a number of a page comes to, for the site, moment and window of the address."""
    sites = places.sites_of(by=request.user)
    slug = request.GET.get("site", sites[0].slug if sites else "")
    site = next((one for one in sites if one.slug == slug), None)
    if site is None:
        return {}
    wound = rewind.of(request.GET, now=clock.now(site), zone=ZoneInfo(site.timezone))
    days = request.GET.get("days", "")
    found = capacity.record(
        site=site, by=request.user, at=wound.moment, past=wound.is_past, known_at=wound.known_at
    )
    asked = {"days": int(days) if days in DAYS else 1, "stage": request.GET.get("stage", "")}
    proof = capacity.proof(key, found, **asked)
    if proof is None:
        return {}
    request.site = site
    private = capacity.private_among(one.journey.pk for one in proof.samples)
    return {"proof": proof, "private": private, "site": site, "at": wound.moment}


def _value(request: HttpRequest, found: Definition) -> dict[str, Any]:
    """Return the value for the log that the address names, or what is wrong with the address."""
    context: dict[str, Any] = {"sources": list(journeys.sources(by=request.user))}
    try:
        asked = forms.asked(request.GET)
        log = _log(request, asked)
        if log is None:
            return context
        context |= {"log": log, "asked": asked, "stages": sorted(log.spans.stages)}
        context |= narrowing(request)
        question = forms.measured(request.GET, asked)
        context |= {"question": question, "in_phase": question.phase and found.key in IN_PHASE}
        if "finding" in found.needs:
            context["findings"] = queries.findings(log).every()
        context["missing"] = queries.missing(log, found, question)
        if context["missing"]:
            return context
        measure = queries.measured(log, found.key, question)
    except (PeriodError, WrongFilter, queries.NotThere) as error:
        status = 404 if isinstance(error, queries.NotThere) else 400
        return context | {"problem": str(error), "status": status}
    if measure is not None:
        context |= {"measure": measure, "chosen": queries.chosen(log, question)}
        context["examples"] = queries.examples(log, measure, by=request.user)
    return context


def _log(request: HttpRequest, asked: forms.Asked) -> queries.Log | None:
    source = asked.source
    if not source:
        first = journeys.default_source(by=request.user)
        if first is None:
            return None
        source = first.name
    now = to_us(clock.now())
    log = queries.log(
        by=request.user,
        source=source,
        first=asked.first,
        last=asked.last,
        now=now,
        cohort=cohort_of(request, source),
    )
    request.site = log.source.site
    return log
