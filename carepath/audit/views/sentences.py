"""The ledger and the read log on the screen and as files."""

from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from carepath.audit import database_roles, forms, queries
from carepath.audit.models import Entry
from carepath.ui import clock, export, guards, paging

MOST_ROWS = 50_000


@guards.requires("AUDIT")
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Show who changed what, when and why, newest first."""
    form = forms.Narrow(request.GET)
    wanted = form.wanted(ZoneInfo(settings.SITE_TIMEZONE))
    found = queries.changes(by=request.user, wanted=wanted)
    if request.GET.get("export"):
        return _file(request, found[:MOST_ROWS], wanted)
    page = paging.newest(found, after=request.GET.get("after", ""))
    targets = queries.target_words([entry.target for entry in page.items])
    rows = [
        (entry, _words(entry.verb), targets[entry.target], _detail(entry.detail))
        for entry in page.items
    ]
    context = {
        "page": page,
        "rows": rows,
        "form": form,
        "zone": settings.SITE_TIMEZONE,
        "separated": database_roles.is_separated(),
    }
    return render(request, "audit/index.html", context)


@guards.signed_in
@require_safe
def reads(request: HttpRequest) -> HttpResponse:
    """Show who saw patient data: one's own reads, or everybody's for the auditor."""
    actor = request.GET.get("actor", "")
    page = paging.newest(
        queries.reads(by=request.user, actor=actor), after=request.GET.get("after", "")
    )
    context = {
        "page": page,
        "rows": queries.with_names(list(page.items)),
        "actor": actor,
        "everybody": "" in request.user.scopes("AUDIT"),
        "zone": settings.SITE_TIMEZONE,
    }
    return render(request, "audit/reads.html", context)


def _words(verb: str) -> str:
    return verb.replace(".", " ").replace("_", " ")


def _detail(detail: dict[str, Any]) -> list[tuple[str, str]]:
    return [(_words(name), _plain(value)) for name, value in detail.items()]


def _plain(value: Any) -> str:
    return ", ".join(str(item) for item in value) if isinstance(value, list) else str(value)


def _file(request: HttpRequest, found, wanted: queries.Filter) -> HttpResponse:
    columns = [
        export.Column(_("When"), export.MOMENT),
        *(export.Column(head) for head in (_("Who"), _("Did"), _("To"), _("Site"), _("Why"))),
        export.Column(_("Detail")),
    ]
    about = [
        (_("Filter"), " · ".join(f for f in (wanted.target, wanted.actor, wanted.verb) if f)),
        (_("Person"), request.user.get_username()),
        (_("Made"), clock.now().isoformat(timespec="seconds")),
    ]
    zone = ZoneInfo(settings.SITE_TIMEZONE)
    invented = bool(getattr(request.user, "persona_site", ""))  # a persona reads the demo alone
    sheet = export.Sheet(_("Changes"), columns, _rows(found), zone, about, invented)
    kind = "csv" if request.GET["export"] == "csv" else "xlsx"
    return export.response(sheet, kind=kind, filename="changes")


def _rows(found) -> Iterator[tuple[Any, ...]]:
    for entry in found:
        yield _row(entry)


def _row(entry: Entry) -> tuple[Any, ...]:
    detail = "; ".join(f"{name}: {value}" for name, value in _detail(entry.detail))
    did = _words(entry.verb)
    return entry.at, entry.actor_name, did, entry.target, entry.site, entry.why, detail
