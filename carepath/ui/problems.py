"""API errors as RFC 9457 problem documents (application/problem+json), and pages for the rest.

A problem holds `type`, `title`, `status`, `detail`, and `errors` by field where input was wrong.
"""

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views import defaults
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler

from carepath.ui.parameters import Unknown

MEDIA_TYPE = "application/problem+json"
API_PREFIX = "/api/"


def problem(error: Exception, context: dict) -> Response | None:
    """Return the problem document of an API error; None for what is no API error."""
    response = exception_handler(error, context)
    if response is None:
        return None
    response.data = document(response.status_code, *_told(error, response))
    response.content_type = MEDIA_TYPE
    return response


def document(status: int, detail: str = "", errors: Any = None) -> dict[str, Any]:
    """Return a problem document; `detail` is a sentence, `errors` maps fields to sentences."""
    found = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status}
    if detail:
        found["detail"] = detail
    if errors:
        found["errors"] = errors
    return found


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Return the answer to a request that cannot be read."""
    return _for_api(request, 400) or defaults.bad_request(request, exception)


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Return the refusal with its sentence, which names the roles that may."""
    return _for_api(request, 403, str(exception)) or defaults.permission_denied(request, exception)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Return the answer where nothing is, or nothing this person may know of."""
    return _for_api(request, 404) or defaults.page_not_found(request, exception)


def failed(request: HttpRequest) -> HttpResponse:
    """Return the answer to a fault of ours; it carries no data."""
    return _for_api(request, 500) or defaults.server_error(request)


def _for_api(request: HttpRequest, status: int, detail: str = "") -> HttpResponse | None:
    if not request.path.startswith(API_PREFIX):
        return None
    return JsonResponse(document(status, detail), status=status, content_type=MEDIA_TYPE)


def _told(error: Exception, response: Response) -> tuple[str, Any]:
    """Return (sentence, errors by field) of an error."""
    if isinstance(error, exceptions.ValidationError):
        fields = response.data if isinstance(response.data, dict) else {"": response.data}
        sentence = error.sentence if isinstance(error, Unknown) else ""
        return sentence or _("Some fields need another value."), _flat(fields)
    if isinstance(error, exceptions.APIException):
        return str(error.detail), None
    return str(error) if response.status_code == HTTPStatus.FORBIDDEN else "", None


def _flat(fields: dict) -> dict[str, Any]:
    """Return errors with plain texts; nested input keeps its nesting."""
    return {name or "non_field_errors": _plain(value) for name, value in fields.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return _flat(value)
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return str(value)
