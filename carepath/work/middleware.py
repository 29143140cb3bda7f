"""Name the address that the content security policy's `report-to` speaks of."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

ENDPOINT = "policy"


class ReportingEndpoints:
    """Tell browsers where reports go."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.is_secure():
            response["Reporting-Endpoints"] = f'{ENDPOINT}="{reverse("work:policy_report")}"'
        return response
