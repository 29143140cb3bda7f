"""Adherence: how far rules are followed, week by week, in which journeys, and what is due."""

from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from carepath.accounts import policies as accounts
from carepath.accounts.permissions import Permission
from carepath.analysis import conformance
from carepath.audit import access
from carepath.frames.moments import to_us
from carepath.places.models import Site
from carepath.protocols import queries
from carepath.protocols.models import Version
from carepath.protocols.queries import charts
from carepath.ui import clock


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for: a version, a site, whom it is about, and the rest of a list."""

    version: Version
    site: Site
    sites: list[Site]
    whom: str
    rule: str
    verdicts: tuple[int, ...]
    after: str


@require_safe
@accounts.requires(Permission.SEE)
@access.reads_patients("journeys")
def adherence(request: HttpRequest) -> HttpResponse:
    """Show how far the rules of a version are followed, over time and in which journeys."""
    choices = queries.judged_versions(by=request.user)
    asked = _asked(request, choices)
    if asked is None:
        return render(request, "protocols/adherence.html", {"choices": choices})
    now = to_us(clock.now(asked.site))
    judged = queries.adherence(
        asked.version, site=asked.site, by=request.user, now=now, whom=asked.whom
    )
    context = {
        "choices": choices,
        "asked": asked,
        "version": asked.version,
        "zone": asked.site.timezone,
        "found": judged,
        "lines": judged.lines,
        "verdict_names": list(enumerate(conformance.VERDICTS)),
    }
    line = judged.line(asked.rule) or (judged.lines[0] if judged.lines else None)
    if line is not None:
        context |= _rule(asked, judged, line)
    return render(request, "protocols/adherence.html", context)


def _rule(asked: Asked, judged: queries.Adherence, line: Any) -> dict[str, Any]:
    """Return what the page shows of one rule."""
    zone = ZoneInfo(asked.site.timezone)
    began = queries.began(asked.version, asked.site)
    marks = queries.beginnings(asked.version.protocol, asked.site)
    page = queries.cases(judged, line, verdicts=asked.verdicts, after=asked.after)
    return {
        "line": line,
        "trend": charts.trend(queries.weeks(judged, line, zone), marks, zone),
        "around": None if began is None else queries.around(judged, line, to_us(began)),
        "began": began,
        "due": queries.due(judged, line),
        "cases": page.items,
        "after": page.after,
        "chosen": asked.verdicts,
    }


def _asked(request: HttpRequest, choices: list[Version]) -> Asked | None:
    """Return what the address asks for; the first version if it names none; None without any."""
    wanted = request.GET.get("version", "")
    if not choices and not wanted:
        return None
    version = (
        next((one for one in choices if str(one.pk) == wanted), None) if wanted else choices[0]
    )
    if version is None:
        raise Http404
    sites = queries.sites_of(version.protocol, by=request.user)
    slug = request.GET.get("site", "")
    site = next((one for one in sites if one.slug == slug), None) if slug else sites[0]
    if site is None:
        raise Http404
    request.site = site
    return Asked(
        version,
        site,
        sites,
        whom=_whom(request, version, site),
        rule=request.GET.get("rule", ""),
        verdicts=_verdicts(request),
        after=request.GET.get("after", ""),
    )


def _whom(request: HttpRequest, version: Version, site: Site) -> str:
    """Return whose journeys are judged: unless told, those that follow it, if there are any yet."""
    told = request.GET.get("whom")
    if told in (queries.ALL, queries.PINNED):
        return told
    return queries.PINNED if queries.is_followed(version, site) else queries.ALL


def _verdicts(request: HttpRequest) -> tuple[int, ...]:
    """Return the verdicts to list, violations if none is chosen."""
    names = request.GET.getlist("verdict")
    chosen = tuple(code for code, name in enumerate(conformance.VERDICTS) if name in names)
    return chosen or (conformance.VIOLATED,)
