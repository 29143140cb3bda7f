from types import SimpleNamespace

import pytest

from carepath.accounts.permissions import Permission
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
