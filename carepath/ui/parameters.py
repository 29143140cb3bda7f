"""Which parameters an operation of the API takes in its address: those of its document, no others.

The framework imports this while it is itself being imported, so nothing of it is needed at first.
"""

import re
from collections.abc import Collection, Sequence
from functools import cache
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import BasePermission

FORMAT = "format"
"""What the framework itself reads from an address."""


class Unknown(ValidationError):
    """Names that an operation does not know; it says which, and what it knows instead."""

    def __init__(self, names: Sequence[str], known: Sequence[str]) -> None:
        known_text = _("Known are: %(known)s.") % {"known": ", ".join(known) or _("none")}
        sentence = f"{_('Not known here.')} {known_text}"
        super().__init__({name: [sentence] for name in names})
        unknown = ngettext(
            "Unknown parameter: %(names)s.", "Unknown parameters: %(names)s.", len(names)
        )
        self.sentence = f"{unknown % {'names': ', '.join(names)}} {known_text}"


class KnownParameters(BasePermission):
    """Refuse a parameter in the address that the operation does not know; comes after the policy.

    Known is what the OpenAPI document says. An operation that is not in it takes anything.
    """

    def has_permission(self, request: Any, view: Any) -> bool:
        method = "GET" if request.method == "HEAD" else request.method
        match = request.resolver_match  # None where a view is called without an address
        names = known().get((method, _nameless(f"/{match.route}"))) if match else None
        if names is not None:
            refuse_unknown(request.query_params, {*names, FORMAT}, shown=names)
        return True


def refuse_unknown(
    given: Collection[str], known: Collection[str], *, shown: Collection[str]
) -> None:
    """Raise Unknown where a given name is not known; it names those and the ones to show."""
    names = sorted(set(given).difference(known))
    if names:
        raise Unknown(names, sorted(shown))


@cache
def known() -> dict[tuple[str, str], tuple[str, ...]]:
    """Return the names of the parameters in the address, by method and address without names."""
    from drf_spectacular.generators import SchemaGenerator

    found = SchemaGenerator().get_schema(request=None, public=True)
    return {
        (method.upper(), _nameless(path)): tuple(
            told["name"] for told in operation.get("parameters", ()) if told["in"] == "query"
        )
        for path, operations in found["paths"].items()
        for method, operation in operations.items()
    }


def _nameless(path: str) -> str:
    return re.sub(r"<[^>]*>|\{[^}]*\}", "{}", path)
