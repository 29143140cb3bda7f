"""An answer as a file: each outcome without and with the changes, with its intervals."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from carepath.accounts import policies as accounts
from carepath.accounts.permissions import Permission
from carepath.frames.definitions import REGISTER
from carepath.scenarios import queries
from carepath.scenarios.models import Scenario
from carepath.simulator.flow import Difference, Spread
from carepath.ui import clock, export, words
from carepath.ui.export import DECIMAL, Column, Sheet


@require_GET
@accounts.requires(Permission.EXPORT)
@accounts.renewed
def export_table(request: HttpRequest, pk: int, kind: str) -> HttpResponseBase:
    """Send what came out of a scenario as xlsx or csv."""
    rows = queries.scenarios(by=request.user, right=Permission.EXPORT)
    row = get_object_or_404(rows, pk=pk, state=Scenario.State.DONE)
    if kind not in ("xlsx", "csv"):
        raise Http404
    found, units = queries.answer(row), queries.unit_names(site=row.site)
    sheet = Sheet(
        name=_("What-if"),
        columns=_columns(),
        rows=_lines(found, units),
        zone=ZoneInfo(row.site.timezone),
        about=_about(request, row, queries.all_said(queries.changes_of(row), units)),
        invented=row.site.synthetic,
    )
    return export.response(sheet, kind=kind, filename="what-if")


def _columns() -> list[Column]:
    parts = [_("mean"), _("80 %% from"), _("80 %% to"), _("95 %% from"), _("95 %% to")]
    sides = [_("As it is"), _("With the changes"), _("Difference")]
    numbers = [
        Column(f"{side}, {part}".replace("%%", "%"), DECIMAL) for side in sides for part in parts
    ]
    return [Column(_("Outcome")), Column(_("Where")), Column(_("Unit")), *numbers]


def _lines(found: queries.Answer, units: dict[str, str]) -> Iterator[tuple]:
    for key, outcome, place in queries.all_lines(found.differences):
        one = found.differences[key]
        yield (str(outcome.title), units.get(place, place), _(outcome.kind), *_numbers(one))


def _numbers(one: Difference) -> Iterator[float | None]:
    for spread in (one.before, one.after, one.difference):
        yield from _spread(spread)


def _spread(spread: Spread) -> Iterator[float | None]:
    for name in ("mean", "low80", "high80", "low95", "high95"):
        value = getattr(spread, name)
        yield None if value != value else round(value, 4)


def _about(request: HttpRequest, row: Scenario, changes: str) -> list[tuple[str, str]]:
    definition, found = REGISTER["what_if_difference"], row.calibration
    if found is None:
        raise Http404
    zone = row.site.timezone
    return [
        (_("Site"), row.site.name),
        (_("Scenario"), row.name),
        (_("Changes"), changes),
        (_("Run"), _("%(weeks)s weeks, %(pairs)s pairs") % {
            "weeks": row.weeks, "pairs": row.pairs}),
        (_("Learnt from"), f"{words.clock_text(found.since, zone)} – "
                           f"{words.clock_text(found.until, zone)}"),
        (_("Made of"), found.fingerprint),
        (_("Definition"), f"{_(definition.title)}, {_('version')} {definition.version}"),
        (_("Formula"), _(definition.formula)),
        (_("Left out"), _(definition.excludes)),
        *((_("Takes for granted"), text) for text in queries.assumptions()),
        (_("Exported"), words.clock_text(clock.now(), zone)),
        (_("By"), request.user.get_full_name() or request.user.get_username()),
    ]  # fmt: skip
