"""How the doors answer: resources with their versions, and whatever fails as OperationOutcome."""

import logging
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import Http404, HttpResponse
from django.utils.http import http_date
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response

from carepath.fhir.policies import COME_AGAIN_S
from carepath.formats.fhir.capability import MEDIA_TYPE, outcome
from carepath.formats.fhir.faults import Issue, Refused
from carepath.ingestion.actions import Received
from carepath.ingestion.actions.resources import Outcome
from carepath.ingestion.models import Resource

log = logging.getLogger(__name__)
_CODES = {
    401: "login",
    403: "forbidden",
    404: "not-found",
    405: "not-supported",
    406: "not-supported",
    415: "not-supported",
    429: "throttled",
}
"""Status to the issue type that says the same."""


def address_of(request: Request, path: str = "") -> str:
    """Return the address of something below the door."""
    return request.build_absolute_uri(f"/fhir/{path}")


def place_of(request: Request, row: Resource) -> str:
    """Return the address of a version."""
    return address_of(request, f"{row.kind}/{row.ident}/_history/{row.version}")


def etag_of(row: Resource) -> str:
    """Return the tag of a version."""
    return f'W/"{row.version}"'


def shown(row: Resource) -> HttpResponse:
    """Return a resource as it was sent, with the name and version it has here."""
    answer = HttpResponse(row.content, content_type=f"{MEDIA_TYPE}; charset=utf-8")
    answer["ETag"] = etag_of(row)
    answer["Last-Modified"] = http_date(row.recorded_at.timestamp())
    answer["Cache-Control"] = "no-store"
    return answer


def kept(request: Request, one: Outcome) -> HttpResponse:
    """Return the answer to one resource that was taken, as long as its sender prefers."""
    row, wish = one.row, request.META.get("HTTP_PREFER", "")
    answer = shown(row)
    if "return=minimal" in wish:
        answer.content = b""
    elif "return=OperationOutcome" in wish:
        said = Issue("informational", "", "it is kept", "information")
        answer = Response(outcome([said]))
        answer["ETag"] = etag_of(row)
    answer.status_code = one.status
    answer["Location"] = place_of(request, row)
    return answer


def bundle_of(request: Request, received: Received) -> dict[str, Any]:
    """Return the answer to a bundle: entry by entry, in its order."""
    entries = [{"response": _response(request, one)} for one in received.outcomes]
    said = {"resourceType": "Bundle", "type": f"{received.bundle}-response"}
    return said | ({"entry": entries} if entries else {})


def _response(request: Request, one: Outcome) -> dict[str, Any]:
    said: dict[str, Any] = {"status": f"{one.status} {HTTPStatus(one.status).phrase}"}
    if one.row is not None:
        said["location"] = place_of(request, one.row)
        said["etag"] = etag_of(one.row)
    if one.issues:
        said["outcome"] = outcome(one.issues)
    return said


def failed(error: Exception, context: dict[str, Any]) -> Response:
    """Return what went wrong as OperationOutcome, with the status HTTP has for it."""
    status, issues = _told(error)
    answer = Response(outcome(issues), status=status)
    if challenge := getattr(error, "auth_header", None):
        answer["WWW-Authenticate"] = challenge
    if status in (429, 503):
        answer["Retry-After"] = str(int(getattr(error, "wait", None) or COME_AGAIN_S))
    answer["Cache-Control"] = "no-store"
    return answer


def _told(error: Exception) -> tuple[int, list[Issue]]:
    if isinstance(error, Refused):
        return error.status, list(error.issues)
    if isinstance(error, exceptions.APIException):
        status = error.status_code
        return status, [Issue(_CODES.get(status, "invalid"), "", str(error.detail))]
    if isinstance(error, PermissionDenied):
        return 403, [Issue("forbidden", "", str(error))]
    if isinstance(error, Http404):
        return 404, [Issue("not-found", "", "there is no such resource")]
    log.exception("A request could not be answered.")
    if isinstance(error, OperationalError):
        return 503, [Issue("transient", "", "the database does not answer; come again later")]
    return 500, [Issue("exception", "", "something went wrong here; nothing of it was kept")]
