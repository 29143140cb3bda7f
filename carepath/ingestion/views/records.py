"""The raw record behind a span."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from carepath.accounts import policies as rights
from carepath.accounts.permissions import Permission
from carepath.audit import access
from carepath.formats import steps
from carepath.ingestion import queries


@require_GET
@rights.requires(Permission.IMPORT)
@access.reads_patients("raw record")
def raw(request: HttpRequest, pk: int, ref: str) -> HttpResponse:
    """Show one record of an imported file, or one message of a feed, as it came.

    A made-up site's messages go after some days; whoever asks then is told so.
    """
    kinds = (*queries.FILES, queries.HL7, steps.KIND)
    found = queries.visible(by=request.user, permission=Permission.IMPORT, kinds=kinds)
    message = found.filter(pk=pk).first()
    if message is None:
        return render(request, "ingestion/raw.html", {"message": None}, status=404)
    request.site = message.site
    record = queries.raw(message, bytes.fromhex(ref))
    if record is None:
        raise Http404
    return render(request, "ingestion/raw.html", {"message": message, "record": record})
