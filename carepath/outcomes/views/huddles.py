"""The huddle: one page of what everybody looks at, says, decides and reads, and its times."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from carepath.accounts.permissions import Permission
from carepath.accounts.policies import requires
from carepath.audit.actions import actor_of
from carepath.outcomes import actions, forms, policies, queries
from carepath.outcomes.models import Decision, Huddle, HuddleTime
from carepath.places import queries as places
from carepath.places.models import Site, Unit
from carepath.places.views.chosen import seen_site, site_of
from carepath.ui import clock, paging

PAGE = 25
USUALLY = timedelta(hours=4)
"""Until when something is to be done, unless somebody says otherwise."""


@require_safe
@requires(Permission.SEE)
def huddle(request: HttpRequest) -> HttpResponse:
    """Show a huddle of a site, the newest one by default."""
    sites = places.sites_of(by=request.user)
    if not sites:
        return render(request, "outcomes/huddle.html", {"sites": []})
    request.site = site = site_of(request, sites)
    asked = request.GET.get("n", "")
    if asked and not asked.isdecimal():
        raise Http404
    row = queries.huddle(site=site, number=int(asked[:18]) if asked else None)
    if asked and row is None:
        raise Http404
    return _page(request, site, sites, row, {})


@require_safe
@requires(Permission.SEE)
def huddles(request: HttpRequest) -> HttpResponse:
    """Show the huddles of a site, the newest first, and the times of the day they are held at."""
    sites = places.sites_of(by=request.user)
    if not sites:
        return render(request, "outcomes/huddles.html", {"sites": []})
    request.site = site = site_of(request, sites)
    rows = queries.held_huddles(site=site)
    context = {
        "sites": sites,
        "site": site,
        "page": paging.newest(rows, after=request.GET.get("after", ""), size=PAGE),
        "times": list(queries.huddle_times(site=site)),
        "following": queries.next_huddle(site=site, at=clock.now(site)),
        "form": forms.HuddleTimeForm(),
        "may_set": policies.allowed(policies.check_times, request.user, site),
        "mailed": queries.reads_by_mail(site=site, by=request.user),
        "n_mailed": queries.readers_by_mail(site=site),
        "quiet": queries.standard(site).rules.quiet,
        "may_write": policies.allowed(policies.check_huddle, request.user, site),
    }
    return render(request, "outcomes/huddles.html", context)


@require_POST
@requires(Permission.HUDDLE)
def hold_huddle(request: HttpRequest) -> HttpResponse:
    """Hold a huddle about this moment."""
    site = seen_site(request, request.POST.get("site", ""))
    row = actions.hold_now(site=site, by=request.user, at=clock.now())
    return _back(row)


@require_POST
@requires(Permission.HUDDLE)
def say_of_unit(request: HttpRequest, pk: int, unit: int) -> HttpResponse:
    """Keep what a unit says in a huddle."""
    row, place = _row_or_404(request, pk), get_object_or_404(Unit, pk=unit)
    form = forms.UnitWordForm(request.POST)
    if not form.is_valid():
        return _again(request, row, {"word": form, "at": unit})
    actions.say_of_unit(
        huddle=row, unit=place, by=request.user, at=clock.now(), **form.cleaned_data
    )
    return _back(row, f"#unit-{unit}")


@require_POST
@requires(Permission.HUDDLE)
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what a huddle decided, with who does it and until when."""
    row = _row_or_404(request, pk)
    with timezone.override(row.site.timezone):
        form = forms.DecisionForm(request.POST)
        is_good = form.is_valid()
    if is_good:
        try:
            actions.decide(huddle=row, by=request.user, at=clock.now(), **form.cleaned_data)
            return _back(row, "#decided")
        except actions.NoHuddle as error:
            form.add_error("until", str(error))
    return _again(request, row, {"decision": form})


@require_POST
@requires(Permission.HUDDLE)
def finish_decision(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that what was decided is done, and show the huddle one came from."""
    found = Decision.objects.select_related("huddle__site")
    row = get_object_or_404(found, pk=pk)
    asked = request.POST.get("from", "")
    shown = _row_or_404(request, int(asked[:18]) if asked.isdecimal() else row.huddle_id)
    seen_site(request, row.huddle.site.slug)
    if actions.finish_decision(decision=row, by=request.user, at=clock.now()):
        messages.success(request, _("It is done."))
    return _back(shown, "#decided")


@require_POST
@requires(Permission.SEE)
def read_huddle(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep that this person read a huddle."""
    row = _row_or_404(request, pk)
    actions.read(huddle=row, by=request.user, at=clock.now())
    return _back(row, "#read")


@require_POST
@requires(Permission.SET_UP_PLACES)
def add_huddle_time(request: HttpRequest) -> HttpResponse:
    """Let a site hold a huddle at a time of each day."""
    site = seen_site(request, request.POST.get("site", ""))
    form = forms.HuddleTimeForm(request.POST)
    if form.is_valid():
        at = form.cleaned_data["time"]
        minute = at.hour * 60 + at.minute
        actions.add_time(site=site, minute=minute, by=request.user, at=clock.now())
    else:
        messages.error(request, _("Write a time such as 07:30."))
    return _list(site)


@require_POST
@requires(Permission.SET_UP_PLACES)
def drop_huddle_time(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a site hold no huddle at a time of the day any more."""
    row = get_object_or_404(HuddleTime.objects.select_related("site"), pk=pk)
    site = seen_site(request, row.site.slug)
    actions.drop_time(row=row, by=request.user, at=clock.now())
    return _list(site)


def _page(
    request: HttpRequest,
    site: Site,
    sites: list[Site],
    row: Huddle | None,
    bound: dict[str, Any],
) -> HttpResponse:
    now = clock.now(site)
    context = {
        "sites": sites,
        "site": site,
        "at": now,
        "following": queries.next_huddle(site=site, at=now),
        "may_write": policies.allowed(policies.check_huddle, request.user, site),
    }
    if row is not None:
        held = queries.held(row)
        with timezone.override(site.timezone):
            usual: Form = forms.DecisionForm(initial={"until": now + USUALLY})
        context |= {
            "held": held,
            "has_read": queries.has_read(row, reader=actor_of(request.user)[0]),
            "decision": bound.get("decision", usual),
            "word": bound.get("word"),
            "wrong_unit": bound.get("at"),
        }
    return render(request, "outcomes/huddle.html", context, status=422 if bound else 200)


def _again(request: HttpRequest, row: Huddle, bound: dict[str, Any]) -> HttpResponse:
    return _page(request, row.site, places.sites_of(by=request.user), row, bound)


def _row_or_404(request: HttpRequest, pk: int) -> Huddle:
    row = get_object_or_404(Huddle.objects.select_related("site"), pk=pk)
    request.site = seen_site(request, row.site.slug)
    return row


def _back(row: Huddle, place: str = "") -> HttpResponse:
    query = urlencode({"site": row.site.slug, "n": row.pk})
    return redirect(f"{reverse('outcomes:huddle')}?{query}{place}")


def _list(site: Site) -> HttpResponse:
    return redirect(f"{reverse('outcomes:huddles')}?{urlencode({'site': site.slug})}")
