"""Words of a feed that no table knows: what each would mend, and saying what it means."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from carepath.accounts import policies as rights
from carepath.accounts.permissions import Permission
from carepath.formats import hl7words
from carepath.formats.hl7v2 import FAULTS
from carepath.frames import beds
from carepath.ingestion import actions, policies, queries
from carepath.ingestion.forms import WordForm
from carepath.journeys.models import Source
from carepath.ui import clock
from carepath.work import tasks as work


@require_http_methods(["GET", "HEAD", "POST"])
@rights.requires(Permission.MANAGE_FEEDS)
def words(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the words a feed says that mean nothing yet, and those that do; sent one with what it
    might mean, say what that would mend. Nothing is changed."""
    source = get_object_or_404(queries.one_feed(pk, by=request.user))
    request.site = source.site
    form = WordForm(request.POST) if request.method == "POST" else None
    return render(request, "ingestion/words.html", _page(source) | _looked(source, form))


@require_POST
@rights.requires(Permission.MANAGE_FEEDS)
def mean(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what a word of a feed means, and read again what waited for it."""
    source = get_object_or_404(queries.one_feed(pk, by=request.user))
    form = WordForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose what it means from the list; nothing was changed."))
        return redirect("ingestion:words", pk=pk)
    said = {"word": form.word, "means": form.cleaned_data["means"]}
    said["reason"] = form.cleaned_data["reason"]
    try:
        _made, n = actions.mean(source=source, by=request.user, at=clock.now(), **said)
    except policies.NotNow as error:
        messages.error(request, str(error))
    else:
        work.wake()
        text = ngettext(
            "Kept. %(n)s message is read again.", "Kept. %(n)s messages are read again.", n
        )
        messages.success(request, text % {"n": n})
    return redirect("ingestion:words", pk=pk)


@require_POST
@rights.requires(Permission.MANAGE_FEEDS)
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a word mean nothing again; what was understood by it is set aside, without effect."""
    meaning = get_object_or_404(queries.one_meaning(pk, by=request.user))
    reason = request.POST.get("reason", "").strip()
    try:
        n = actions.take_back(meaning=meaning, reason=reason, by=request.user, at=clock.now())
    except policies.NotNow as error:
        messages.error(request, str(error))
    else:
        text = ngettext(
            "Taken back. %(n)s message is set aside.",
            "Taken back. %(n)s messages are set aside.",
            n,
        )
        messages.success(request, text % {"n": n})
    return redirect("ingestion:words", pk=meaning.source_id)


def _page(source: Source) -> dict[str, Any]:
    found = queries.unknown(source=source)
    kinds = {kind: _(said) for kind, said in hl7words.KINDS.items()}
    return {
        "source": source,
        "unknown": found,
        "rows": [(one, kinds[one.kind], n, _choices(one.kind)) for one, n in found.words],
        "waiting": sum(n for _one, n in found.words),
        "meanings": [
            (one, kinds[one.kind], _say(one.kind, one.means))
            for one in queries.meanings(source=source)
        ],
    }


def _looked(source: Source, form: WordForm | None) -> dict[str, Any]:
    """Return what a meaning would mend, or why it may not be; nothing if none was asked about."""
    if form is None:
        return {}
    if not form.is_valid():
        return {"wrong": _("Choose what it means from the list; nothing was changed.")}
    means = form.cleaned_data["means"]
    try:
        policies.check_word(word=form.word, means=means)
    except policies.NotNow as error:
        return {"wrong": str(error)}
    found = queries.preview(source=source, word=form.word, means=means)
    return {
        "looked": found,
        "n": len(found.messages),
        "word": form.word,
        "means": means,
        "means_in_words": _say(form.word.kind, means),
        "still": [(_(FAULTS[code]), n) for code, n in found.still],
    }


def _choices(kind: str) -> list[tuple[str, str]]:
    return [(code, _say(kind, code)) for code in hl7words.MEANS[kind]]


def _say(kind: str, code: str) -> str:
    """Return a code as people read it."""
    words = {hl7words.BED: beds.SAID, hl7words.TRIGGER: hl7words.TRIGGERS}.get(kind, {})
    return f"{code} – {_(words[code])}" if code in words else code
