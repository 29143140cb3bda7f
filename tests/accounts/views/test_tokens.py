"""One's own tokens: made, shown once, revoked."""

import pytest

from carepath.accounts.models import ApiToken
from tests.accounts.views.test_people import signed_in, text
from tests.factories import first, nora, otto

pytestmark = pytest.mark.django_db(databases="__all__")


def test_a_token_is_shown_once():
    client = signed_in(nora())
    data = {"name": "nightly", "scopes": ["SEE"], "days": "30"}
    page = client.post("/people/tokens/", data)
    secret = page.context["secret"]
    assert secret in text(page)
    assert secret not in text(client.get("/people/tokens/"))
    token = ApiToken.objects.get()
    assert (token.scopes, (token.expires_at - token.created_at).days) == (["SEE"], 30)


def test_only_what_one_may_is_offered():
    offered = signed_in(nora()).get("/people/tokens/").context["form"].fields["scopes"].choices
    assert [name for name, _words in offered] == ["SEE", "ANNOTATE"]


@pytest.mark.parametrize(
    "data",
    [
        {"name": "x", "scopes": ["IMPORT"], "days": "30"},
        {"name": "x", "scopes": [], "days": "30"},
        {"name": "x", "scopes": ["SEE"], "days": "3650"},
        {"name": "", "scopes": ["SEE"], "days": "30"},
    ],
)
def test_what_cannot_be_makes_no_token(data):
    page = signed_in(nora()).post("/people/tokens/", data)
    assert page.status_code == 200
    assert not ApiToken.objects.exists()


def test_revoking_ones_own_only():
    owner = first()
    client = signed_in(owner)
    client.post("/people/tokens/", {"name": "n", "scopes": ["SEE"], "days": "30"})
    token = ApiToken.objects.get()
    assert signed_in(nora()).post(f"/people/tokens/{token.pk}/revoke/").status_code == 404
    client.post(f"/people/tokens/{token.pk}/revoke/")
    token.refresh_from_db()
    assert token.revoked_at is not None
    assert "ended" in text(client.get("/people/tokens/"))


def test_who_may_nothing_is_told_so():
    assert "No token to make" in text(signed_in(otto()).get("/people/tokens/"))
