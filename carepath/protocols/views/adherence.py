"""Adherence: how far rules are followed, week by week, in which journeys, and what is due."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
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
from carepath.protocols.queries.wording import rule_name
from carepath.ui import clock, export, words
from carepath.ui.export import DECIMAL, WHOLE, Column, Sheet


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
        "may_export": request.user.may(Permission.EXPORT, site=asked.site.slug),
        "lines": judged.lines,
        "verdict_names": list(enumerate(conformance.VERDICTS)),
    }
    due = queries.due(judged, after=request.GET.get("due", ""))
    context |= {"due": due.items, "due_after": due.after}
    line = judged.line(asked.rule) or (judged.lines[0] if judged.lines else None)
    if line is not None:
        context |= _rule(asked, judged, line, request.user)
    return render(request, "protocols/adherence.html", context)


def _rule(asked: Asked, judged: queries.Adherence, line: Any, by: Any) -> dict[str, Any]:
    """Return what the page shows of one rule."""
    zone, protocol = ZoneInfo(asked.site.timezone), asked.version.protocol
    began = queries.began(asked.version, asked.site)
    markers = queries.markers(protocol, asked.site)
    page = queries.cases(judged, line, verdicts=asked.verdicts, after=asked.after)
    now = {site.pk: to_us(clock.now(site)) for site in asked.sites}
    sides = queries.sides(protocol, line.rule.id, asked.sites, by=by, now=now)
    return {
        "line": line,
        "trend": charts.trend(queries.weeks(judged.since, line.judged, zone), markers),
        "sides": sides,
        "compared": charts.compared(sides, zone, markers) if len(sides) > 1 else None,
        "around": None if began is None else queries.around(judged, line, to_us(began)),
        "began": began,
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


@require_safe
@accounts.requires(Permission.EXPORT)
@accounts.renewed
def export_adherence(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Send the counts and shares of every rule as xlsx or csv."""
    asked = _asked(request, queries.judged_versions(by=request.user))
    if asked is None or kind not in ("xlsx", "csv"):
        raise Http404
    accounts.check_may(request.user, Permission.EXPORT, site=asked.site.slug)
    now = clock.now(asked.site)
    judged = queries.adherence(
        asked.version, site=asked.site, by=request.user, now=to_us(now), whom=asked.whom
    )
    sheet = Sheet(
        name=_("Adherence"),
        columns=_columns(),
        rows=[_cells(line) for line in judged.lines],
        zone=ZoneInfo(asked.site.timezone),
        about=list(_about(request, asked, judged, now)),
        invented=asked.site.synthetic,
    )
    return export.response(sheet, kind=kind, filename="adherence")


def _columns() -> list[Column]:
    counts = [_("satisfied"), _("violated"), _("of these never"), _("excused"), _("vacuous")]
    ends = [_("share"), _("95 % from"), _("95 % to")]
    named = [
        Column(f"{of}: {end}", DECIMAL, "%")
        for of in (_("of all triggered"), _("of those measured"))
        for end in ends
    ]
    open_too = Column(_("not yet decidable"), WHOLE)
    return [Column(_("Rule")), *(Column(name, WHOLE) for name in counts), open_too, *named]


def _cells(line: queries.RuleLine) -> tuple:
    counts, judged = line.counts, line.judged
    names = ("excused", "vacuous", "not yet decidable")
    shares = [
        None if value is None else round(100 * value, 2)
        for of in (judged.of_triggered, judged.of_measured)
        for value in of[2:]
    ]
    return (
        rule_name(line.rule),
        counts["satisfied"],
        counts["violated"],
        judged.n_never,
        *(counts[name] for name in names),
        *shares,
    )


def _about(
    request: HttpRequest, asked: Asked, judged: queries.Adherence, now: datetime
) -> Iterator[tuple[str, str]]:
    """Yield what a reader must know of the file."""
    zone = ZoneInfo(asked.site.timezone)
    everybody = _("every eligible journey, as if it had always been in force")
    yield _("Protocol"), f"{asked.version.protocol} {asked.version}"
    yield _("Content"), asked.version.sha256
    yield _("Site"), str(asked.site)
    yield _("Journeys"), everybody if asked.whom == queries.ALL else _("those that follow it")
    yield _("Number of journeys"), words.number(judged.n)
    yield _("Left out"), _("Excused, vacuous and undecided journeys are in neither share.")
    yield _("As of"), words.clock_text(now, zone)
    yield _("By"), request.user.get_full_name() or request.user.get_username()
