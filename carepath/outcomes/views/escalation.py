"""The escalation level now, with what drives it, and how it came to be."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from carepath.accounts.permissions import Permission
from carepath.accounts.policies import requires
from carepath.figures import escalation as figures
from carepath.figures import theme
from carepath.frames.definitions.pressures import PARAMETERS
from carepath.frames.escalation import LEVELS, MOST_POINTS, Rules, bands_text
from carepath.frames.moments import from_us
from carepath.outcomes import policies, queries
from carepath.outcomes.queries import Replay
from carepath.outcomes.templatetags.outcomes import level_name, pressure
from carepath.places import queries as places
from carepath.places.models import Site
from carepath.places.views.chosen import site_of
from carepath.ui import clock, paging, words

DAYS = (1, 7, 28)
"""How far back the figure may go, in days."""
PAGE = 20


@require_safe
@requires(Permission.SEE)
def escalation(request: HttpRequest) -> HttpResponse:
    """Show the level of a site as last scored, each parameter with its points, and the cards."""
    sites = places.sites_of(by=request.user)
    if not sites:
        return render(request, "outcomes/escalation.html", {"sites": []})
    request.site = site = site_of(request, sites)
    standard, at = queries.standard(site), clock.now(site)
    page = paging.newest(queries.scores(site=site), after=request.GET.get("after", ""), size=PAGE)
    now = queries.level_now(site=site, at=at)
    score = now.score
    context = {
        "sites": sites,
        "site": site,
        "standard": standard,
        "score": score,
        "stale": now.stale,
        "level": now.level,
        "ahead": queries.levels_ahead(site=site, now=now, at=at),
        "parts": _parts(score.parts, standard.rules) if score else [],
        "missing": [one[0] for one in score.parts if one[3] is None] if score else [],
        "most": standard.rules.most,
        "cards": list(enumerate(standard.rules.cards, start=1)),
        "cuts": _cuts(standard.rules),
        "page": page,
        "days": _days(request),
        "choices": DAYS,
        "may_propose": policies.allowed(policies.check_propose, request.user, site),
    }
    return render(request, "outcomes/escalation.html", context)


@require_safe
@requires(Permission.SEE)
def ahead(request: HttpRequest) -> HttpResponse:
    """Show the level expected in 8 and 24 hours, as a part of a page."""
    sites = places.sites_of(by=request.user)
    if not sites:
        raise Http404
    request.site = site = site_of(request, sites)
    at = clock.now(site)
    now = queries.level_now(site=site, at=at)
    context = {"site": site, "now": now, "ahead": queries.levels_ahead(site=site, now=now, at=at)}
    return render(request, "outcomes/ahead.html", context)


def _parts(found: list[list[Any]], rules: Rules) -> list[dict[str, Any]]:
    """Return the rows of a score: what is not known first, then what gives most points."""
    order = {key: place for place, key in enumerate(PARAMETERS)}
    ranked = sorted(found, key=lambda one: order.get(one[0], len(order)))
    ranked.sort(key=lambda one: MOST_POINTS + 1 if one[3] is None else one[3], reverse=True)
    return [_part(one, rules) for one in ranked]


def _part(one: list[Any], rules: Rules) -> dict[str, Any]:
    """Return a parameter of a score as its row shows it."""
    key, value, band, points = one
    bands = rules.bands.get(key)
    return {
        "key": key,
        "value": value,
        "points": points,
        "most": max(bands.points) if bands else None,
        "band": _band(key, bands.edges, band) if bands and band is not None else "",
        "bands": bands_text(bands) if bands else "",
    }


def _band(key: str, edges: tuple[float, ...], band: int) -> str:
    """Return a band in words and units: below its first edge, between two, or from the last on."""
    if band > len(edges):
        return words.EMPTY  # the rules changed since
    low = pressure(edges[band - 1], key) if band else ""
    high = pressure(edges[band], key) if band < len(edges) else ""
    if not low:
        return _("below %(high)s") % {"high": high}
    return (
        _("%(low)s to %(high)s") % {"low": low, "high": high}
        if high
        else _("%(low)s and more") % {"low": low}
    )


def _cuts(rules: Rules) -> list[tuple[int, int, int]]:
    """Return (level, from points, to points)."""
    lows = (0, *(cut + 1 for cut in rules.cuts))
    highs = (*rules.cuts, rules.most)
    return [(n + 1, low, high) for n, (low, high) in enumerate(zip(lows, highs, strict=True))]


def _days(request: HttpRequest) -> int:
    text = request.GET.get("days", "7")
    if text not in map(str, DAYS):
        raise Http404
    return int(text)


@require_safe
@requires(Permission.SEE)
def history(request: HttpRequest) -> HttpResponse:
    """Show the level over the last days by the rules in force, as a part of the page."""
    sites = places.sites_of(by=request.user)
    if not sites:
        raise Http404
    request.site = site = site_of(request, sites)
    days, at = _days(request), clock.now(site)
    rules = queries.standard(site).rules
    (found,) = queries.replay(site=site, each=[rules], at=at, days=days)
    context = {"site": site, "days": days, "found": found, "hours": hours(found)}
    context["drawing"] = drawn([(_("Level"), found)], site, at)
    return render(request, "outcomes/history.html", context)


def hours(found: Replay) -> list[tuple[int, float]]:
    """Return (level, hours at it), unknown last."""
    spent = list(enumerate(found.spent.hours))
    return [*spent[1:], spent[0]]


def drawn(each: list[tuple[str, Replay]], site: Site, at: datetime) -> theme.Drawing:
    """Return levels over time as one step line each."""
    zone = ZoneInfo(site.timezone)
    lines = [(name, *_line(found, zone)) for name, found in each]
    said = []
    for name, found in each:
        spent = ", ".join(
            f"{level_name(level)} {words.number(hours, 1)} h"
            for level, hours in enumerate(found.spent.hours)
            if hours
        )
        said.append(f"{name}: {spent}.")
    ticks = [level_name(level) for level in range(LEVELS + 1)]
    return figures.levels(
        lines, titles=(_("Time"), _("Level")), ticks=ticks, summary=" ".join(said)
    )


def _line(found: Replay, zone: ZoneInfo) -> tuple[list[str], list[int]]:
    """Return the moments at which a level changes, and the levels, with both ends."""
    changes = np.flatnonzero(np.diff(found.level)) + 1
    places = [0, *changes.tolist(), len(found.at) - 1]
    moments = [f"{from_us(found.at[p]).astimezone(zone):%Y-%m-%d %H:%M}" for p in places]
    return moments, [int(found.level[p]) for p in places]
