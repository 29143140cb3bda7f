"""Mappings: plain JSON there and back, and a sentence that names each wrong field."""

import json

import pytest

from carepath.frames.mapping import Mapping, MappingError, Target, from_dict

LEAST = {"case": "c", "activity": "a", "time": "t"}


def test_plain_json_there_and_back():
    mapping = Mapping(
        **LEAST,
        lifecycle="l",
        case_attributes=("age",),
        numeric_attributes=("age",),
        time_format="dd-MM-yyyy HH:mm",
        timezone="Europe/Amsterdam",
        precision="min",
        has_header=False,
        closing_rule="end_stages",
        end_stages=("Release",),
        phases={"Release": "ward", "Return": "away"},
        longest_s={"CT": 86_400},
        targets=(Target("Triage", "Antibiotics", 3600),),
    )
    assert from_dict(json.loads(json.dumps(mapping.as_dict()))) == mapping
    assert str(mapping.zone) == "Europe/Amsterdam"


def test_used_columns_are_named_once():
    mapping = Mapping(**LEAST, patient="c", case_attributes=("x",), event_attributes=("y", "x"))
    assert mapping.columns == ("c", "a", "t", "x", "y")


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"case": ""}, "case"),
        ({"start": "t"}, "start"),
        ({"timezone": "Amsterdam"}, "timezone"),
        ({"timezone": "../etc/passwd"}, "timezone"),
        ({"precision": "hour"}, "precision"),
        ({"time_format": "HH:mm"}, "time_format"),
        ({"time_format": "%Q"}, "time_format"),
        ({"delimiter": ""}, "delimiter"),
        ({"delimiter": ";;"}, "delimiter"),
        ({"delimiter": '"'}, "delimiter"),
        ({"encoding": "latin-9"}, "encoding"),
        ({"decimal_mark": "'"}, "decimal_mark"),
        ({"closing_rule": "never"}, "closing_rule"),
        ({"closing_rule": "end_stages"}, "end_stages"),
        ({"closing_rule": "silence"}, "silence_days"),
        ({"phases": {"A": "moon"}}, "phases"),
        ({"phases": ["A"]}, "phases"),
        ({"longest_s": {"A": 0}}, "longest_s"),
        ({"longest_s": {"A": True}}, "longest_s"),
        ({"longest_s": 60}, "longest_s"),
        ({"targets": [{"source": "A", "target": "B", "within_s": 0}]}, "targets"),
        ({"targets": [{"source": "A"}]}, "targets"),
        ({"case_attributes": "age"}, "case_attributes"),
        ({"silence_days": True}, "silence_days"),
        ({"has_header": "no"}, "has_header"),
        ({"unit": 3}, "unit"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_wrong_field_is_named(change, word):
    with pytest.raises(MappingError, match=f"^{word}"):
        from_dict(LEAST | change)


@pytest.mark.parametrize("content", [[], "x", None, {"case": "c"}])
def test_what_is_no_mapping_is_refused(content):
    with pytest.raises(MappingError):
        from_dict(content)


@pytest.mark.parametrize("form", ["", "epoch_s", "epoch_ms", "%d/%m/%Y %H:%M", "d MMM yyyy"])
def test_time_formats(form):
    assert from_dict(LEAST | {"time_format": form}).time_format == form


def test_only_the_columns_that_are_missing_are_named():
    with pytest.raises(MappingError, match="^time: name the column"):
        from_dict({"case": "c", "activity": "a"})
