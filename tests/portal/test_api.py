import json

import pytest
from jsonschema import Draft202012Validator

from tests.factories import otto

pytestmark = pytest.mark.django_db


def test_the_document_is_for_people_and_tokens_only(client):
    assert client.get("/api/v1/schema/").status_code in (401, 403)
    client.force_login(otto())
    response = client.get("/api/v1/schema/?format=json")
    found = json.loads(response.content)
    assert found["openapi"].startswith("3.1")
    for schema in found["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


def test_every_answer_of_the_flow_fits_the_document(client):
    client.force_login(otto())
    found = json.loads(client.get("/api/v1/schema/?format=json").content)
    edge = found["components"]["schemas"]["EdgeOutput"]
    assert {"from", "to", "count", "mean_s", "median_s", "p90_s", "p95_s", "total_s"} <= set(
        edge["properties"]
    )
