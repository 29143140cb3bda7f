"""The tables of the page as files."""

from collections.abc import Callable, Iterator
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from carepath.accounts import policies
from carepath.accounts.permissions import Permission
from carepath.bottlenecks import forms, queries
from carepath.bottlenecks.views.index import cohort_of, refused
from carepath.frames.definitions import REGISTER
from carepath.frames.moments import SECOND, to_us
from carepath.journeys.views import wording
from carepath.ui import clock, export, words
from carepath.ui.export import DECIMAL, WHOLE, Column, Sheet
from carepath.ui.faults import WrongFilter
from carepath.ui.period import PeriodError

Table = tuple[str, list[Column], list[tuple], str]
"""Name, columns, rows, and the key of the definition that says what it counts."""


@require_GET
@policies.requires(Permission.EXPORT)
@policies.renewed
def export_table(request: HttpRequest, table: str, kind: str) -> HttpResponseBase:
    """Send the ranking, the hand-overs or the variants as xlsx or csv."""
    if table not in TABLES or kind not in ("xlsx", "csv"):
        raise Http404
    now = clock.now()
    try:
        log = _log(request, now)
    except (PeriodError, WrongFilter) as error:
        return refused(request, error)
    policies.check_may(request.user, Permission.EXPORT, site=log.source.site.slug)
    name, columns, rows, key = TABLES[table](log)
    sheet = Sheet(
        name=name,
        columns=columns,
        rows=rows,
        zone=log.zone,
        about=list(_about(request, log, key, len(rows), now)),
        invented=log.source.site.synthetic,
    )
    return export.response(sheet, kind=kind, filename=f"bottlenecks-{table}")


def _log(request: HttpRequest, now: datetime) -> queries.Log:
    try:
        asked = forms.asked(request.GET)
        return queries.log(
            by=request.user,
            source=asked.source,
            first=asked.first,
            last=asked.last,
            now=to_us(now),
            cohort=cohort_of(request, asked.source),
        )
    except queries.NotThere as error:
        raise Http404(str(error)) from error


def _ranking(log: queries.Log) -> Table:
    columns = [
        Column(_("Kind")),
        Column(_("From")),
        Column(_("To")),
        Column(_("Phase")),
        Column(_("Times"), WHOLE),
        Column(_("Beyond target"), DECIMAL, "h"),
        Column(_("Patient-hours"), DECIMAL, "h"),
        Column(_("Median"), DECIMAL, "s"),
        Column(_("90 % within"), DECIMAL, "s"),
        Column(_("Target"), WHOLE, "s"),
        Column(_("Within target"), WHOLE),
    ]
    rows = [
        (
            _("milestones") if row.is_milestone else _("hand-over"),
            row.line.source,
            row.line.target,
            row.line.phase,
            row.line.n,
            row.line.hours_beyond if row.is_milestone else None,
            row.line.hours,
            row.line.median_s,
            row.line.p90_s,
            row.line.within_us // SECOND if row.line.within_us else None,
            row.milestone.n_within if row.milestone else None,
        )
        for row in queries.ranking(log).rows
    ]
    return _("Ranking"), columns, rows, "hand_over_hours"


def _edges(log: queries.Log) -> Table:
    names = ("mean_s", "median_s", "p90_s", "p95_s", "total_s")
    every = (*names, *(f"wait_{name}" for name in names))
    columns = [
        Column(_("From")),
        Column(_("To")),
        Column(_("Times"), WHOLE),
        Column(_("Left out of times"), WHOLE),
        *(Column(_edge_words()[name], DECIMAL, "s") for name in every),
        Column(_("Overlap share"), DECIMAL),
        Column(_("Median overlap"), DECIMAL, "s"),
        Column(_("Away"), WHOLE),
    ]
    rows = [
        (
            edge.source,
            edge.target,
            edge.count,
            edge.left_out,
            *(getattr(edge, name) for name in every),
            edge.overlap_share,
            edge.overlap_median_s,
            int(edge.away),
        )
        for edge in queries.edges(log)
    ]
    return _("Hand-overs"), columns, rows, "hand_over_time"


def _edge_words() -> dict[str, str]:
    """Return the head of each time column; raw times are negative where stages overlap."""
    return {
        "mean_s": _("Raw mean"),
        "median_s": _("Raw median"),
        "p90_s": _("Raw 90 % within"),
        "p95_s": _("Raw 95 % within"),
        "total_s": _("Raw sum"),
        "wait_mean_s": _("Mean"),
        "wait_median_s": _("Median"),
        "wait_p90_s": _("90 % within"),
        "wait_p95_s": _("95 % within"),
        "wait_total_s": _("Sum"),
    }


def _variants(log: queries.Log) -> Table:
    columns = [
        Column(_("Variant")),
        Column(_("Journeys"), WHOLE),
        Column(_("Share"), DECIMAL),
        Column(_("Steps"), WHOLE),
        Column(_("Stages")),
    ]
    found = queries.variants(log, stop=log.spans.n_journeys)
    rows = [
        (row.key, row.count, row.share, len(row.steps), " › ".join(step[0] for step in row.steps))
        for row in found.rows
    ]
    return _("Variants"), columns, rows, "variants"


def _about(
    request: HttpRequest, log: queries.Log, key: str, count: int, now: datetime
) -> Iterator[tuple[str, str]]:
    """Yield what a reader must know of the file."""
    definition = REGISTER[key]
    yield _("Source"), f"{log.source.name}, {log.source.site.name}"
    yield _("Opened"), str(log.period)
    for text, _fields in wording.conditions(cohort_of(request, log.source.name)):
        yield _("Only journeys that"), text
    yield _("Rows"), words.number(count)
    yield _("Definition"), f"{_(definition.title)}, {_('version')} {definition.version}"
    yield _("Formula"), _(definition.formula)
    yield _("Left out"), _(definition.excludes)
    if not log.intervals:
        yield _("Note"), _("A log of completions cannot tell care from waiting.")
    if log.until:
        yield _("Data until"), words.clock_text(log.until, log.zone)
    yield _("Exported"), words.clock_text(now, log.zone)
    yield _("By"), request.user.get_full_name() or request.user.get_username()


TABLES: dict[str, Callable[[queries.Log], Table]] = {
    "ranking": _ranking,
    "hand-overs": _edges,
    "variants": _variants,
}
"""Name in the address to the table it sends."""
