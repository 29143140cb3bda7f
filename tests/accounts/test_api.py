"""Tokens open the API, narrowed; a view without a policy is refused."""

import pytest
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory, force_authenticate
from rest_framework.views import APIView

from carepath.accounts import actions
from carepath.accounts.models import TokenUse
from carepath.accounts.permissions import Permission as P
from carepath.ui import clock
from tests.factories import first, nora, otto

pytestmark = pytest.mark.django_db(databases="__all__")


class Echo(APIView):
    policy = P.SEE

    def get(self, request):
        return Response({"user": request.user.username})

    post = get


class Parted(Echo):
    policy = {"GET": P.SEE, "POST": P.IMPORT}


class Either(Echo):
    policy = (P.IMPORT, P.SEE)


class Unmarked(Echo):
    policy = None


class Open(Echo):
    policy = "public: a test"


class Anyone(Echo):
    policy = "signed in"


def call(view, *, user=None, token=None, method="get"):
    headers = {"authorization": f"Bearer {token}"} if token else {}
    request = getattr(APIRequestFactory(), method)("/api/v1/echo/", headers=headers)
    if user is not None:
        force_authenticate(request, user)
    return view.as_view()(request)


def token(user, *scopes, days=30):
    return actions.create_token(
        user=user, name="t", scopes=scopes or (P.SEE,), days=days, by=user, at=clock.now()
    )


def test_a_token_opens_the_door_and_its_use_is_noted():
    row, secret = token(nora())
    response = call(Echo, token=secret)
    assert (response.status_code, response.data) == (200, {"user": "nora"})
    assert TokenUse.objects.get().token == row.pk


@pytest.mark.parametrize("secret", ["nonsense", "", "cp_" + "x" * 43, "\u00e9"])
def test_an_unknown_token_is_unauthorized(secret):
    response = call(Echo, token=secret or " ")
    assert response.status_code == 401
    assert response["WWW-Authenticate"] == 'Bearer realm="api"'
    assert response.data["detail"] == "This token is unknown, expired or revoked."


def test_without_any_proof_the_answer_is_401():
    response = call(Echo)
    assert response.status_code == 401
    assert response["WWW-Authenticate"] == 'Bearer realm="api"'
    assert response.content_type == "application/problem+json"


def test_a_token_without_the_scope_is_told_so():
    _row, secret = token(first(), P.EXPORT)
    response = call(Echo, token=secret)
    assert response.status_code == 403
    assert response.data["detail"] == "This token may not see journeys: it lacks the scope see."


def test_a_person_without_the_right_is_told_who_may():
    response = call(Echo, user=otto())
    assert response.status_code == 403
    assert "Roles that may: hospital administrator, bed manager" in response.data["detail"]


def test_rights_may_differ_by_method():
    user = nora()
    assert call(Parted, user=user).status_code == 200
    refused = call(Parted, user=user, method="post")
    assert refused.status_code == 403
    assert "quality lead" in refused.data["detail"]


def test_of_several_rights_one_suffices():
    assert call(Either, user=nora()).status_code == 200
    refused = call(Either, user=otto())
    assert refused.status_code == 403
    assert "You may not import files or see journeys." in refused.data["detail"]
    _row, secret = token(first(), P.EXPORT)
    detail = call(Either, token=secret).data["detail"]
    assert detail.endswith("it lacks the scope import or see.")


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_view_without_a_policy_refuses_everybody(method):
    assert call(Unmarked, user=first(), method=method).status_code == 403


def test_public_and_signed_in_marks():
    assert call(Open).status_code == 200
    assert call(Anyone).status_code == 401
    assert call(Anyone, user=otto()).status_code == 200
