"""Guards send strangers to the sign-in page and back, and leave a mark."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import RequestFactory

from carepath.ui import guards


class Holder:
    is_authenticated = True

    def __init__(self, *names):
        self.names = names

    def check_may(self, *names):
        if not set(names) & set(self.names):
            raise PermissionDenied("no")


def ask(view, user, path="/journeys/?source=a", **headers):
    request = RequestFactory().get(path, headers=headers)
    request.user = user
    return view(request)


def page(request):
    return HttpResponse("inside")


def test_marks():
    assert guards.requires("SEE")(page).policy == "SEE"
    assert guards.requires("SEE", "IMPORT")(page).policy == ("SEE", "IMPORT")
    assert guards.signed_in(page).policy == "signed in"
    assert guards.public("a health check")(lambda request: None).policy == "public: a health check"


def test_of_several_rights_one_suffices():
    view = guards.requires("SEE", "IMPORT")(page)
    assert ask(view, Holder("IMPORT")).content == b"inside"
    with pytest.raises(PermissionDenied):
        ask(view, Holder("EXPORT"))


def test_a_right_opens_and_its_lack_refuses():
    view = guards.requires("SEE")(page)
    assert ask(view, Holder("SEE")).content == b"inside"
    with pytest.raises(PermissionDenied):
        ask(view, Holder("IMPORT"))


@pytest.mark.parametrize("guard", [guards.requires("SEE"), guards.signed_in])
def test_strangers_sign_in_and_come_back(guard):
    response = ask(guard(page), AnonymousUser())
    assert response.status_code == 302
    assert response["Location"] == "/accounts/login/?next=/journeys/%3Fsource%3Da"


@pytest.mark.parametrize(
    ("where", "back"),
    [
        ("http://testserver/journeys/?a=1", "/journeys/%3Fa%3D1"),
        ("http://elsewhere.example/x", "/"),
        ("//elsewhere.example/x", "/"),
        ("http://testserver//elsewhere.example", "/"),
        ("", "/bottlenecks/part/"),
    ],
)
def test_a_fragment_sends_its_whole_page_to_sign_in(where, back):
    headers = {"HX-Request": "true"} | ({"HX-Current-URL": where} if where else {})
    response = ask(guards.signed_in(page), AnonymousUser(), path="/bottlenecks/part/", **headers)
    assert response.status_code == 401
    assert response["HX-Redirect"] == f"/accounts/login/?next={back}"
