"""Notes on a journey: write one, or write a next version of one's own."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from carepath.accounts import policies
from carepath.accounts.permissions import Permission
from carepath.audit import access
from carepath.journeys import actions, queries
from carepath.journeys.actions import NoteChanged
from carepath.journeys.forms import NoteForm
from carepath.journeys.models import Journey, Note
from carepath.journeys.policies import check_edit_note
from carepath.journeys.views.detail import journey_or_404
from carepath.ui import clock


@require_POST
@policies.requires(Permission.ANNOTATE)
@access.reads_patients("journeys")
def add_note(request: HttpRequest, trace_id: UUID) -> HttpResponse:
    """Write a note on a journey."""
    journey = _writable(request, trace_id)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return render(request, "journeys/note.html", {"journey": journey, "form": form})
    text = form.cleaned_data["text"]
    actions.write_note(journey=journey, text=text, by=request.user, at=clock.now())
    messages.success(request, _("Your note is kept."))
    return _back(journey)


@require_http_methods(["GET", "POST"])
@policies.requires(Permission.ANNOTATE)
@access.reads_patients("journeys")
def note(request: HttpRequest, trace_id: UUID, pk: int) -> HttpResponse:
    """Edit one's own note, from the version it was read at; show every version of it."""
    journey = _writable(request, trace_id)
    found = queries.notes(journey).filter(pk=pk).first()
    if found is None:
        raise Http404
    check_edit_note(found, by=request.user)
    form = NoteForm({"text": found.text, "version": found.version})
    if request.method == "POST":
        form = NoteForm(request.POST)
        if form.is_valid():
            try:
                return _saved(request, journey, found, form)
            except NoteChanged as changed:
                found = changed.note
                form = NoteForm({"text": form.cleaned_data["text"], "version": found.version})
                form.add_error(None, str(changed))
    context = {
        "journey": journey,
        "form": form,
        "note": found,
        "zone": journey.source.timezone,
        "versions": queries.versions(found),
    }
    return render(request, "journeys/note.html", context)


def _saved(request: HttpRequest, journey: Journey, found: Note, form: NoteForm) -> HttpResponse:
    actions.edit_note(
        note=found,
        version=form.cleaned_data["version"] or 0,
        text=form.cleaned_data["text"],
        by=request.user,
        at=clock.now(),
    )
    messages.success(request, _("Your note is kept; earlier versions stay readable."))
    return _back(journey)


def _writable(request: HttpRequest, trace_id: UUID) -> Journey:
    journey = journey_or_404(request, trace_id)
    policies.check_may(request.user, Permission.ANNOTATE, site=journey.site.slug)
    return journey


def _back(journey: Journey) -> HttpResponse:
    return redirect("journeys:detail", trace_id=journey.trace_id)
