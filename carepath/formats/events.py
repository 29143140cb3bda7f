"""Events as a feed sends them: one JSON object a line, one event each (NDJSON).

Moments are integer microseconds since 1970 UTC, references hex, kinds and precisions their names;
what is null is left out. Writing and reading again gives the same frame, byte for byte.
"""

import json
from collections.abc import Callable
from typing import Any

import polars as pl

from carepath.frames.columns import EVENTS
from carepath.frames.rejects import FileError
from carepath.frames.spans import KINDS, PRECISIONS

KIND = "events"
"""What an inbox row with such content is called."""
REF_BYTES = 16
_LONGEST = {"case": 200, "stage": 200, "unit": 80, "role": 80, "patient": 200}
_WHOLE = 2**63


def write(events: pl.DataFrame) -> bytes:
    """Return the events (EVENTS) as lines."""
    return b"".join(_line(row) for row in events.select(list(EVENTS)).iter_rows(named=True))


def _line(row: dict[str, Any]) -> bytes:
    row["kind"], row["precision"] = KINDS[row["kind"]], PRECISIONS[row["precision"]]
    for name in ("ref", "parent_ref"):
        row[name] = None if row[name] is None else row[name].hex()
    for name in ("attributes", "case_attributes"):
        row[name] = None if row[name] is None else json.loads(row[name])
    kept = {name: value for name, value in row.items() if value is not None}
    return _text(kept).encode() + b"\n"


def _text(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def read(raw: bytes) -> pl.DataFrame:
    """Return the events of all lines (EVENTS); FileError with line and field for the first fault.

    A message counts as a whole: one that is faulty in a part was not made by the sender's program.
    """
    rows = [_event(line, number) for number, line in enumerate(raw.splitlines(), 1) if line.strip()]
    if not rows:
        raise FileError("empty_message")
    return pl.DataFrame(rows, schema=EVENTS, orient="row")


def _event(line: bytes, number: int) -> tuple:
    try:
        content = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise FileError("bad_event", line=number, field="JSON") from error
    if not isinstance(content, dict):
        raise FileError("bad_event", line=number, field="JSON")
    return row(content, number)


def row(content: dict[str, Any], number: int) -> tuple:
    """Return one event (EVENTS) of what its line says; FileError with the first faulty field."""
    values = []
    for name in EVENTS:
        try:
            values.append(_READ[name](content.get(name), name))
        except (ValueError, TypeError, KeyError) as error:
            raise FileError("bad_event", line=number, field=name) from error
    found = dict(zip(EVENTS, values, strict=True))
    if not _in_order(found):
        raise FileError("bad_event", line=number, field="started")
    return tuple(values)


def object_of(text: str | None) -> Any:
    """Return the JSON value of a text, None of none; ValueError if it is no JSON."""
    try:
        return None if text is None else json.loads(text)
    except RecursionError as error:
        raise ValueError("JSON") from error


def _in_order(event: dict[str, Any]) -> bool:
    """Tell whether something of it is known, and whether it ended after it began."""
    started, ended = event["started"], event["ended"]
    if started is None:
        return event["requested"] is not None
    return ended is None or ended >= started


def _required(value: Any, name: str) -> str:
    if not isinstance(value, str) or not value or len(value) > _LONGEST[name] or "\0" in value:
        raise ValueError(name)
    return value


def _words(value: Any, name: str) -> str | None:
    return None if value is None else _required(value, name)


def _number(value: Any, name: str) -> int:
    if type(value) is not int or not -_WHOLE < value < _WHOLE:
        raise ValueError(name)
    return value


def _moment(value: Any, name: str) -> int | None:
    return None if value is None else _number(value, name)


def _count(value: Any, name: str) -> int:
    return 0 if value is None else _number(value, name)


def _flags(value: Any, name: str) -> int:
    if not 0 <= (found := _count(value, name)) < 2**31:
        raise ValueError(name)
    return found


def _ref(value: Any, name: str) -> bytes:
    found = bytes.fromhex(value)
    if len(found) != REF_BYTES:
        raise ValueError(name)
    return found


def _object(value: Any, name: str) -> str | None:
    if value is None:
        return None
    if not isinstance(value, dict):
        raise ValueError(name)
    return _text(value)


_READ: dict[str, Callable[[Any, str], Any]] = {
    "case": _required,
    "stage": _required,
    "kind": lambda value, name: KINDS.index(value),
    "requested": _moment,
    "started": _moment,
    "ended": _moment,
    "seq": _count,
    "precision": lambda value, name: PRECISIONS.index(value),
    "flags": _flags,
    "ref": _ref,
    "parent_ref": lambda value, name: None if value is None else _ref(value, name),
    "unit": _words,
    "role": _words,
    "patient": _words,
    "attributes": _object,
    "case_attributes": _object,
}
"""Column to how its value is read; what cannot be read raises."""
