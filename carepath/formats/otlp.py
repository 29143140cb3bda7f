"""A journey as an OpenTelemetry trace: OTLP JSON as the protocol's JSON mapping wants it.

Ids are hex, 64-bit integers are text, enums are numbers. The journey itself is the root span. Tools
that read traces expect every span to have ended, so an open one ends at `as_of` and says so in
`carepath.state`. Only what the caller hands over is written; no id is derived from a patient: span
ids come from the random trace id and the span's key.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from carepath.frames import moments
from carepath.frames.spans import KINDS, SERVICE

SCOPE = {"name": "carepath"}
_INTERNAL = 1  # SpanKind
_HEX = frozenset("0123456789abcdef")


@dataclass(frozen=True, slots=True)
class SpanOut:
    """A span to write. Times are microseconds UTC or None; `key` and `parent` are stable bytes."""

    key: bytes
    name: str
    started: int | None
    ended: int | None
    requested: int | None = None
    parent: bytes | None = None
    kind: int = SERVICE
    attributes: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TraceOut:
    """A journey to write; `trace_id` is 32 small hex digits, `closed` None while it is open."""

    trace_id: str
    name: str
    service: str
    opened: int
    closed: int | None
    spans: Sequence[SpanOut]
    attributes: Mapping[str, Any] = field(default_factory=dict)


def export(trace: TraceOut, as_of: int) -> dict[str, Any]:
    """Return the trace as `resourceSpans`, ready for `json.dumps`.

    ValueError for a trace id that is not 32 hex digits or all zero.
    """
    if len(trace.trace_id) != 32 or not set(trace.trace_id) <= _HEX or not int(trace.trace_id, 16):
        raise ValueError("A trace id is 32 small hex digits, not all zero.")
    ids = {span.key: _span_id(trace, span.key) for span in trace.spans}
    root = _span_id(trace, b"")
    spans = [_root(trace, root, as_of)]
    spans += [_span(trace, span, ids, root, as_of) for span in trace.spans]
    resource = {"attributes": _attributes({"service.name": trace.service})}
    scope_spans = [{"scope": SCOPE, "spans": spans}]
    return {"resourceSpans": [{"resource": resource, "scopeSpans": scope_spans}]}


def _root(trace: TraceOut, span_id: str, as_of: int) -> dict[str, Any]:
    state = "running" if trace.closed is None else "done"
    end = as_of if trace.closed is None else trace.closed
    attributes = {**trace.attributes, "carepath.kind": "journey", "carepath.state": state}
    return _written(trace, span_id, None, trace.name, (trace.opened, end), attributes)


def _span(
    trace: TraceOut, span: SpanOut, ids: dict[bytes, str], root: str, as_of: int
) -> dict[str, Any]:
    start = span.requested if span.started is None else span.started
    end = as_of if span.ended is None else span.ended
    attributes = {
        **span.attributes,
        "carepath.kind": KINDS[span.kind],
        "carepath.state": _state(span),
    }
    if span.requested is not None:
        attributes["carepath.requested_at"] = moments.from_us(span.requested).isoformat()
        if span.started is not None:
            attributes["carepath.wait_us"] = max(0, span.started - span.requested)
    parent = ids.get(span.parent, root) if span.parent else root
    return _written(trace, ids[span.key], parent, span.name, (start, end), attributes)


def _state(span: SpanOut) -> str:
    if span.started is None:
        return "waiting" if span.ended is None else "withdrawn"
    return "running" if span.ended is None else "done"


def _written(
    trace: TraceOut,
    span_id: str,
    parent: str | None,
    name: str,
    bounds: tuple[int, int],
    attributes: Mapping[str, Any],
) -> dict[str, Any]:
    start, end = bounds
    above = {"parentSpanId": parent} if parent else {}
    return {
        "traceId": trace.trace_id,
        "spanId": span_id,
        **above,
        "name": name,
        "kind": _INTERNAL,
        "startTimeUnixNano": str(start * 1000),
        "endTimeUnixNano": str(max(start, end) * 1000),
        "attributes": _attributes(attributes),
        "status": {},
    }


def _span_id(trace: TraceOut, key: bytes) -> str:
    digest = sha256(bytes.fromhex(trace.trace_id) + key).digest()[:8]
    return (digest if any(digest) else b"\x01" * 8).hex()


def _attributes(attributes: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {"key": key, "value": _value(value)}
        for key, value in attributes.items()
        if value is not None
    ]


def _value(value: Any) -> dict[str, Any]:
    if isinstance(value, bool):
        return {"boolValue": value}
    if isinstance(value, int) and -(2**63) <= value < 2**63:
        return {"intValue": str(value)}
    if isinstance(value, float):
        return {"doubleValue": value if abs(value) < float("inf") else _unusual(value)}
    if isinstance(value, list | tuple):
        return {"arrayValue": {"values": [_value(item) for item in value]}}
    return {"stringValue": str(value)}


def _unusual(value: float) -> str:
    if value != value:
        return "NaN"
    return "Infinity" if value > 0 else "-Infinity"
