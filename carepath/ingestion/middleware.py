"""Refuse a request that is larger than any file before a byte of it is kept."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from carepath.ingestion.actions.receive import CAP_MIB
from carepath.ui import problems

OWN_CAP = "/fhir/"
"""Addresses that take much less, and refuse more in words of their own before they read it."""
FORM_ROOM = 1024 * 1024
"""Bytes that a request may have beside the file itself."""


class UploadCap:
    """Stands before whatever reads the body, so that nobody fills the disk."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        small = not length.isdecimal() or int(length) <= CAP_MIB * 2**20 + FORM_ROOM
        if small or request.path.startswith(OWN_CAP):
            return self.get_response(request)
        sentence = _("A file may have %(mib)d MiB. Split it by cases.") % {"mib": CAP_MIB}
        if request.path.startswith(problems.API_PREFIX):
            document = problems.document(413, sentence)
            return JsonResponse(document, status=413, content_type=problems.MEDIA_TYPE)
        return render(request, "413.html", {"sentence": sentence}, status=413)
