"""Which patients a Patient says are one: `link` of type replaced-by or replaces.

Links of type refer and seealso, and links to a RelatedPerson, say nothing of who is who here.
Reference: FHIR R4, Patient.link.
"""

from typing import Any

REPLACED_BY, REPLACES = "replaced-by", "replaces"


def became(resource: dict[str, Any], ident: str) -> set[tuple[str, str]]:
    """Return (one, other) of the patients that became others, as this one tells: references
    (Patient/p1), or number and who gave it where there is no reference."""
    me, found = f"Patient/{ident}", set()
    for link in resource.get("link", ()):
        other = _named(link.get("other", {}))
        if other and other != me and link.get("type") in (REPLACED_BY, REPLACES):
            found.add((me, other) if link["type"] == REPLACED_BY else (other, me))
    return found


def _named(other: dict[str, Any]) -> str:
    parts = other.get("reference", "").partition("/_history/")[0].split("/")
    if len(parts) > 1:
        return "/".join(parts[-2:])[:200] if parts[-2] == "Patient" else ""
    said = other.get("identifier", {})
    if not said.get("value") or other.get("type") == "RelatedPerson":
        return ""
    return f"{said['value']}^{said.get('system', '')}".strip("^")[:200]
