"""Making changes unreadable: who asks, who decides, and what it reaches."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from carepath.audit import actions, forms, policies, queries
from carepath.ui import clock, guards, paging


@guards.requires("AUDIT")
@require_safe
def redactions(request: HttpRequest) -> HttpResponse:
    """Show what was asked and decided, newest first, and what each reaches."""
    policies.check_settle(request.user)
    page = paging.newest(queries.redactions(), after=request.GET.get("after", ""), size=20)
    rows = queries.with_decisions(list(page.items))
    context = {
        "page": page,
        "rows": [(one, queries.label_of(one.asked.table_name)) for one in rows],
        "me": actions.actor_of(request.user)[0],
        "decides": policies.may_decide(request.user),
        "label": request.GET.get("label", "")[:63],
        "key": request.GET.get("key", "")[:100],
        "waits": sum(one.decision is None for one in rows),
        "zone": settings.SITE_TIMEZONE,
    }
    return render(request, "audit/redactions.html", context)


@guards.requires("AUDIT")
@require_POST
def ask_redaction(request: HttpRequest) -> HttpResponse:
    """Ask that the changes of one row become unreadable."""
    policies.check_settle(request.user)
    form = forms.Asking(request.POST)
    if form.is_valid():
        try:
            actions.ask_redaction(**form.cleaned_data, by=request.user, at=clock.now())
            messages.success(request, _("Asked. Another person decides."))
        except policies.NotNow as error:
            messages.error(request, str(error))
    else:
        messages.error(request, _("Name the row, and write why in at most 300 letters."))
    return redirect("audit:redactions")


@guards.requires("AUDIT")
@require_POST
def decide_redaction(request: HttpRequest, pk: int) -> HttpResponse:
    """Agree, and the rows are blank at once and for good; or decline."""
    policies.check_may_decide(request.user)
    asked, form = get_object_or_404(queries.redactions(), pk=pk), forms.Deciding(request.POST)
    if form.is_valid():
        try:
            actions.decide_redaction(
                asked=asked, approve=form.cleaned_data["decision"] == "approve", by=request.user,
                at=clock.now(), reason=form.cleaned_data["reason"],
            )  # fmt: skip
            messages.success(request, _("Decided."))
        except policies.NotNow as error:
            messages.error(request, str(error))
    else:
        messages.error(request, _("Write why, in at most 300 letters."))
    return redirect("audit:redactions")
