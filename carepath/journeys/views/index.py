"""The list of journeys, and the same as a file."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from carepath.accounts import policies
from carepath.accounts.permissions import Permission
from carepath.audit import access
from carepath.journeys import queries
from carepath.journeys.forms import CARRIED, ListForm, list_form
from carepath.journeys.models import Source
from carepath.journeys.views import wording
from carepath.ui import clock, export, live, weeks, words
from carepath.ui.export import DECIMAL, MOMENT, WHOLE, Column, Sheet

HOUR = 3_600
LENGTHS = (4 * HOUR, 12 * HOUR, 24 * HOUR, 72 * HOUR, 168 * HOUR, 720 * HOUR)
"""What "longer than" offers; any other number of seconds works in the address."""


@require_GET
@policies.requires(Permission.SEE)
@access.reads_patients("journeys")
def index(request: HttpRequest) -> HttpResponse:
    """Show one page of the journeys that fit the filters in the address."""
    sources = list(queries.sources(by=request.user))
    request.patients_shown = 0
    if not sources:
        return render(request, "journeys/index.html", {"sources": []})
    source = chosen_source(request, sources)
    request.site = source.site
    now, zone, seen = clock.now(source.site), ZoneInfo(source.timezone), live.seen(request)
    if live.holds(seen, source.change, now):
        return live.nothing_new(seen, now, zone)
    form = list_form(request.GET, source)
    if form.faults:
        return _refused(request, sources, source, form)
    content = _content(request, source, form, now)
    listing = content["listing"]
    shown = live.version(min(source.change, listing.upto), now, ticking=listing.n_open > 0)
    pulse = live.pulse(shown, now, zone, changed_at=source.changed_at, real=clock.now())
    template = "journeys/index.html" if seen is None else "journeys/index.html#live"
    context = _ground(sources, source, form) | content | {"pulse": pulse}
    return live.marked(render(request, template, context), pulse)


def _refused(
    request: HttpRequest, sources: list[Source], source: Source, form: ListForm
) -> HttpResponse:
    """Return the page without a list: what was typed stays, and each fault is named."""
    context = _ground(sources, source, form)
    context |= {"stages": queries.stage_names(source=source)}
    places = set(form.fields) - {*CARRIED, "after"}
    context |= {"wrongs": wording.wrongs(form.faults, request.GET, places)}
    return render(request, "journeys/index.html", context, status=400)


def _ground(sources: list[Source], source: Source, form: ListForm) -> dict[str, Any]:
    return {
        "sources": sources,
        "source": source,
        "zone": source.timezone,
        "form": form,
        "lengths": _lengths(form.data.get("longer_s", "")),
        "units": queries.units(source=source).items(),
        "days": _days(form.data.get("asked_days", "")),
    }


def _days(asked: str) -> list[tuple[str, str]]:
    """Return the weekdays that the page offers as (value, text), among them what was asked."""
    choices = [weeks.WORKDAYS, weeks.WEEKEND, *((day,) for day in weeks.ALL_DAYS)]
    known = {",".join(map(str, days)): weeks.days_text(days) for days in choices}
    if asked and asked not in known:
        known[asked] = asked
    return list(known.items())


def _lengths(asked: str) -> list[tuple[str, str]]:
    """Return what "longer than" offers as (value, text), among it what was asked."""
    known = {str(seconds): wording.time(seconds) for seconds in LENGTHS}
    if asked and asked not in known:
        known[asked] = wording.time(int(asked)) if len(asked) < 12 and asked.isdecimal() else asked
    return list(known.items())


def _content(request: HttpRequest, source: Source, form: ListForm, now: datetime) -> dict[str, Any]:
    cohort = form.cohort()
    found = queries.listing(
        cohort,
        by=request.user,
        now=now,
        sort=form.order,
        after=form.cleaned_data["after"],
    )
    request.patients_shown = len(found.rows)
    return {
        "cohort": cohort,
        "listing": found,
        "stages": found.stages,
        "answer": wording.answer(
            found, cohort, cohort.period.zone, scope={"source": source.name} | form.narrowing
        ),
        "chips": wording.chips(cohort, request.GET),
        "sort": form.order,
        "annotations": queries.annotations_of(source, cohort.period.bounds),
        "may_export": request.user.may(Permission.EXPORT, site=source.site.slug),
    }


def chosen_source(request: HttpRequest, sources: list[Source]) -> Source:
    """Return the source the address names, else the one a page shows first; 404 if unknown."""
    name = request.GET.get("source")
    if not name:
        first = queries.default_source(by=request.user)
        return next((source for source in sources if source == first), sources[0])
    found = next((source for source in sources if source.name == name), None)
    if found is None:
        raise Http404
    return found


@require_GET
@policies.requires(Permission.EXPORT)
@policies.renewed
@access.reads_patients("journeys")
def export_list(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Send every journey that fits the filters, as xlsx or csv."""
    if kind not in ("xlsx", "csv"):
        raise Http404
    sources = list(queries.sources(by=request.user))
    source = chosen_source(request, sources) if sources else None
    if source is None:
        raise Http404
    policies.check_may(request.user, Permission.EXPORT, site=source.site.slug)
    zone, now = ZoneInfo(source.timezone), clock.now(source.site)
    form = list_form(request.GET, source)
    if form.faults:
        request.patients_shown = 0
        return _refused(request, sources, source, form)
    cohort = form.cohort()
    private = import_string(settings.PRIVATE_JOURNEYS)()
    rows = list(
        queries.exported(cohort, by=request.user, now=now, sort=form.order, private=private)
    )
    request.patients_shown = len(rows)
    sheet = Sheet(
        name=_("Journeys"),
        columns=_columns(),
        rows=rows,
        zone=zone,
        about=list(_about(request, source, cohort, len(rows), zone)),
        invented=source.site.synthetic,
    )
    return export.response(sheet, kind=kind, filename="journeys")


def _columns() -> list[Column]:
    return [
        Column(_("Trace id")),
        Column(_("Source")),
        Column(_("Site")),
        Column(_("Opened"), MOMENT),
        Column(_("Closed"), MOMENT),
        Column(_("Length"), DECIMAL, "h"),
        Column(_("Spans"), WHOLE),
        Column(_("Stages"), WHOLE),
        Column(_("Last stage")),
        Column(_("Waiting"), DECIMAL, "h"),
    ]


def _about(
    request: HttpRequest, source: Source, cohort: queries.Cohort, n: int, zone: ZoneInfo
) -> Iterator[tuple[str, str]]:
    which = _(" and ").join(text for text, _fields in wording.conditions(cohort))
    yield _("What"), _("Journeys, one a row: %(n)s rows.") % {"n": words.number(n)}
    yield _("Source"), f"{source.name} ({source.site})"
    yield _("Period"), str(cohort.period)
    yield _("Filter"), which or _("none")
    yield _("Address"), request.build_absolute_uri()
    yield (
        _("Definitions"),
        _(
            "Length is close minus opening; of an open journey, the time so far. Waiting is time "
            "no stage covers and that is not away; empty where a log has no start times and so "
            "cannot tell care from waiting."
        ),
    )
    until = queries.latest(source, by=request.user, now=clock.now(source.site))
    if until is not None:
        yield _("Data until"), words.clock_text(until, zone)
    person = request.user.get_full_name() or request.user.get_username()
    yield (
        _("Exported"),
        _("%(at)s by %(person)s")
        % {
            "at": words.clock_text(clock.now(), zone),
            "person": person,
        },
    )
