"""The chain on the screen: how it stands, its rows, and the story of one governed row."""

from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    StreamingHttpResponse,
)
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from carepath.audit import actions, context, database_roles, forms, policies, queries
from carepath.audit.models import Alert, Change
from carepath.audit.queries import chain
from carepath.audit.verifier import COLUMNS
from carepath.ui import clock, export, guards, paging

MOST_ROWS = 50_000
OPEN_SHOWN = 20


@guards.requires("AUDIT")
@require_safe
def ledger(request: HttpRequest) -> HttpResponseBase:
    """Show how the ledger stands and its rows, newest first."""
    form = forms.Narrow(request.GET)
    found = queries.ledger(by=request.user, wanted=form.wanted(_zone()))
    if kind := request.GET.get("export"):
        return _file(request, found[:MOST_ROWS], kind)
    page = paging.newest(found, after=request.GET.get("after", ""))
    settles = policies.may_settle(request.user)
    extra = {
        "form": form,
        "page": page,
        "rows": [_shown(row) for row in page.items],
        "health": queries.health(),
        "settles": settles,
        "alerts": queries.alerts(is_open=True)[:OPEN_SHOWN] if settles else [],
        "zone": settings.SITE_TIMEZONE,
        "separated": database_roles.is_separated(),
        "operations": ("insert", "update", "delete", "adopt"),
    }
    return render(request, "audit/ledger.html", extra)


@guards.requires("AUDIT")
@require_safe
def story(request: HttpRequest, label: str, key: str) -> HttpResponse:
    """Show what happened to one governed row, by each of its witnesses."""
    episodes = queries.story(by=request.user, label=label, key=key)
    if not episodes:
        raise Http404
    words = queries.target_words([f"{label}:{key}"])[f"{label}:{key}"]
    extra = {
        "episodes": episodes, "title": words, "zone": settings.SITE_TIMEZONE,
        "label": label, "key": key, "target": f"{label}:{key}",
        "settles": policies.may_settle(request.user),
    }  # fmt: skip
    return render(request, "audit/story.html", extra)


@guards.requires("AUDIT")
@require_POST
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what an alert was."""
    policies.check_settle(request.user)
    alert, form = get_object_or_404(Alert, pk=pk), forms.Settling(request.POST)
    if not form.is_valid():
        messages.error(request, _("Write what it was, in at most 300 letters."))
        return redirect("audit:ledger")
    try:
        reason = form.cleaned_data["reason"]
        actions.settle(alert=alert, by=request.user, at=clock.now(), reason=reason)
        messages.success(request, _("Settled."))
    except actions.AlreadySettled as error:
        messages.error(request, str(error))
    return redirect("audit:ledger")


def _zone() -> ZoneInfo:
    return ZoneInfo(settings.SITE_TIMEZONE)


def _shown(row: Change) -> tuple[Any, ...]:
    """Return a row with its moment, its label, and the columns it changed."""
    label = queries.label_of(row.table_name)
    return row, context.moment(row.recorded_us), label, queries.differences(row)


def _file(request: HttpRequest, found, kind: str) -> HttpResponseBase:
    if kind == "json":
        lines = (chain.line(_as_exported(row)) + "\n" for row in found.iterator(chunk_size=2000))
        answer = StreamingHttpResponse(lines, content_type="application/x-ndjson")
        answer["Content-Disposition"] = 'attachment; filename="ledger.ndjson"'
        answer["Cache-Control"] = "no-store"
        return answer
    heads = (_("Who"), _("Table"), _("Key"), _("Did"), _("Why"), _("Before"), _("After"))
    columns = [
        export.Column(_("Number"), export.WHOLE),
        export.Column(_("When"), export.MOMENT),
        *(export.Column(head) for head in (*heads, _("Hash"))),
    ]
    about = [
        (_("Person"), request.user.get_username()),
        (_("Made"), clock.now().isoformat(timespec="seconds")),
    ]
    invented = bool(getattr(request.user, "persona_site", ""))
    sheet = export.Sheet(_("Ledger"), columns, _lines(found), _zone(), about, invented)
    return export.response(sheet, kind="csv" if kind == "csv" else "xlsx", filename="ledger")


def _lines(found) -> Iterator[tuple[Any, ...]]:
    for row in found:
        yield (
            row.seq, context.moment(row.recorded_us), row.actor_name, row.table_name, row.key,
            row.operation, row.reason or "", row.old or "", row.new or "", row.hash,
        )  # fmt: skip


def _as_exported(row: Change) -> list[Any]:
    values = [getattr(row, name) for name in COLUMNS]
    values[COLUMNS.index("change_id")] = row.change_id.hex
    return values
