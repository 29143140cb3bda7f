"""From a file to an import: send it, see how it is read, start."""

from pathlib import PurePath
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from carepath.accounts import policies as rights
from carepath.accounts.permissions import Permission
from carepath.audit import access
from carepath.formats.proposing import NOTES
from carepath.frames.mapping import Mapping, MappingError
from carepath.frames.proposal import Proposal
from carepath.frames.rejects import FileError
from carepath.ingestion import actions, queries
from carepath.ingestion.actions.receive import CAP_MIB
from carepath.ingestion.forms import MappingForm, UploadForm, zones
from carepath.ingestion.models import Message
from carepath.ingestion.policies import NotNow
from carepath.journeys.actions import SourceElsewhere
from carepath.ui import clock
from carepath.work import tasks as work

_SHOWN_ROWS = 8
_SHOWN_STAGES = 300
"""A form has so many fields at most; the phases of other stages are proposed by name."""
_READ_BYTES = 1024 * 1024
_ON_ZONES = (NOTES["no_zone"], NOTES["some_zone"])
"""Remarks that are settled once a zone is chosen."""


@require_http_methods(["GET", "POST"])
@rights.requires(Permission.IMPORT)
def upload(request: HttpRequest) -> HttpResponse:
    """Choose a file; its bytes are safe before the mapping is shown."""
    sites = queries.sites_for_import(by=request.user)
    form = UploadForm(request.POST or None, request.FILES or None, sites=sites)
    if request.method == "POST" and form.is_valid():
        file, site = form.cleaned_data["file"], form.cleaned_data["site"]
        try:
            message = actions.store(
                chunks=file.chunks(2**20), name=file.name, site=site, by=request.user,
                at=clock.now(),
            )  # fmt: skip
        except FileError as error:
            form.add_error("file", str(error))
        else:
            return redirect("ingestion:mapping", pk=message.pk)
    about = {"form": form, "sites": sites, "cap_mib": CAP_MIB}
    return render(request, "ingestion/upload.html", about)


@require_http_methods(["GET", "POST"])
@rights.requires(Permission.IMPORT)
@access.reads_patients("import draft")
def mapping(request: HttpRequest, pk: int) -> HttpResponse:
    """How the file is read: all filled in, changed where it is wrong, then started."""
    found = queries.visible(by=request.user, permission=Permission.IMPORT)
    message = get_object_or_404(found, pk=pk)
    if message.state != Message.State.DRAFT:
        return redirect("ingestion:detail", pk=pk)
    try:
        proposal = queries.proposal(message)
    except FileError as error:
        actions.discard(message)
        messages.error(request, str(error))
        return redirect("ingestion:upload")
    fit = _fit(request, message, proposal)
    form = MappingForm(
        request.POST or None,
        proposal=proposal,
        content=_content(message, proposal, fit),
        initial=_initial(message, fit),
    )
    if request.method == "POST" and not request.htmx and form.is_valid():
        started = _start(request, message, form)
        if started is not None:
            return started
    return _page(request, message, form, fit)


def _fit(request: HttpRequest, message: Message, proposal: Proposal) -> queries.Fit | None:
    """Return the saved mapping the form begins with: the one chosen, else that of the columns."""
    if "saved" in request.GET:
        return queries.saved(message, request.GET["saved"])
    return queries.fitting(message, proposal.columns)


def _content(message: Message, proposal: Proposal, fit: queries.Fit | None) -> dict[str, Any]:
    """Return what the form begins with: the saved mapping over the guesses.

    The zone is a decision of a person, unless the times carry their own or it was decided before.
    """
    guesses = dict(proposal.guesses) | {"closing_rule": "last_event"}
    guesses.setdefault("encoding", "utf-8")
    if not proposal.zoned:
        guesses["timezone"] = ""
    return guesses | (queries.content_for(message, proposal, fit.version) if fit else {})


