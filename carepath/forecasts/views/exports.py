"""Forecasts as files: each unit and hour, and each window of who leaves, as it was told."""

from collections.abc import Callable, Iterator
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
from carepath.forecasts.views.index import asked_of
from carepath.frames.definitions import REGISTER
from carepath.places import queries as places
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


def _sent(
    request: HttpRequest,
    kind: str,
    key: str,
    said: tuple[str, str],
    columns: list[Column],
    lines: Callable[[Told], Iterator[tuple]],
) -> HttpResponseBase:
    """Return a file (its sheet and name are `said`) of the newest forecasts of a site."""
    sites = places.sites_of(by=request.user)
    if kind not in ("xlsx", "csv") or not sites:
        raise Http404
    site = site_of(request, sites)
    accounts.check_may(request.user, Permission.EXPORT, site=site.slug)
    asked = asked_of(request, site)
    rows = queries.latest(site=site, job=Slot.Job.BEDS, known_at=asked.known_at)
    if not rows:
        raise Http404
    definition = REGISTER[key]
    sheet = Sheet(
        name=said[0],
        columns=columns,
        rows=(line for row in rows for line in lines(Told(row))),
        zone=ZoneInfo(site.timezone),
        about=[
            (_("Site"), site.name),
            (_("Told"), words.clock_text(rows[0].issued_at, site.timezone)),
            (_("Data until"), words.clock_text(rows[0].data_until, site.timezone)),
            (_("Method"), f"{rows[0].model} {rows[0].version}"),
            *_holidays(rows[0]),
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


def _windows(told: Told) -> Iterator[tuple]:
    shares = [float(one) / 100 for one in SHARES]
    for since, until, mean, people in queries.windows_of(told, shares, departures_ahead.AHEAD):
        hours = (until - since) // timedelta(hours=1)
        name = told.name or _("All inpatient units")
        yield name, since, until, hours, round(mean, 3), *people
