"""One row of the read log per response that shows patient data, refusals too."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.test import RequestFactory

from carepath.audit import access
from carepath.audit.models import AccessRead
from tests.factories import nora

pytestmark = pytest.mark.django_db(databases="__all__")


def ask(view, user=None):
    request = RequestFactory().get("/journeys/")
    request.user = user or nora()
    request.resolver_match = None
    return access.reads_patients("journeys")(view)(request)


def rows():
    return list(AccessRead.objects.values_list("resource", "count", "outcome"))


def test_a_page_is_logged_with_its_count_and_never_stored():
    def page(request):
        request.patients_shown = 25
        return HttpResponse("25 journeys")

    user = nora()
    response = ask(page, user)
    assert rows() == [("journeys", 25, "shown")]
    assert response["Cache-Control"] == "no-store"
    assert AccessRead.objects.get().actor == f"user:{user.pk}"


def test_one_is_the_default():
    ask(lambda request: HttpResponse())
    assert rows() == [("journeys", 1, "shown")]


def test_an_answer_without_content_shows_nothing_and_is_not_logged():
    response = ask(lambda request: HttpResponse(status=204))
    assert rows() == []
    assert response["Cache-Control"] == "no-store"


@pytest.mark.parametrize("error", [PermissionDenied("no"), Http404()])
def test_a_refusal_is_logged_and_goes_on(error):
    def refuse(request):
        raise error

    with pytest.raises(type(error)):
        ask(refuse)
    assert rows() == [("journeys", 0, "refused")]


def test_an_error_status_shows_nothing():
    ask(lambda request: HttpResponse(status=422))
    assert rows() == [("journeys", 0, "refused")]


def test_a_redirect_shows_nothing_and_refuses_nothing():
    ask(lambda request: HttpResponseRedirect("/elsewhere/"))
    assert rows() == []


def test_strangers_see_nothing_so_nothing_is_logged():
    ask(lambda request: HttpResponse(status=401), AnonymousUser())
    assert rows() == []


def test_if_the_log_cannot_be_written_nothing_goes_out(monkeypatch):
    def full(row, **_how):
        raise OSError("disk full")

    monkeypatch.setattr(AccessRead, "save", full)
    with pytest.raises(OSError, match="disk full"):
        ask(lambda request: HttpResponse("patient data"))
