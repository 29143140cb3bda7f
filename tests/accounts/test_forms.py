"""What people type about people and tokens."""

import pytest

from carepath.accounts import forms
from carepath.accounts.permissions import Permission as P
from tests.factories import first, nora

pytestmark = pytest.mark.django_db


def test_a_user_name_is_kept_as_sign_in_compares_it():
    form = forms.Invitation({"username": " ﬁnn "})  # a ligature, and blanks around
    assert form.is_valid()
    assert form.cleaned_data["username"] == "finn"


@pytest.mark.parametrize("name", ["", "two words", "x" * 151, "semi;colon"])
def test_names_that_cannot_be(name):
    assert "username" in forms.Invitation({"username": name}).errors


def test_chosen_scopes_become_permissions():
    form = forms.TokenRequest({"name": "n", "scopes": ["SEE"], "days": "7"}, user=nora())
    assert form.is_valid()
    assert form.cleaned_data["scopes"] == [P.SEE]
    assert form.cleaned_data["days"] == 7


def test_a_reason_is_needed():
    assert "why" in forms.Reason({"why": " "}).errors
    assert "why" in forms.RoleGrant({"role": "AUDITOR", "site": ""}, by=first()).errors
