"""NDJSON events: what is written is read again, anything else is refused with its line."""

import json

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from carepath.formats import events
from carepath.frames.columns import EVENTS
from carepath.frames.rejects import FileError
from tests.journeys.frames import digest, event, frame

WHOLE = {
    "case": "D000001",
    "stage": "Triage",
    "kind": "service",
    "started": 5,
    "ended": 9,
    "precision": "s",
    "ref": "00" * 16,
}


def lines(*contents):
    return "".join(json.dumps(content) + "\n" for content in contents).encode()


def test_what_is_written_is_read_again():
    sent = frame(
        event("A", "Triage", 0, 5, requested=-3, unit="ED", role="nurse", seq=7, flags=3),
        event("A", "Ärztin", 9, None, parent="A", patient="p", attributes='{"news2":3,"a":1.5}'),
        event("B", "Bed", None, None, requested=4, case_attributes='{"age":"40–49"}'),
        event("B", "Point", 6, 6),
    )
    raw = events.write(sent)
    assert raw.count(b"\n") == 4
    assert events.read(raw).equals(sent)
    assert events.write(events.read(raw)) == raw


def test_a_line_says_only_what_is_known():
    (line,) = events.write(frame(event("A", "Triage", None, None, requested=0))).splitlines()
    assert set(json.loads(line)) == {
        "case", "stage", "kind", "requested", "seq", "precision", "flags", "ref",
    }  # fmt: skip


def test_a_line_may_leave_out_what_has_a_default():
    found = events.read(lines(WHOLE) + b"\n\n")
    assert dict(found.schema) == EVENTS
    assert found.row(0, named=True) | {"ref": None} == dict.fromkeys(EVENTS) | {
        "case": "D000001", "stage": "Triage", "kind": 0, "started": 5, "ended": 9,
        "seq": 0, "precision": 1, "flags": 0,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("case", ""),
        ("case", None),
        ("case", 7),
        ("case", "x" * 201),
        ("stage", "a\0b"),
        ("kind", "walk"),
        ("kind", ["service"]),
        ("started", "2026-03-02"),
        ("started", 1.5),
        ("started", True),
        ("started", 2**63),
        ("started", 10),  # after its end
        ("started", None),  # and nobody requested it
        ("flags", -1),
        ("ref", "00"),
        ("ref", "zz" * 16),
        ("ref", None),
        ("parent_ref", 5),
        ("unit", ""),
        ("attributes", "text"),
        ("precision", "h"),
    ],
)
def test_a_faulty_field_is_named_with_its_line(field, value):
    with pytest.raises(FileError) as refused:
        events.read(lines(WHOLE, WHOLE | {field: value}))
    assert refused.value.code == "bad_event"
    assert refused.value.params == {"line": 2, "field": field}


@pytest.mark.parametrize("raw", [b"{", b"[]", b"7", b"\xff\xfe", b"[" * 100_000])
def test_what_is_no_object_is_refused(raw):
    with pytest.raises(FileError) as refused:
        events.read(raw)
    assert refused.value.params["field"] == "JSON"


@pytest.mark.parametrize("raw", [b"", b"\n \n"])
def test_a_message_without_events_is_refused(raw):
    with pytest.raises(FileError) as refused:
        events.read(raw)
    assert refused.value.code == "empty_message"


VALUES = st.none() | st.integers() | st.text()
OBJECTS = st.dictionaries(st.sampled_from(list(EVENTS)), VALUES)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.binary(max_size=200) | OBJECTS.map(lines))
def test_no_bytes_break_the_reader(raw):
    try:
        found = events.read(raw)
    except FileError:
        return
    assert isinstance(found, pl.DataFrame)


def test_references_are_those_of_the_sender():
    assert events.read(events.write(frame(event("A", "X", 0, 1, ref="r"))))["ref"][0] == digest("r")
