"""Feeds: how each stands, what it could not understand, and reading that again."""

from zoneinfo import ZoneInfo

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from carepath.accounts import policies as rights
from carepath.accounts.permissions import Permission
from carepath.audit import access
from carepath.formats import hl7words
from carepath.formats.fhir.faults import FAULTS as OF_FHIR
from carepath.formats.hl7v2 import FAULTS as OF_HL7
from carepath.ingestion import actions, policies, queries
from carepath.ingestion.forms import AsideForm
from carepath.ui import clock, htmx, paging
from carepath.work import tasks as work


@require_safe
@rights.requires(Permission.MANAGE_FEEDS)
def feeds(request: HttpRequest) -> HttpResponse:
    """Show how each feed stands; asked by itself each few seconds, its rows alone."""
    found = queries.managed_feeds(by=request.user, at=clock.now())
    context = {
        "feeds": found,
        "waiting": sum(one.waiting for one in found),
        "set_aside": sum(one.set_aside for one in found),
        "held_back": queries.held_back(at=clock.now()),
        "matched": [] if request.htmx else queries.managed_matched(by=request.user),
    }
    return render(request, htmx.page_or_part(request, "ingestion/feeds.html", "rows"), context)


@require_safe
@rights.requires(Permission.MANAGE_FEEDS)
def quarantine(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one feed: how late it tells, and what could not be understood, each with its reason."""
    source = get_object_or_404(queries.one_feed(pk, by=request.user))
    request.site = source.site
    form, zone = AsideForm(request.GET), ZoneInfo(source.timezone)
    wanted, ignored = form.wanted(zone), request.GET.get("aside") == "good"
    rows = queries.set_aside(source=source, ignored=ignored, **wanted)
    reasons = queries.reasons_of(source=source)
    context = {
        "source": source,
        "form": form,
        "page": paging.newest(rows, after=request.GET.get("after", "")),
        "reasons": [(code, _say(code), n, code in hl7words.FAULTS) for code, n in reasons],
        "triggers": queries.triggers_of(source=source),
        "wanted": wanted,
        "narrowed": any(wanted.values()),
        "ignored": ignored,
        "timing": queries.timing(source=source),
        "silence": queries.silence_of(source),
    }
    return render(request, "ingestion/quarantine.html", context)


@require_safe
@rights.requires(Permission.MANAGE_FEEDS)
@access.reads_patients("raw record")
def message(request: HttpRequest, pk: int, message: int) -> HttpResponse:
    """Show one message that was set aside, as it came."""
    source = get_object_or_404(queries.one_feed(pk, by=request.user))
    request.site = source.site
    aside = queries.set_aside(source=source) | queries.set_aside(source=source, ignored=True)
    one = get_object_or_404(aside, pk=message)
    context = {"source": source, "one": one, "lines": queries.as_it_came(one)}
    return render(request, "ingestion/message.html", context)


@require_POST
@rights.requires(Permission.MANAGE_FEEDS)
def replay(request: HttpRequest, pk: int) -> HttpResponse:
    """Read one message again, those of a reason, or all that were set aside."""
    source = get_object_or_404(queries.one_feed(pk, by=request.user))
    one = request.POST.get("message", "")
    n = actions.try_again(
        source=source,
        by=request.user,
        at=clock.now(),
        reason=request.POST.get("reason", ""),
        message=int(one) if one.isdecimal() and len(one) < 18 else None,
    )
    transaction.on_commit(work.wake)
    text = ngettext("%(n)s message is read again.", "%(n)s messages are read again.", n)
    messages.success(request, text % {"n": n})
    return redirect("ingestion:quarantine", pk=pk)


@require_POST
@rights.requires(Permission.MANAGE_FEEDS)
def ignore(request: HttpRequest, pk: int) -> HttpResponse:
    """Leave one message, or those of a reason, aside for good; a person says why."""
    source = get_object_or_404(queries.one_feed(pk, by=request.user))
    why = request.POST.get("why", "").strip()[:300]
    one, reason = request.POST.get("message", ""), request.POST.get("reason", "")
    if not why:
        messages.error(request, _("Say why these messages are left aside; nothing was changed."))
        return redirect("ingestion:quarantine", pk=pk)
    n = actions.ignore(
        source=source,
        why=why,
        by=request.user,
        at=clock.now(),
        reason=reason,
        message=int(one) if one.isdecimal() and len(one) < 18 else None,
    )
    text = ngettext("%(n)s message is left aside.", "%(n)s messages are left aside.", n)
    messages.success(request, text % {"n": n})
    return redirect("ingestion:quarantine", pk=pk)


@require_POST
@rights.requires(Permission.MANAGE_FEEDS)
def settle_silence(request: HttpRequest, pk: int) -> HttpResponse:
    """Say why a feed is silent: it is told no longer."""
    silence = get_object_or_404(queries.one_silence(pk, by=request.user))
    why = request.POST.get("reason", "").strip()
    try:
        actions.settle_silence(silence=silence, reason=why, by=request.user, at=clock.now())
    except policies.NotNow as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Kept; it is told no longer."))
    return redirect("ingestion:quarantine", pk=silence.source_id)


_FAULTS = OF_HL7 | OF_FHIR


def _say(code: str) -> str:
    return _(_FAULTS[code]) if code in _FAULTS else code
