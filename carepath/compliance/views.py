"""Controls on the screen and as a file of evidence."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from carepath.accounts.permissions import Permission
from carepath.accounts.policies import requires
from carepath.compliance import actions, forms, policies, queries
from carepath.compliance.models import Recipient, Run
from carepath.ui import clock, export, paging

EVIDENCE_DAYS = 366


@require_safe
@requires(Permission.AUDIT)
def index(request: HttpRequest) -> HttpResponse:
    """Show how each control stands, and how it stood on the days before."""
    zone = ZoneInfo(settings.SITE_TIMEZONE)
    states = queries.states(at=clock.now(), zone=zone)
    context = {
        "states": states,
        "failing": sum(not one.holds for one in states),
        "last": queries.last_ran(),
        "days": queries.DAYS,
        "may_tell": policies.may_tell(request.user),
        "may_run": policies.may_see_rows(request.user),
        "zone": settings.SITE_TIMEZONE,
    }
    return render(request, "compliance/index.html", context)


@require_safe
@requires(Permission.AUDIT)
def control(request: HttpRequest, name: str) -> HttpResponse:
    """Show one control: its rule and sources, and what each run of it found, newest first."""
    found = queries.CONTROLS.get(name)
    if found is None:
        raise Http404
    page = paging.newest(queries.runs(found), after=request.GET.get("after", ""))
    context = {
        "control": found,
        "page": page,
        "last": page.items[0] if page.items else None,
        "sees_rows": policies.may_see_rows(request.user),
        "zone": settings.SITE_TIMEZONE,
    }
    return render(request, "compliance/control.html", context)


@require_POST
@requires(Permission.AUDIT)
def run(request: HttpRequest) -> HttpResponse:
    """Run all controls now."""
    policies.check_may_run(request.user)
    every = queries.CONTROLS.values()
    done = actions.run(every, by=request.user, at=clock.now())
    failed = sum(one.outcome in (Run.Outcome.FAILED, Run.Outcome.BROKEN) for one in done)
    text = ngettext("%(n)s control does not hold.", "%(n)s controls do not hold.", failed)
    messages.success(request, text % {"n": failed} if failed else _("All controls hold."))
    return redirect("compliance:index")


@require_safe
@requires(Permission.AUDIT)
def evidence(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Return all runs of the last year as a file."""
    if kind not in ("csv", "xlsx"):
        raise Http404
    policies.check_may_run(request.user)
    now = clock.now()
    columns = [
        export.Column(_("Run at"), export.MOMENT),
        *(export.Column(head) for head in (_("Control"), _("Outcome"))),
        export.Column(_("Looked at"), export.WHOLE),
        *(export.Column(head) for head in (_("Wrong"), _("Note"), _("Run by"))),
    ]
    about = [
        (_("Person"), request.user.get_username()),
        (_("Made"), now.isoformat(timespec="seconds")),
    ]
    rows = _rows(queries.exported(since=now - timedelta(days=EVIDENCE_DAYS)))
    zone = ZoneInfo(settings.SITE_TIMEZONE)
    sheet = export.Sheet(_("Evidence"), columns, rows, zone, about)
    return export.response(sheet, kind=kind, filename="evidence")


@requires(Permission.AUDIT)
def recipients(request: HttpRequest) -> HttpResponse:
    """Show who outside is told of the ledger, and add somebody."""
    policies.check_may_tell(request.user)
    form = forms.Telling(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_recipient(**form.cleaned_data, by=request.user, at=clock.now())
        except actions.AlreadyTold as error:
            form.add_error("address", str(error))
        else:
            messages.success(request, _("Added."))
            return redirect("compliance:recipients")
    page = paging.newest(queries.recipients(), after=request.GET.get("after", ""))
    context = {
        "page": page,
        "form": form,
        "topics": Recipient.Topic.choices,
        "is_on": bool(settings.SMTP),
        "zone": settings.SITE_TIMEZONE,
    }
    return render(
        request, "compliance/recipients.html", context, status=422 if form.errors else 200
    )


@require_POST
@requires(Permission.AUDIT)
def remove_recipient(request: HttpRequest, pk: int) -> HttpResponse:
    """Take somebody off the list."""
    policies.check_may_tell(request.user)
    person, form = get_object_or_404(queries.recipients(), pk=pk), forms.Reason(request.POST)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        actions.remove_recipient(recipient=person, by=request.user, at=clock.now(), reason=reason)
        messages.success(request, _("Removed."))
    else:
        messages.error(request, _("Write why, in at most 300 letters."))
    return redirect("compliance:recipients")


def _rows(runs: Iterator[Run]) -> Iterator[tuple[Any, ...]]:
    for one in runs:
        wrong = " ".join(one.wrong)
        yield one.ran_at, one.control, one.outcome, one.looked_at, wrong, one.note, one.ran_by
