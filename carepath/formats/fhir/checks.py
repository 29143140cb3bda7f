"""Whether content is what FHIR R4 says of its type; every fault is named with its path.

Method: one walk along the table of `types`. What the table does not hold is refused: an element
that nobody understands may turn the meaning of the rest round. Faults name no value.
Reference: FHIR R4 (4.0.1), JSON representation, datatypes, and the invariants named below.
"""

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from carepath.formats.fhir import times
from carepath.formats.fhir.codes import SETS
from carepath.formats.fhir.faults import Issue
from carepath.formats.fhir.types import RESOURCES, TYPES, Element

MOST_ISSUES = 20
"""Faults named of one resource; whoever mends these sees the rest."""
MOST_TEXT = 1024 * 1024
ID = re.compile(r"[A-Za-z0-9\-.]{1,64}", re.ASCII)
_CODE = re.compile(r"[^\s]+(?: [^\s]+)*")
_TIME = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d+)?", re.ASCII)
_BASE64 = re.compile(r"[A-Za-z0-9+/=\s]*", re.ASCII)
_TIMES = {"date", "dateTime", "instant"}


def _whole(least: int) -> Callable[[Any], bool]:
    return lambda found: (
        isinstance(found, int) and not isinstance(found, bool) and least <= found < 2**31
    )


def _text(fits: Callable[[str], Any]) -> Callable[[Any], bool]:
    return lambda found: (
        isinstance(found, str) and 0 < len(found) <= MOST_TEXT and bool(fits(found))
    )


def _is_decimal(found: Any) -> bool:
    return isinstance(found, int | Decimal) and not isinstance(found, bool)


def _is_uri(text: str) -> bool:
    return not any(letter.isspace() for letter in text)


PRIMITIVES: dict[str, tuple[Callable[[Any], bool], str]] = {
    "boolean": (lambda found: isinstance(found, bool), "true or false is needed"),
    "integer": (_whole(-(2**31)), "a whole number is needed"),
    "unsignedInt": (_whole(0), "a whole number from 0 on is needed"),
    "positiveInt": (_whole(1), "a whole number from 1 on is needed"),
    "decimal": (_is_decimal, "a number is needed"),
    "string": (_text(str.strip), "a text that is not empty is needed"),
    "markdown": (_text(str.strip), "a text that is not empty is needed"),
    "xhtml": (_text(lambda text: text.lstrip().startswith("<div")), "XHTML in a div is needed"),
    "code": (_text(_CODE.fullmatch), "a code is needed"),
    "id": (_text(ID.fullmatch), "1 to 64 letters, digits, hyphens or dots are needed"),
    "time": (_text(_TIME.fullmatch), "a time such as 14:30:00 is needed"),
    "base64Binary": (_text(_BASE64.fullmatch), "base64 is needed"),
    "date": (_text(times.is_date), "a date such as 2026-03-02 is needed"),
    "dateTime": (
        _text(times.is_date_time),
        "a date, or a time with seconds and offset, such as 2026-03-02T09:00:00+01:00 is needed",
    ),
    "instant": (
        _text(times.is_instant),
        "a time with seconds and offset such as 2026-03-02T09:00:00.000Z is needed",
    ),
    **{
        name: (_text(_is_uri), "an address without blanks is needed")
        for name in ("uri", "url", "canonical", "oid", "uuid")
    },
}
"""Primitive type to what fits it, and what is said where nothing does."""


def issues(resource: Any, path: str = "") -> list[Issue]:
    """Return what is wrong with a resource, [] = nothing; `path` is where it stands."""
    kind = resource.get("resourceType") if isinstance(resource, dict) else None
    if not isinstance(kind, str):
        return [Issue("structure", path or "resourceType", "a resource with its type is needed")]
    if kind not in RESOURCES and kind != "Bundle":
        return [Issue("not-supported", path or "resourceType", "this type is not read")]
    content = {name: value for name, value in resource.items() if name != "resourceType"}
    found = []
    for issue in _of_type(kind, content, path or kind):
        found.append(issue)
        if len(found) == MOST_ISSUES:
            break
    return found


def _of_type(kind: str, content: dict[str, Any], path: str) -> Iterator[Issue]:
    elements, chosen = TYPES[kind], set()
    if not content:
        yield Issue("structure", path, "an object that is not empty is needed (ele-1)")
        return
    for name, value in content.items():
        element = elements.get(name.removeprefix("_"))
        if element is None:
            shown = name if ID.fullmatch(name) else "?"
            yield Issue("structure", f"{path}.{shown}", "no such element is known here")
        elif name.startswith("_"):
            yield from _of_extended(element, value, f"{path}.{name}")
        else:
            if element.choice in chosen:
                yield Issue("structure", f"{path}.{element.choice}", "one of its types is allowed")
            chosen |= {element.choice} - {""}
            yield from _of_element(name, element, value, f"{path}.{name}", content)
    yield from _needed(elements, content, chosen, path)
    yield from _broken(kind, content, path)