def _initial(message: Message, fit: queries.Fit | None) -> dict[str, str]:
    """Return the names that are proposed: those of the last such file, else that of the file."""
    name = fit.version.name if fit else ""
    if fit and fit.last:
        return {"source": fit.last.source.name, "mapping_name": name}
    stem = PurePath(message.name).name
    for ending in (".gz", ".csv", ".tsv", ".txt", ".xes"):
        stem = stem.removesuffix(ending)
    return {"source": stem[:80] or _("log"), "mapping_name": name}


def _start(request: HttpRequest, message: Message, form: MappingForm) -> HttpResponse | None:
    """Let the import begin; None leaves the person on the page, with the reason at the field."""
    cleaned = form.cleaned_data
    try:
        with transaction.atomic():
            started = actions.confirm(
                message=message,
                source=cleaned["source"],
                mapping=cleaned["mapping"],
                mapping_name=cleaned["mapping_name"],
                by=request.user,
                at=clock.now(),
            )
            transaction.on_commit(work.wake)
    except (SourceElsewhere, NotNow) as error:
        form.add_error("source", str(error))
        return None
    if started.pk != message.pk:
        messages.info(request, _("This file is imported already: nothing changed."))
    return redirect("ingestion:detail", pk=started.pk)


def _page(
    request: HttpRequest, message: Message, form: MappingForm, fit: queries.Fit | None
) -> HttpResponse:
    shown = _shown(message, form)
    template = "ingestion/mapping.html" + ("#preview" if request.htmx else "")
    request.patients_shown = len({event["case"] for event in shown.get("events", [])})
    proposal = form.proposal
    about = {
        "message": message,
        "form": form,
        "proposal": proposal,
        "rows": [row[:40] for row in proposal.rows[:_SHOWN_ROWS]],
        "columns": proposal.columns[:40],
        "saved": queries.names(site=message.site),
        "notes": [note for note in proposal.notes if form.zone_is_open or note not in _ON_ZONES],
        "fit": fit,
        "same": queries.same_file(message),
        "head": _READ_BYTES,
        "is_part": message.size > _READ_BYTES,
        "zones": zones(),
        "is_table": message.kind == "csv",
    }
    return render(request, template, about | shown)


def _shown(message: Message, form: MappingForm) -> dict[str, Any]:
    """Return what the preview shows: the first events as they would be recorded, the stages."""
    stages = dict(form.proposal.stages)
    try:
        mapping = _now(form)
        reading = queries.read_as(message, mapping, size=_READ_BYTES)
    except (FileError, MappingError) as error:
        words = str(error)
        about = {"unreadable": words, "stages": stages}
    else:
        stages = reading.notes["stages"] or stages
        about = {
            "events": reading.events.head(_SHOWN_ROWS).to_dicts(),
            "zone": mapping.timezone,
            "zone_is_open": form.zone_is_open,
            "bad": reading.rejects.height,
            "read": reading.notes["rows"],
            "first_bad": reading.rejects.head(1).to_dicts(),
            "intervals": reading.notes["intervals"],
        }
    shown = dict(sorted(stages.items(), key=lambda pair: -pair[1])[:_SHOWN_STAGES])
    ends = form.data.getlist("end_stage") if form.is_bound else form.content.get("end_stages", ())
    return about | {
        "phases": form.phases(shown),
        "more_stages": len(stages) - len(shown),
        "targets": form.targets(),
        "stage_names": sorted(shown),
        "end_stages": ends,
    }


def _now(form: MappingForm) -> Mapping:
    """Return the mapping as it stands: typed, or as the form began; MappingError if it is none."""
    if not form.is_bound:
        return form.mapping_begun()
    if not form.is_valid() and "mapping" not in form.cleaned_data:
        field, errors = next(iter(form.errors.items()))
        label = form.fields[field].label if field in form.fields else ""
        raise MappingError(f"{label}: {errors[0]}" if label else errors[0])
    return form.cleaned_data["mapping"]
