"""Whatever fails is told as OperationOutcome, with its status and without what was sent."""

from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import Http404
from rest_framework import exceptions

from carepath.fhir.api import answers
from carepath.formats.fhir.faults import refused
from carepath.ingestion.models import Resource
from tests.factories import AT


def told(error):
    answer = answers.failed(error, {})
    return answer.status_code, answer.data["issue"][0]["code"], answer.get("Retry-After")


def test_each_fault_has_its_status():
    assert told(refused("value", "Patient.id", "x")) == (400, "value", None)
    assert told(exceptions.NotAuthenticated()) == (401, "login", None)
    assert told(PermissionDenied("no")) == (403, "forbidden", None)
    assert told(Http404()) == (404, "not-found", None)
    assert told(exceptions.MethodNotAllowed("PATCH")) == (405, "not-supported", None)
    assert told(exceptions.Throttled(30)) == (429, "throttled", "30")
    assert told(OperationalError("secret")) == (503, "transient", "30")
    assert told(KeyError("secret")) == (500, "exception", None)
    assert "secret" not in str(answers.failed(KeyError("secret"), {}).data)


def test_a_version_has_a_tag_and_forbids_storing():
    row = Resource(content="{}", version=7, recorded_at=AT)
    answer = answers.shown(row)
    assert (answers.etag_of(row), answer["ETag"]) == ('W/"7"', 'W/"7"')
    assert answer["Last-Modified"] == "Mon, 02 Mar 2026 09:00:00 GMT"
    assert answer["Cache-Control"] == "no-store"
