"""OTLP JSON: the structure that trace tools read, golden and against real files."""

import json
from collections.abc import Iterator
from hashlib import sha256

import pytest

from carepath.formats.otlp import SpanOut, TraceOut, export
from carepath.frames.spans import POINT

TRACE = "5b8efff798038103d269b633813fc60c"
T0 = 1_400_000_000_000_000
MINUTE = 60_000_000


def journey(*spans, closed=T0 + 60 * MINUTE, **attributes):
    return TraceOut(TRACE, "journey", "sepsis", T0, closed, spans, attributes)


def written(trace, as_of=T0 + 90 * MINUTE):
    (resource,) = json.loads(json.dumps(export(trace, as_of), allow_nan=False))["resourceSpans"]
    (scope,) = resource["scopeSpans"]
    return scope["spans"]


def attributes(span):
    return {entry["key"]: entry["value"] for entry in span["attributes"]}


def test_golden():
    span = SpanOut(b"k1", "ER Triage", T0 + MINUTE, T0 + 2 * MINUTE, requested=T0)
    root_id = sha256(bytes.fromhex(TRACE)).hexdigest()[:16]
    span_id = sha256(bytes.fromhex(TRACE) + b"k1").hexdigest()[:16]
    made = export(journey(span), as_of=T0 + 90 * MINUTE)
    assert made == {
        "resourceSpans": [
            {
                "resource": {
                    "attributes": [{"key": "service.name", "value": {"stringValue": "sepsis"}}]
                },
                "scopeSpans": [
                    {
                        "scope": {"name": "carepath"},
                        "spans": [
                            {
                                "traceId": TRACE,
                                "spanId": root_id,
                                "name": "journey",
                                "kind": 1,
                                "startTimeUnixNano": "1400000000000000000",
                                "endTimeUnixNano": "1400003600000000000",
                                "attributes": [
                                    {"key": "carepath.kind", "value": {"stringValue": "journey"}},
                                    {"key": "carepath.state", "value": {"stringValue": "done"}},
                                ],
                                "status": {},
                            },
                            {
                                "traceId": TRACE,
                                "spanId": span_id,
                                "parentSpanId": root_id,
                                "name": "ER Triage",
                                "kind": 1,
                                "startTimeUnixNano": "1400000060000000000",
                                "endTimeUnixNano": "1400000120000000000",
                                "attributes": [
                                    {"key": "carepath.kind", "value": {"stringValue": "service"}},
                                    {"key": "carepath.state", "value": {"stringValue": "done"}},
                                    {
                                        "key": "carepath.requested_at",
                                        "value": {"stringValue": "2014-05-13T16:53:20+00:00"},
                                    },
                                    {"key": "carepath.wait_us", "value": {"intValue": "60000000"}},
                                ],
                                "status": {},
                            },
                        ],
                    }
                ],
            }
        ]
    }


def test_ids_are_hex_stable_and_tied_to_the_trace():
    spans = [SpanOut(bytes([n]), "a", T0, T0) for n in range(50)]
    made = written(journey(*spans))
    ids = [span["spanId"] for span in made]
    assert len(set(ids)) == 51
    assert all(len(bytes.fromhex(name)) == 8 and int(name, 16) for name in ids)
    assert ids == [span["spanId"] for span in written(journey(*spans))]
    other = TraceOut("a" * 32, "journey", "s", T0, T0, spans)
    assert not set(ids) & {span["spanId"] for span in written(other)}


@pytest.mark.parametrize(
    ("times", "state", "start", "end"),
    [
        ((10, 20, None), "done", 10, 20),
        ((10, None, None), "running", 10, 90),
        ((None, None, 5), "waiting", 5, 90),
        ((None, 15, 5), "withdrawn", 5, 15),
        ((95, None, None), "running", 95, 95),
    ],
)
def test_open_spans_end_now_and_say_so(times, state, start, end):
    moments = [None if minute is None else T0 + minute * MINUTE for minute in times]
    made = written(journey(SpanOut(b"k", "a", *moments), closed=None))
    assert attributes(made[1])["carepath.state"] == {"stringValue": state}
    assert attributes(made[0])["carepath.state"] == {"stringValue": "running"}
    assert int(made[1]["startTimeUnixNano"]) == (T0 + start * MINUTE) * 1000
    assert int(made[1]["endTimeUnixNano"]) == (T0 + end * MINUTE) * 1000


def test_children_hang_from_their_parent_and_orphans_from_the_journey():
    made = written(
        journey(
            SpanOut(b"ward", "ward", T0, T0 + 9),
            SpanOut(b"lab", "lab", T0, T0, parent=b"ward", kind=POINT),
            SpanOut(b"x", "x", T0, T0, parent=b"elsewhere"),
        )
    )
    root, ward, lab, orphan = made
    assert "parentSpanId" not in root
    assert [span["parentSpanId"] for span in (ward, lab, orphan)] == [
        root["spanId"],
        ward["spanId"],
        root["spanId"],
    ]


def test_attributes_are_typed():
    given = {
        "text": "é",
        "whole": 2**53 + 1,
        "huge": 2**70,
        "part": 21.5,
        "yes": True,
        "list": ["a", 1],
        "odd": float("nan"),
        "endless": float("-inf"),
        "none": None,
    }
    found = attributes(written(journey(**given))[0])
    assert {key: found[key] for key in given if key != "none"} == {
        "text": {"stringValue": "é"},
        "whole": {"intValue": "9007199254740993"},
        "huge": {"stringValue": str(2**70)},
        "part": {"doubleValue": 21.5},
        "yes": {"boolValue": True},
        "list": {"arrayValue": {"values": [{"stringValue": "a"}, {"intValue": "1"}]}},
        "odd": {"doubleValue": "NaN"},
        "endless": {"doubleValue": "-Infinity"},
    }
    assert "none" not in found


@pytest.mark.parametrize("trace_id", ["", "0" * 32, "5B8EFFF798038103D269B633813FC60C", "g" * 32])
def test_a_bad_trace_id_is_refused(trace_id):
    with pytest.raises(ValueError, match="32 small hex digits"):
        export(TraceOut(trace_id, "j", "s", T0, T0, []), T0)


def paths(value, at="") -> Iterator[tuple[str, str]]:
    """Yield where each leaf of a JSON tree is, and its type; list positions left out."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from paths(item, f"{at}.{key}")
    elif isinstance(value, list):
        for item in value:
            yield from paths(item, f"{at}[]")
    else:
        yield at, type(value).__name__


def test_every_field_is_one_that_jaegers_own_files_have(shared):
    folder = shared / "data/traces/otlp"
    names = ("pair1-otlp.json", "pair2-otlp.json", "jaeger-example-trace.json", "proto-trace.json")
    known = {path for name in names for path in paths(json.loads((folder / name).read_text()))}
    span = SpanOut(b"k", "a", T0, T0, requested=T0 - 5, attributes={"unit": "W1"})
    made = set(paths(export(journey(span), T0)))
    whole = ".resourceSpans[].scopeSpans[].spans[].attributes[].value.intValue"
    assert made <= known | {(whole, "str")}
