"""The API takes the parameters of its document and names any other."""

from types import SimpleNamespace

import pytest

from carepath.ui import parameters
from carepath.ui.parameters import Unknown


def asked(method="GET", route="api/v1/journeys/", **query):
    match = SimpleNamespace(route=route)
    return SimpleNamespace(method=method, resolver_match=match, query_params=query)


def allowed(request):
    return parameters.KnownParameters().has_permission(request, None)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_parameter_that_the_document_does_not_know_is_refused(method):
    assert allowed(asked(method, state="open", cursor="x", limit="5", format="json"))
    with pytest.raises(Unknown) as refused:
        allowed(asked(method, page_size="5", state="open"))
    assert list(refused.value.detail) == ["page_size"]
    assert "opened_from" in refused.value.sentence


def test_addresses_are_known_whatever_their_parts_are_called():
    with pytest.raises(Unknown, match="none"):
        allowed(asked(route="api/v1/imports/<int:pk>/", page="2"))


def test_what_is_not_in_the_document_takes_anything():
    assert allowed(asked(route="api/v1/schema/", format="json", version="2"))


def test_every_list_of_the_document_knows_its_pages():
    for address in ("journeys", "imports", "flow/edges", "flow/variants", "flow/milestones"):
        assert {"cursor", "limit"} <= set(parameters.known()["GET", f"/api/v1/{address}/"])
