"""Targets between milestones, and the traits of each stage: both change what is ranked first."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from carepath.accounts import policies
from carepath.accounts.permissions import Permission
from carepath.bottlenecks import actions, forms, queries
from carepath.frames.moments import to_us
from carepath.journeys import queries as journeys
from carepath.ui import clock


@require_GET
@policies.requires(Permission.SEE)
def targets(request: HttpRequest) -> HttpResponse:
    """Show the targets and phases of a source, with forms for who may change them."""
    name = request.GET.get("source", "")
    if not name:
        first = journeys.default_source(by=request.user)
        if first is None:
            return render(request, "bottlenecks/targets.html", {"empty": True})
        return HttpResponseRedirect(_address(first.name))
    return _page(request, _log(request, name), {})


@require_POST
@policies.requires(Permission.IMPORT)
def set_target(request: HttpRequest) -> HttpResponse:
    """Declare or change a target."""
    log = _changeable(request)
    form = forms.TargetForm(request.POST, stages=sorted(log.spans.stages))
    if not form.is_valid():
        return _page(request, log, {"form": form}, status=422)
    values = form.cleaned_data
    actions.set_target(source=log.source, by=request.user, at=clock.now(), **values)
    messages.success(request, _("The target is set; rankings and findings follow it at once."))
    return HttpResponseRedirect(_address(log.source.name))


@require_POST
@policies.requires(Permission.IMPORT)
def drop_target(request: HttpRequest, pk: int) -> HttpResponse:
    """Drop a target."""
    target = queries.target(pk=pk, by=request.user)
    if target is None:
        return _dropped_before(request, pk)
    policies.check_may(request.user, Permission.IMPORT, site=target.source.site.slug)
    form = forms.ReasonForm(request.POST)
    if not form.is_valid():
        context = {"refused": pk, "reason_errors": form.errors["reason"]}
        return _page(request, _log(request, target.source.name), context, status=422)
    name = target.source.name
    reason = form.cleaned_data["reason"]
    actions.drop_target(target=target, by=request.user, at=clock.now(), reason=reason)
    messages.success(request, _("The target is dropped; its history stays in the audit."))
    return HttpResponseRedirect(_address(name))


def _dropped_before(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that somebody was quicker; 404 where there never was such a target to see."""
    source = queries.dropped(pk=pk, by=request.user)
    if source is None:
        raise Http404
    messages.info(request, _("This target had been dropped already, in another tab or by another."))
    return HttpResponseRedirect(_address(source.name))


@require_POST
@policies.requires(Permission.IMPORT)
def set_stages(request: HttpRequest) -> HttpResponse:
    """Confirm or change where patients are during the stages, and how long a visit may last."""
    log = _changeable(request)
    form = forms.StagesForm(request.POST, stages=queries.stages(log), timed=log.intervals)
    if not form.is_valid():
        return _page(request, log, {"phases": form}, status=422)
    changed = actions.set_stages(
        site=log.source.site,
        traits=form.traits,
        by=request.user,
        at=clock.now(),
        reason=form.cleaned_data["reason"],
    )
    text = ngettext("%(n)s stage is set.", "%(n)s stages are set.", changed)
    messages.success(request, text % {"n": changed} if changed else _("Nothing changed."))
    return HttpResponseRedirect(_address(log.source.name))


def _changeable(request: HttpRequest) -> queries.Log:
    log = _log(request, request.POST.get("source", ""))
    policies.check_may(request.user, Permission.IMPORT, site=log.source.site.slug)
    return log


def _log(request: HttpRequest, source: str) -> queries.Log:
    try:
        log = queries.log(by=request.user, source=source, now=to_us(clock.now()))
    except queries.NotThere as error:
        raise Http404(str(error)) from error
    request.site = log.source.site
    return log


def _address(source: str) -> str:
    return f"{reverse('bottlenecks:targets')}?{urlencode({'source': source})}"


def _page(
    request: HttpRequest, log: queries.Log, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    stages = queries.stages(log)
    may_change = request.user.may(Permission.IMPORT, site=log.source.site.slug)
    ground = {
        "log": log,
        "sources": list(journeys.sources(by=request.user)),
        "targets": queries.targets(log),
        "stages": stages,
        "may_change": may_change,
        "form": forms.TargetForm(stages=sorted(log.spans.stages)),
        "phases": forms.StagesForm(stages=stages, timed=log.intervals),
        "unconfirmed": sum(not stage.confirmed for stage in stages),
    }
    return render(request, "bottlenecks/targets.html", ground | context, status=status)
