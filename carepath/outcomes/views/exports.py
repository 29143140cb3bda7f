"""Levels to come as a file: each that was judged, beside the level that came."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from carepath.accounts import policies as accounts
from carepath.accounts.permissions import Permission
from carepath.frames.definitions import REGISTER
from carepath.frames.escalation import LEVELS
from carepath.outcomes import queries
from carepath.outcomes.queries import Pair
from carepath.places import queries as places
from carepath.places.views.chosen import site_of
from carepath.ui import clock, export, words
from carepath.ui.export import DECIMAL, MOMENT, WHOLE, Column, Sheet


@require_GET
@accounts.requires(Permission.EXPORT)
@accounts.renewed
def export_levels(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Send the levels that were told of the weeks that are judged, with what came, as xlsx or
    csv."""
    sites = places.sites_of(by=request.user)
    if kind not in ("xlsx", "csv") or not sites:
        raise Http404
    site = site_of(request, sites)
    accounts.check_may(request.user, Permission.EXPORT, site=site.slug)
    at = clock.now(site)
    found = queries.judged_pairs(site=site, at=at)
    if not found:
        raise Http404
    definition = REGISTER["level_score"]
    sheet = Sheet(
        name=_("Levels to come"),
        columns=_columns(),
        rows=_lines(found),
        zone=ZoneInfo(site.timezone),
        about=[
            (_("Site"), site.name),
            (_("Data until"), words.clock_text(found[-1].row.at, site.timezone)),
            (_("Definition"), f"{_(definition.title)}, {_('version')} {definition.version}"),
            (_("Formula"), _(definition.formula)),
            (_("Left out"), _(definition.excludes)),
            (_("Exported"), words.clock_text(at, site.timezone)),
            (_("By"), request.user.get_full_name() or request.user.get_username()),
        ],
        invented=site.synthetic,
    )
    return export.response(sheet, kind=kind, filename="levels-told")


def _columns() -> list[Column]:
    chances = [
        Column(_("Chance of level %(level)s") % {"level": level}, DECIMAL)
        for level in range(1, LEVELS + 1)
    ]
    return [
        Column(_("Hours ahead"), WHOLE), Column(_("Told"), MOMENT), Column(_("Level at"), MOMENT),
        Column(_("Rules")), Column(_("Level then"), WHOLE), *chances,
        Column(_("Likeliest level"), WHOLE), Column(_("Level that came"), WHOLE),
        Column(_("How it was told")),
    ]  # fmt: skip


def _lines(found: list[Pair]) -> Iterator[tuple]:
    for one in found:
        row = one.row
        yield (
            row.hours, row.told_at, row.at, row.rules or _("sample set, as shipped"), row.now,
            *row.chances, one.likeliest, one.came,
            _("then") if row.told_then else _("as it would have been"),
        )  # fmt: skip
