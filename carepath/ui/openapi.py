"""What the OpenAPI document says beyond the code; what it does not say is not taken."""

from collections.abc import Mapping
from typing import Any

from drf_spectacular.openapi import AutoSchema
from rest_framework.serializers import Serializer

from carepath.ui.parameters import refuse_unknown
from carepath.ui.problems import MEDIA_TYPE

TOKEN = "csrfmiddlewaretoken"  # noqa: S105 - what a form of a page sends beside its fields

PROBLEM = {
    "type": "object",
    "description": "What went wrong and, where input was wrong, which field (RFC 9457).",
    "required": ["type", "title", "status"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "A sentence."},
        "errors": {"type": "object", "description": "Sentences by field."},
    },
}


class Described(AutoSchema):
    """Says of each operation which scope a token needs."""

    def get_extensions(self) -> dict[str, Any]:
        """Return `x-scope`, the scope's word, where a permission guards the operation."""
        mark = getattr(self.view, "policy", None)
        if isinstance(mark, Mapping):
            mark = mark.get(self.method)
        scope = getattr(mark, "scope", "")
        return {"x-scope": scope} if scope else {}


def with_problems(result: dict[str, Any], **_more: Any) -> dict[str, Any]:
    """Return the document with the one form of all errors."""
    result.setdefault("components", {}).setdefault("schemas", {})["Problem"] = PROBLEM
    schema = {"$ref": "#/components/schemas/Problem"}
    answer = {"description": "A problem.", "content": {MEDIA_TYPE: {"schema": schema}}}
    for operations in result["paths"].values():
        for operation in operations.values():
            operation["responses"].setdefault("default", answer)
    return result


class Strict(Serializer):
    """Input that refuses fields it does not know."""

    def to_internal_value(self, data: Any) -> Any:
        """Return the checked input; Unknown where a field has a name of its own."""
        if isinstance(data, Mapping):
            refuse_unknown(data, {*self.fields, TOKEN}, shown=self.fields)
        return super().to_internal_value(data)
