"""The API's reference as a page reads it, from the OpenAPI document."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.generators import SchemaGenerator

METHODS = ("get", "post", "put", "patch", "delete")
PROBLEMS = "default"


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter, or a field of a body: its type in words."""

    name: str
    kind: str
    required: bool
    text: str
    place: str = ""
    choices: tuple[str, ...] = ()
    fields: tuple["Field", ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What an operation answers with: status, media type, fields."""

    status: str
    media: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing a program may ask or do. `scope` is what its token needs."""

    method: str
    path: str
    text: str
    scope: str
    parameters: tuple[Field, ...]
    body_media: str
    body: tuple[Field, ...]
    answers: tuple[Answer, ...]

    @property
    def is_open(self) -> bool:
        """Return whether a browser can ask it by a plain form."""
        return self.method == "GET" and "{" not in self.path

    @property
    def anchor(self) -> str:
        """Return a name for links within the page."""
        words = self.path.replace("{", "").replace("}", "").strip("/").split("/")
        return "-".join([self.method.lower(), *words])


@dataclass(frozen=True, slots=True)
class Topic:
    """Operations under one part of the address."""

    name: str
    operations: tuple[Operation, ...] = field(default_factory=tuple)


def document() -> dict[str, Any]:
    """Return the OpenAPI document of the whole API."""
    return SchemaGenerator().get_schema(request=None, public=True)


def reference(found: Mapping[str, Any]) -> list[Topic]:
    """Return the operations of an OpenAPI document by topic, in order of their addresses."""
    schemas = found.get("components", {}).get("schemas", {})
    topics: dict[str, list[Operation]] = {}
    for path, operations in sorted(found["paths"].items()):
        for method in METHODS:
            if method in operations:
                told = operations[method]
                name = (told.get("tags") or [""])[0]
                topics.setdefault(name, []).append(_operation(method, path, told, schemas))
    return [Topic(name, tuple(operations)) for name, operations in topics.items()]


def _operation(method: str, path: str, told: Mapping, schemas: Mapping) -> Operation:
    content = told.get("requestBody", {}).get("content", {})
    media = next(iter(content), "")
    body = tuple(_fields(content[media].get("schema", {}), schemas)) if media else ()
    answers = told.get("responses", {}).items()
    return Operation(
        method=method.upper(),
        path=path,
        text=told.get("description", ""),
        scope=told.get("x-scope", ""),
        parameters=tuple(_parameter(each) for each in _ordered(told.get("parameters", ()))),
        body_media=media,
        body=body,
        answers=tuple(
            _answer(status, answer, schemas) for status, answer in answers if status != PROBLEMS
        ),
    )


def _ordered(parameters: list[Mapping]) -> list[Mapping]:
    """Return parameters of the path first, then what is needed, then the rest."""
    return sorted(parameters, key=lambda each: (each["in"] != "path", not each.get("required")))


def _parameter(told: Mapping) -> Field:
    schema = told.get("schema", {})
    return Field(
        name=told["name"],
        kind=_kind(schema),
        required=told.get("required", False),
        text=told.get("description", ""),
        place=told["in"],
        choices=tuple(str(choice) for choice in schema.get("enum", ())),
    )


def _answer(status: str, told: Mapping, schemas: Mapping) -> Answer:
    content = told.get("content", {})
    media = next(iter(content), "")
    schema = content[media].get("schema", {}) if media else {}
    return Answer(status, media, tuple(_fields(schema, schemas)))


def _fields(schema: Mapping, schemas: Mapping, depth: int = 0) -> Iterator[Field]:
    """Yield the fields of an object, those of nested objects within them."""
    schema = _resolved(schema, schemas)
    required = schema.get("required", ())
    for name, told in schema.get("properties", {}).items():
        inner = _resolved(told, schemas)
        inside = _resolved(inner.get("items", inner), schemas)
        nested = tuple(_fields(inside, schemas, depth + 1)) if depth < 2 else ()
        text = told.get("description", "") or inner.get("description", "")
        choices = tuple(str(choice) for choice in inside.get("enum", ()) if choice != "")
        yield Field(name, _kind(inner), name in required, text, "", choices, nested)


def _resolved(schema: Mapping, schemas: Mapping) -> Mapping:
    """Return what a reference stands for; of several forms the first."""
    for form in ("allOf", "oneOf", "anyOf"):
        if form in schema:
            schema = schema[form][0]
    reference_ = schema.get("$ref", "")
    return schemas.get(reference_.rpartition("/")[2], {}) if reference_ else schema


def _kind(schema: Mapping) -> str:
    """Return a type in words; `null` is told as "or null"."""
    kinds = schema.get("type", "object" if "properties" in schema else "")
    listed = [kinds] if isinstance(kinds, str) else list(kinds)
    plain = [kind for kind in listed if kind != "null"]
    text = " / ".join(plain) or _("any")
    if schema.get("format"):
        text = f"{text} ({schema['format']})"
    if "array" in plain:
        items = schema.get("items", {})
        text = _("list of %(kind)s") % {"kind": items.get("type") or _("objects")}
    return _("%(kind)s or null") % {"kind": text} if "null" in listed else text
