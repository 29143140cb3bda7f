"""Forecasts as files, as they were told: each unit and hour, each window of who leaves, and each
department, acuity and hour of who arrives."""

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from carepath.accounts import policies as accounts
from carepath.accounts.permissions import Permission
from carepath.analysis import departures_ahead
from carepath.forecasts import queries
from carepath.forecasts.models import Slot, Vintage
from carepath.forecasts.queries import Told
from carepath.forecasts.templatetags.forecasts import acuity
from carepath.forecasts.views.arriving import chosen
from carepath.forecasts.views.asked import asked_of
from carepath.frames.definitions import REGISTER
from carepath.places import queries as places
from carepath.places.models import Site
from carepath.places.views.chosen import site_of
from carepath.ui import clock, export, words
from carepath.ui.export import DECIMAL, MOMENT, WHOLE, Column, Sheet

SHARES = ("2.5", "5", "10", "25", "50", "75", "90", "95", "97.5")


@require_GET
@accounts.requires(Permission.EXPORT)
@accounts.renewed
def export_table(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Send the beds that each unit is foretold to need, hour by hour, as xlsx or csv."""
    columns = [
        Column(_("Unit")), Column(_("Hour that ends at"), MOMENT), Column(_("Mean"), DECIMAL),
        *_within(), Column(_("Staffed"), WHOLE), Column(_("Chance to be short"), DECIMAL),
    ]  # fmt: skip
    return _sent(request, kind, "bed_demand", (_("Forecast"), "forecast"), columns, _lines)


@require_GET
@accounts.requires(Permission.EXPORT)
@accounts.renewed
def export_departures(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Send who is expected to leave each unit in windows of 4, 8 and 12 hours, as xlsx or csv."""
    columns = [
        Column(_("Unit")), Column(_("From"), MOMENT), Column(_("Until"), MOMENT),
        Column(_("Hours"), WHOLE), Column(_("Mean"), DECIMAL), *_within(),
    ]  # fmt: skip
    said = (_("Expected to leave"), "departures")
    return _sent(request, kind, "departures_expected", said, columns, _windows)


def _within() -> list[Column]:
    return [Column(_("%(share)s %% of cases within") % {"share": one}, WHOLE) for one in SHARES]


@require_GET
@accounts.requires(Permission.EXPORT)
@accounts.renewed
def export_arrivals(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Send the arrivals that are foretold by department, acuity and hour, as xlsx or csv; only
    those of a department or an acuity where the address names one."""
    site = _site(request, kind)
    found = chosen(request, site, asked_of(request, site))
    if found is None:
        raise Http404
    columns = [
        Column(_("Department")), Column(_("Acuity")), Column(_("Hour that ends at"), MOMENT),
        Column(_("Mean"), DECIMAL), *_within(),
    ]  # fmt: skip
    label = request.GET.get("acuity") or None
    wholes = [found.whole] if "department" in request.GET else found.every
    each = (one for whole in wholes for one in [whole, *queries.groups_of(whole)])
    told = [one for one in each if label in (None, one.group)]
    said = (_("Arrivals"), "arrivals")
    return _file(request, kind, told, "arrivals_by_acuity", said, columns, _arriving)


def _sent(
    request: HttpRequest,
    kind: str,
    key: str,
    said: tuple[str, str],
    columns: list[Column],
    lines: Callable[[Told], Iterator[tuple]],
) -> HttpResponseBase:
    """Return a file of the newest forecasts of beds of a site."""
    site = _site(request, kind)
    asked = asked_of(request, site)
    rows = queries.latest(site=site, job=Slot.Job.BEDS, known_at=asked.known_at)
    if not rows:
        raise Http404
    return _file(request, kind, [Told(row) for row in rows], key, said, columns, lines)


def _site(request: HttpRequest, kind: str) -> Site:
    """Return the site an address names; 404 without one, and for a kind of file there is not."""
    sites = places.sites_of(by=request.user)
    if kind not in ("xlsx", "csv") or not sites:
        raise Http404
    site = site_of(request, sites)
    accounts.check_may(request.user, Permission.EXPORT, site=site.slug)
    return site


def _file(
    request: HttpRequest,
    kind: str,
    told: Sequence[Told],
    key: str,
    said: tuple[str, str],
    columns: list[Column],
    lines: Callable[[Told], Iterator[tuple]],
) -> HttpResponseBase:
    """Return a file (its sheet and name are `said`) of forecasts that were told together; 404
    without any."""
    if not told:
        raise Http404
    row, site = told[0].row, told[0].row.site
    definition = REGISTER[key]
    sheet = Sheet(
        name=said[0],
        columns=columns,
        rows=(line for one in told for line in lines(one)),
        zone=ZoneInfo(site.timezone),
        about=[
            (_("Site"), site.name),
            (_("Told"), words.clock_text(row.issued_at, site.timezone)),
            (_("Data until"), words.clock_text(row.data_until, site.timezone)),
            (_("Method"), f"{row.model} {row.version}"),
            *_holidays(row),
            (_("Definition"), f"{_(definition.title)}, {_('version')} {definition.version}"),
            (_("Formula"), _(definition.formula)),
            (_("Left out"), _(definition.excludes)),
            (_("Exported"), words.clock_text(clock.now(), site.timezone)),
            (_("By"), request.user.get_full_name() or request.user.get_username()),
        ],
        invented=site.synthetic,
    )
    return export.response(sheet, kind=kind, filename=said[1])


def _holidays(row: Vintage) -> list[tuple[str, str]]:
    return [(_("Public holiday"), f"{one.day}: {one.name}") for one in queries.holidays_ahead(row)]


def _lines(told: Told) -> Iterator[tuple]:
    found = told.quantiles()
    for hour, end in enumerate(told.ends):
        yield (
            told.name or _("All inpatient units"), end, round(float(told.mean[hour]), 3),
            *found[hour].tolist(), told.row.staffed, round(float(told.short[hour]), 4),
        )  # fmt: skip


def _arriving(told: Told) -> Iterator[tuple]:
    name = told.name or told.row.site.name
    label = _("all") if told.group is None else acuity(told.group)
    mean, found = queries.by_window(told, told.hours, 1)
    for hour, end in enumerate(told.ends):
        yield name, label, end, round(float(mean[hour]), 4), *found[hour].tolist()


def _windows(told: Told) -> Iterator[tuple]:
    shares = [float(one) / 100 for one in SHARES]
    for since, until, mean, people in queries.windows_of(told, shares, departures_ahead.AHEAD):
        hours = (until - since) // timedelta(hours=1)
        name = told.name or _("All inpatient units")
        yield name, since, until, hours, round(mean, 3), *people
