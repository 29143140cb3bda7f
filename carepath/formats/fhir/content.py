"""JSON of FHIR to Python and back: no key twice, decimals keep their digits, size and depth capped.

Reference: FHIR R4, JSON representation; decimals keep their precision (2.24.0.1).
"""

import json
import re
from decimal import Decimal, InvalidOperation
from typing import Any

from carepath.formats.fhir.faults import FAULTS, Refused, refused

MOST_BYTES = 16 * 1024 * 1024
DEEPEST = 32
_DIGITS, _MAGNITUDE = 60, 300
"""A decimal has at most so many digits, and lies within ten to the power of plus or minus this."""

_NEVER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")


class _Twice(ValueError):
    """A key that stands twice in one object."""


def read(raw: bytes) -> Any:
    """Return the content; Refused where it is no JSON, too large, too deep, or says a key twice."""
    if len(raw) > MOST_BYTES:
        raise refused("too-long", "", FAULTS["fhir_too_big"], status=413)
    try:
        found = json.loads(
            raw.decode("utf-8-sig"),
            object_pairs_hook=_once,
            parse_float=_decimal,
            parse_constant=_no_number,
        )
    except _Twice as error:
        raise refused("structure", "", "A name stands twice in one object.") from error
    except RecursionError as error:
        raise _too_deep() from error
    except (ValueError, InvalidOperation) as error:
        raise refused("structure", "", FAULTS["fhir_not_json"], reason="fhir_not_json") from error
    _check_tree(found)
    return found


def write(found: Any) -> str:
    """Return the content as JSON text; a decimal has the digits it came with."""
    pieces: list[str] = []
    _write(found, pieces)
    return "".join(pieces)


def _write(found: Any, pieces: list[str]) -> None:
    if isinstance(found, dict):
        before = "{"
        for name, value in found.items():
            pieces += (before, json.dumps(name, ensure_ascii=False), ":")
            _write(value, pieces)
            before = ","
        pieces.append("}" if found else "{}")
    elif isinstance(found, list):
        before = "["
        for value in found:
            pieces.append(before)
            _write(value, pieces)
            before = ","
        pieces.append("]" if found else "[]")
    else:
        number = isinstance(found, Decimal)
        pieces.append(str(found) if number else json.dumps(found, ensure_ascii=False))


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _Twice
    return found


def _decimal(text: str) -> Decimal:
    number = Decimal(text)
    if len(text) > _DIGITS or abs(number.adjusted()) > _MAGNITUDE:
        raise ValueError("number")
    return number


def _no_number(_text: str) -> None:
    raise ValueError("number")


def _check_tree(found: Any) -> None:
    """Refuse what is nested too deeply, or holds a character that no text of FHIR may hold."""
    level = [found]
    for _depth in range(DEEPEST):
        inner: list[Any] = []
        for one in level:
            if isinstance(one, dict):
                inner += one
                inner += one.values()
            elif isinstance(one, list):
                inner += one
            elif isinstance(one, str) and _NEVER.search(one):
                raise refused("invalid", "", "A text holds a control character.")
        level = [one for one in inner if isinstance(one, dict | list | str)]
        if not level:
            return
    raise _too_deep()


def _too_deep() -> Refused:
    return refused("too-costly", "", FAULTS["fhir_too_deep"])
