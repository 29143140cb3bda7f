"""Errors of the API are problem documents; errors of pages are pages."""

import json

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.test import RequestFactory
from rest_framework import exceptions

from carepath.ui import problems
from carepath.ui.parameters import Unknown


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (
            exceptions.ValidationError({"file": ["No file."], "mapping": {"case": ["Missing."]}}),
            {
                "type": "about:blank",
                "title": "Bad Request",
                "status": 400,
                "detail": "Some fields need another value.",
                "errors": {"file": ["No file."], "mapping": {"case": ["Missing."]}},
            },
        ),
        (
            Unknown(["page_size", "sort"], ["cursor", "limit"]),
            {
                "type": "about:blank",
                "title": "Bad Request",
                "status": 400,
                "detail": "Unknown parameters: page_size, sort. Known are: cursor, limit.",
                "errors": {
                    "page_size": ["Not known here. Known are: cursor, limit."],
                    "sort": ["Not known here. Known are: cursor, limit."],
                },
            },
        ),
        (
            exceptions.ValidationError(["Wrong."]),
            {
                "type": "about:blank",
                "title": "Bad Request",
                "status": 400,
                "detail": "Some fields need another value.",
                "errors": {"non_field_errors": ["Wrong."]},
            },
        ),
        (
            PermissionDenied("You may not import files."),
            {
                "type": "about:blank",
                "title": "Forbidden",
                "status": 403,
                "detail": "You may not import files.",
            },
        ),
        (
            Http404("Journey 17 of patient X"),
            {"type": "about:blank", "title": "Not Found", "status": 404},
        ),
        (
            exceptions.UnsupportedMediaType("text/odd"),
            {
                "type": "about:blank",
                "title": "Unsupported Media Type",
                "status": 415,
                "detail": 'Unsupported media type "text/odd" in request.',
            },
        ),
        (
            exceptions.Throttled(wait=3),
            {
                "type": "about:blank",
                "title": "Too Many Requests",
                "status": 429,
                "detail": "Request was throttled. Expected available in 3 seconds.",
            },
        ),
    ],
)
def test_each_error_is_a_problem(error, expected):
    response = problems.problem(error, {})
    assert response.data == expected
    assert response.content_type == "application/problem+json"
    assert response.status_code == expected["status"]


def test_what_is_no_api_error_is_left_alone():
    assert problems.problem(ValueError("bug"), {}) is None


@pytest.mark.parametrize(
    ("handler", "arguments", "status"),
    [
        (problems.bad_request, (ValueError("patient X"),), 400),
        (problems.refused, (PermissionDenied("You may not."),), 403),
        (problems.not_found, (Http404("patient X"),), 404),
        (problems.failed, (), 500),
    ],
)
def test_under_api_even_unknown_addresses_answer_with_a_problem(handler, arguments, status):
    response = handler(RequestFactory().get("/api/v1/nowhere/"), *arguments)
    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    assert json.loads(response.content)["status"] == status
    assert "patient X" not in response.content.decode()