def _needed(
    elements: dict[str, Element], content: dict[str, Any], chosen: set[str], path: str
) -> Iterator[Issue]:
    said = set()
    for name, element in elements.items():
        there = element.choice in chosen if element.choice else name in content
        shown = element.choice or name
        if element.needed and not there and shown not in said:
            said.add(shown)
            yield Issue("required", f"{path}.{shown}", "it is needed")


def _of_element(
    name: str, element: Element, value: Any, path: str, beside: dict[str, Any]
) -> Iterator[Issue]:
    if not element.listed:
        yield from _of_value(element, value, path)
        return
    if not isinstance(value, list) or not value:
        yield Issue("structure", path, "a list that is not empty is needed")
        return
    extended = beside.get(f"_{name}")
    for at, one in enumerate(value):
        if one is None and isinstance(extended, list) and at < len(extended) and extended[at]:
            continue  # a value that is not there, with an extension that says why
        yield from _of_value(element, one, f"{path}[{at}]")


def _of_value(element: Element, value: Any, path: str) -> Iterator[Issue]:
    kind = element.type
    if kind in PRIMITIVES:
        fits, said = PRIMITIVES[kind]
        if not fits(value):
            yield Issue("value", path, said, reason="fhir_time" if kind in _TIMES else "")
        elif element.codes and value not in SETS[element.codes]:
            known = ", ".join(sorted(SETS[element.codes]))
            yield Issue("code-invalid", path, f"none of the codes {known}")
    elif not isinstance(value, dict):
        yield Issue("structure", path, "an object is needed")
    elif kind in TYPES:
        yield from _of_type(kind, value, path)


def _of_extended(element: Element, value: Any, path: str) -> Iterator[Issue]:
    """Check what stands beside a primitive under its name with a low line before it."""
    if element.type not in PRIMITIVES:
        yield Issue("structure", path, "no such element is known here")
        return
    several = value if element.listed and isinstance(value, list) else [value]
    for one in several:
        if one is None and element.listed:
            continue
        if not isinstance(one, dict) or not set(one) <= {"id", "extension"}:
            yield Issue("structure", path, "an object with id or extension is needed")
        else:
            yield from _of_type("Element", one, path)


def _broken(kind: str, content: dict[str, Any], path: str) -> Iterator[Issue]:
    """Yield the rules of a type that its content breaks."""
    if content.get("modifierExtension"):
        text = "an extension that changes the meaning is not understood here"
        yield Issue("not-supported", f"{path}.modifierExtension", text)
    if content.get("implicitRules"):
        yield Issue("not-supported", f"{path}.implicitRules", "rules of its own are not known here")
    for rule in _RULES.get(kind, ()):
        yield from rule(content, path)
    if kind in RESOURCES:
        yield from _contained(content, path)


def _ends_after_start(content: dict[str, Any], path: str) -> Iterator[Issue]:
    start, end = (times.moment(_or_none(content.get(name)), times.UTC) for name in ("start", "end"))
    if start is not None and end is not None and end.us < start.us and not _same_day(start, end):
        yield Issue("invariant", path, "it ends before it begins (per-1)", reason="fhir_time")


def _same_day(start: times.Moment, end: times.Moment) -> bool:
    """Return whether a time and a date may be of one day: nothing is known against it."""
    return start.precision != end.precision and abs(start.us - end.us) <= 2 * 24 * 3_600_000_000


def _or_none(found: Any) -> str | None:
    return found if isinstance(found, str) else None


def _one_or_the_other(content: dict[str, Any], path: str) -> Iterator[Issue]:
    if ("extension" in content) == any(name.startswith("value") for name in content):
        text = "either extensions or a value is needed (ext-1)"
        yield Issue("invariant", path, text)


def _absent_or_there(content: dict[str, Any], path: str) -> Iterator[Issue]:
    valued = any(name.startswith("value") for name in content)
    if "dataAbsentReason" in content and valued:
        text = "no value may stand beside it (obs-6)"
        yield Issue("invariant", f"{path}.dataAbsentReason", text)


def _coded_with_system(content: dict[str, Any], path: str) -> Iterator[Issue]:
    if "code" in content and "system" not in content:
        yield Issue("invariant", f"{path}.system", "a code needs its system (qty-3)")


_RULES = {
    "Period": (_ends_after_start,),
    "Extension": (_one_or_the_other,),
    "Observation": (_absent_or_there,),
    "Observation.component": (_absent_or_there,),
    **dict.fromkeys(("Quantity", "Duration", "Age", "Count", "Distance"), (_coded_with_system,)),
}


def _contained(content: dict[str, Any], path: str) -> Iterator[Issue]:
    """Check the resources inside a resource, as far as their types are read."""
    inside = content.get("contained")
    for at, one in enumerate(inside if isinstance(inside, list) else ()):
        where = f"{path}.contained[{at}]"
        if not isinstance(one, dict) or not isinstance(one.get("resourceType"), str):
            yield Issue("structure", where, "a resource with its type is needed")
        elif "contained" in one:
            yield Issue("invariant", where, "it may hold no further resource (dom-2)")
        elif one["resourceType"] in RESOURCES:
            yield from issues(one, where)
