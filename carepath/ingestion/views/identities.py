"""Identities: what a feed merged, linked and moved, and taking a wrong one back."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from carepath.accounts import policies as rights
from carepath.accounts.permissions import Permission
from carepath.audit import access
from carepath.frames.moments import from_us
from carepath.ingestion import actions, policies, queries
from carepath.ingestion.models import Link, Parting
from carepath.journeys.models import Journey, Source
from carepath.ui import clock, paging


@dataclass(frozen=True, slots=True)
class Row:
    """One fact about identities in words, with the journeys it names and whether it counts."""

    link: Link
    sentence: str
    occurred_at: Any
    parting: Parting | None
    journeys: tuple[Journey, ...]


@require_safe
@rights.requires(Permission.MANAGE_FEEDS)
@access.reads_patients("identities")
def identities(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a feed said of identities, newest first, and patients in two beds."""
    source = get_object_or_404(queries.one_feed(pk, by=request.user))
    request.site = source.site
    page = paging.newest(queries.links(source=source), after=request.GET.get("after", ""))
    twice = queries.in_two_beds(source=source)
    context = {
        "source": source,
        "page": page,
        "rows": _rows(list(page.items), source),
        "twice": twice[: queries.MOST_IN_TWO_BEDS],
        "more_than": len(twice) > queries.MOST_IN_TWO_BEDS,
    }
    return render(request, "ingestion/identities.html", context)


@require_POST
@rights.requires(Permission.MANAGE_FEEDS)
def part(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back what a message says of identities, with a reason."""
    return _decide(request, pk, actions.part, _("Taken back. The histories are apart again."))


@require_POST
@rights.requires(Permission.MANAGE_FEEDS)
def join_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Let what was taken back count again, with a reason."""
    return _decide(request, pk, actions.join_again, _("It counts again."))


def _decide(request: HttpRequest, pk: int, action: Any, done: str) -> HttpResponse:
    link = get_object_or_404(queries.one_link(pk, by=request.user))
    try:
        action(link=link, reason=request.POST.get("reason", ""), by=request.user, at=clock.now())
    except policies.NotNow as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return redirect("ingestion:identities", pk=link.source_id)


def _rows(links: list[Link], source: Source) -> list[Row]:
    parted = queries.partings(links)
    found = queries.journeys_of(links, source=source)
    return [
        Row(
            link,
            _sentence(link),
            from_us(link.occurred),
            parted.get(link.digest),
            tuple(found[n] for n in dict.fromkeys((link.one, link.other)) if n in found),
        )
        for link in links
    ]


def _sentence(link: Link) -> str:
    kinds = {
        "person": _("patient"),
        "account": _("account"),
        "visit": _("visit"),
        "other person": _("other number of a patient"),
        "other visit": _("other number of a visit"),
    }
    verbs = {
        "became": _("%(one)s became %(other)s"),
        "linked": _("%(one)s and %(other)s are the same"),
        "parted": _("%(one)s and %(other)s are not the same"),
        "moved": _("%(one)s was moved to %(other)s"),
        "deleted": _("%(one)s was deleted"),
    }
    one = f"{kinds.get(link.kind, link.kind)} {link.one}"
    other = f"{kinds.get(link.other_kind, link.other_kind)} {link.other}"
    return capfirst(verbs[link.verb] % {"one": one, "other": other})
