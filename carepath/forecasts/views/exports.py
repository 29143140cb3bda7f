"""Forecasts as files: each unit and hour as it was told."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from carepath.accounts import policies as accounts
from carepath.accounts.permissions import Permission
from carepath.forecasts import queries
from carepath.forecasts.models import Slot
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
    sites = places.sites_of(by=request.user)
    if kind not in ("xlsx", "csv") or not sites:
        raise Http404
    site = site_of(request, sites)
    accounts.check_may(request.user, Permission.EXPORT, site=site.slug)
    asked = asked_of(request, site)
    rows = queries.latest(site=site, job=Slot.Job.BEDS, known_at=asked.known_at)
    if not rows:
        raise Http404
    columns = [
        Column(_("Unit")), Column(_("Hour that ends at"), MOMENT), Column(_("Mean"), DECIMAL),
        *(Column(_("%(share)s %% of cases within") % {"share": share}, WHOLE) for share in SHARES),
        Column(_("Staffed"), WHOLE), Column(_("Chance to be short"), DECIMAL),
    ]  # fmt: skip
    definition = REGISTER["bed_demand"]
    sheet = Sheet(
        name=_("Forecast"),
        columns=columns,
        rows=(line for row in rows for line in _lines(Told(row))),
        zone=ZoneInfo(site.timezone),
        about=[
            (_("Site"), site.name),
            (_("Told"), words.clock_text(rows[0].issued_at, site.timezone)),
            (_("Data until"), words.clock_text(rows[0].data_until, site.timezone)),
            (_("Method"), f"{rows[0].model} {rows[0].version}"),
            (_("Definition"), f"{_(definition.title)}, {_('version')} {definition.version}"),
            (_("Formula"), _(definition.formula)),
            (_("Left out"), _(definition.excludes)),
            (_("Exported"), words.clock_text(clock.now(), site.timezone)),
            (_("By"), request.user.get_full_name() or request.user.get_username()),
        ],
        invented=site.synthetic,
    )
    return export.response(sheet, kind=kind, filename="forecast")


def _lines(told: Told) -> Iterator[tuple]:
    found = told.quantiles()
    for hour, end in enumerate(told.ends):
        yield (
            told.name or _("All inpatient units"), end, round(float(told.mean[hour]), 3),
            *found[hour].tolist(), told.row.staffed, round(float(told.short[hour]), 4),
        )  # fmt: skip
