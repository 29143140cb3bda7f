from carepath.portal import queries
from carepath.portal.queries.reference import Operation

DOCUMENT = {
    "components": {
        "schemas": {
            "Thing": {
                "required": ["name"],
                "properties": {
                    "name": {"type": "string", "description": "What it is called."},
                    "size": {"type": ["number", "null"], "format": "double"},
                    "parts": {"type": "array", "items": {"$ref": "#/components/schemas/Part"}},
                    "state": {"allOf": [{"$ref": "#/components/schemas/State"}]},
                },
            },
            "Part": {"properties": {"weight": {"type": "integer"}}},
            "State": {"type": "string", "enum": ["open", "closed"]},
        }
    },
    "paths": {
        "/api/v1/things/{id}/": {
            "get": {
                "tags": ["things"],
                "description": "Return a thing.",
                "x-scope": "see",
                "parameters": [
                    {"name": "long", "in": "query", "schema": {"type": "boolean"}},
                    {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}},
                ],
                "responses": {
                    "200": {
                        "content": {
                            "application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}
                        }
                    },
                    "default": {},
                },
            }
        },
        "/api/v1/things/": {
            "post": {
                "tags": ["things"],
                "requestBody": {
                    "content": {
                        "multipart/form-data": {"schema": {"$ref": "#/components/schemas/Part"}}
                    }
                },
                "responses": {"202": {}},
            }
        },
    },
}


def test_operations_stand_by_topic_with_their_fields():
    (topic,) = queries.reference(DOCUMENT)
    send, read = topic.operations
    assert (send.method, send.body_media, send.body[0].name) == (
        "POST",
        "multipart/form-data",
        "weight",
    )
    assert (read.scope, [one.name for one in read.parameters]) == ("see", ["id", "long"])
    name, size, parts, state = read.answers[0].fields
    assert (name.required, name.text) == (True, "What it is called.")
    assert size.kind == "number (double) or null"
    assert (parts.kind, parts.fields[0].name) == ("list of objects", "weight")
    assert state.choices == ("open", "closed")
    assert [answer.status for answer in read.answers] == ["200"]


def test_a_browser_can_ask_only_what_needs_no_path():
    (topic,) = queries.reference(DOCUMENT)
    assert [operation.is_open for operation in topic.operations] == [False, False]
    plain = Operation("GET", "/api/v1/things/", "", "", (), "", (), ())
    assert plain.is_open
    assert plain.anchor == "get-api-v1-things"


def test_the_whole_api_has_a_document():
    found = queries.document()
    assert found["openapi"].startswith("3.1")
    flow = found["paths"]["/api/v1/flow/milestones/"]["get"]
    assert {"source", "from", "to", "within_s", "by", "period"} <= {
        parameter["name"] for parameter in flow["parameters"]
    }
    assert flow["x-scope"] == "see"
    assert all(topic.operations for topic in queries.reference(found))
