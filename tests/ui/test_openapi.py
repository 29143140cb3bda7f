from types import SimpleNamespace

import pytest
from rest_framework import serializers

from carepath.accounts.permissions import Permission
from carepath.ui import openapi
from carepath.ui.openapi import Described, with_problems


def scope_of(policy, method="GET"):
    described = Described()
    described.view, described.method = SimpleNamespace(policy=policy), method
    return described.get_extensions()


@pytest.mark.parametrize(
    ("policy", "method", "told"),
    [
        (Permission.SEE, "GET", {"x-scope": "see"}),
        ({"GET": Permission.SEE, "POST": Permission.IMPORT}, "POST", {"x-scope": "import"}),
        ("signed in", "GET", {}),
        (None, "GET", {}),
    ],
)
def test_an_operation_says_the_scope_its_token_needs(policy, method, told):
    assert scope_of(policy, method) == told


def test_every_operation_may_answer_with_a_problem():
    found = with_problems({"paths": {"/x/": {"get": {"responses": {"200": {}}}}}})
    answer = found["paths"]["/x/"]["get"]["responses"]["default"]
    assert "application/problem+json" in answer["content"]
    assert "Problem" in found["components"]["schemas"]


class Input(openapi.Strict):
    reason = serializers.CharField()


def test_input_refuses_fields_of_other_names():
    assert Input(data={"reason": "late", "csrfmiddlewaretoken": "x"}).is_valid()
    form = Input(data={"reason": "late", "raeson": "x"})
    assert not form.is_valid()
    assert list(form.errors) == ["raeson"]
    assert not Input(data=["late"]).is_valid()
