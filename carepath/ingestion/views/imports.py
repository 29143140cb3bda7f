"""The history of imports; one import with its progress and report; what may be done to it."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from carepath.accounts import policies as rights
from carepath.accounts.permissions import Permission
from carepath.ingestion import actions, queries
from carepath.ingestion.forms import ReasonForm
from carepath.ingestion.models import Message
from carepath.ingestion.policies import UNFINISHED, NotNow
from carepath.ui import clock, paging
from carepath.ui.htmx import page_or_part
from carepath.work import tasks as work


@rights.requires(Permission.SEE, Permission.IMPORT)
def index(request: HttpRequest) -> HttpResponse:
    """Every import this person sees, newest first."""
    found = queries.visible(by=request.user)
    page = paging.newest(found, after=request.GET.get("after", ""))
    at = clock.now()
    rows = [
        {
            "message": message,
            "names_files": _may(request, message, Permission.IMPORT),
            "standing": queries.standing(message, at=at) if message.state in UNFINISHED else None,
        }
        for message in page.items
    ]
    return render(
        request,
        page_or_part(request, "ingestion/index.html", "table"),
        {
            "rows": rows,
            "after": page.after,
            "totals": queries.totals(by=request.user),
            "under_way": any(row["standing"] for row in rows),
            "may_import": rights.may(request.user, Permission.IMPORT),
        },
    )


@rights.requires(Permission.SEE, Permission.IMPORT)
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One import: its progress while it is at work, its report when it has ended."""
    if queries.is_of_feed(pk, by=request.user):
        return redirect("ingestion:feeds")
    message = get_object_or_404(queries.visible(by=request.user), pk=pk)
    request.site = message.site
    if message.state == Message.State.DRAFT:
        return redirect("ingestion:mapping", pk=pk)
    standing = queries.standing(message, at=clock.now())
    template = page_or_part(request, "ingestion/detail.html", "progress")
    about = {"message": message, "standing": standing, "progress": message.progress}
    if template.endswith("#progress"):
        return _polled(request, template, about)
    may_import = _may(request, message, Permission.IMPORT)
    return render(
        request,
        template,
        about
        | {
            "report": queries.report(message),
            "may_import": may_import,
            "may_undo": _may(request, message, Permission.UNDO_IMPORT),
            "undo_form": ReasonForm(),
            "name": message.name if may_import else "",
        },
    )


def _polled(request: HttpRequest, template: str, about: dict[str, Any]) -> HttpResponse:
    """Return how far it is; when it has ended, the page loads anew with its report."""
    if about["standing"].is_over:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, template, about)


def _may(request: HttpRequest, message: Message, permission: Permission) -> bool:
    return rights.may(request.user, permission, site=message.site.slug)


def _found(request: HttpRequest, pk: int, permission: Permission) -> Message:
    """Return the import; 404 where this person sees none, a refusal where they may only look."""
    message = get_object_or_404(queries.visible(by=request.user), pk=pk)
    rights.check_may(request.user, permission, site=message.site.slug)
    return message


@require_POST
@rights.requires(Permission.IMPORT)
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop an import; a draft is deleted."""
    message = _found(request, pk, Permission.IMPORT)
    try:
        actions.cancel(message=message, by=request.user, at=clock.now())
    except NotNow as error:
        messages.error(request, str(error))
        return redirect("ingestion:detail", pk=pk)
    work.wake()
    if not Message.objects.filter(pk=pk).exists():
        messages.success(request, _("The file is deleted; nothing was imported."))
        return redirect("ingestion:index")
    messages.success(request, _("The import stops; what it recorded is being taken back."))
    return redirect("ingestion:detail", pk=pk)


@require_POST
@rights.requires(Permission.UNDO_IMPORT)
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a whole import back, with a reason."""
    message = _found(request, pk, Permission.UNDO_IMPORT)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Give a reason: it is kept in the ledger."))
        return redirect("ingestion:detail", pk=pk)
    try:
        with transaction.atomic():
            actions.undo(
                message=message,
                reason=form.cleaned_data["reason"],
                by=request.user,
                at=clock.now(),
            )
            transaction.on_commit(work.wake)
    except NotNow as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The import is being taken back."))
    return redirect("ingestion:detail", pk=pk)


@require_POST
@rights.requires(Permission.IMPORT)
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Try an import again that was set aside."""
    message = _found(request, pk, Permission.IMPORT)
    try:
        actions.retry(message=message, by=request.user, at=clock.now())
    except NotNow as error:
        messages.error(request, str(error))
    else:
        work.wake()
    return redirect("ingestion:detail", pk=pk)
