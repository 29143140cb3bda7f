"""The raw record behind a span."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from carepath.accounts import policies as rights
from carepath.accounts.permissions import Permission
from carepath.audit import access
from carepath.ingestion import queries


@require_GET
@rights.requires(Permission.IMPORT)
@access.reads_patients("raw record")
def raw(request: HttpRequest, pk: int, ref: str) -> HttpResponse:
    """Show one record of an imported file as it stood there."""
    kinds = (*queries.FILES, queries.HL7)
    found = queries.visible(by=request.user, permission=Permission.IMPORT, kinds=kinds)
    message = get_object_or_404(found, pk=pk)
    request.site = message.site
    record = queries.raw(message, bytes.fromhex(ref))
    if record is None:
        raise Http404
    return render(request, "ingestion/raw.html", {"message": message, "record": record})
