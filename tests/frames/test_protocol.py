"""The document: one way of being written down, and nothing read that is not understood."""

import json

import pytest
from hypothesis import given

from carepath.frames import protocol
from carepath.frames.protocol import DocumentError
from tests.analysis.protocols import SEPSIS, documents, examples


def content(**changes):
    return json.loads(protocol.canonical(SEPSIS)) | changes


@examples()
@given(documents())
def test_what_is_written_is_read_again_and_written_the_same(document):
    text = protocol.canonical(document)
    assert protocol.read(text) == document
    assert protocol.canonical(protocol.read(text)) == text


def test_the_order_of_keys_and_blanks_do_not_change_the_name():
    loose = json.dumps(dict(reversed(content().items())), indent=3)
    again = protocol.canonical(protocol.read(loose))
    assert protocol.sha256(again) == protocol.sha256(protocol.canonical(SEPSIS))
    assert len(protocol.sha256(again)) == 64


def test_an_amount_is_hashed_in_its_shortest_form():
    dose = {"id": "first", "drug": " Drug A ", "amount": "7.50", "unit": "mg"}
    found = protocol.of(content(doses=[dose])).doses[0]
    assert (found.amount, found.drug) == ("7.5", "Drug A")


@pytest.mark.parametrize(
    ("text", "plain"),
    [("7.50", "7.5"), ("100", "100"), ("1e2", "100"), ("0.0", "0"), ("-0", "0"),
     ("some", "some"), ("NaN", "NaN"), ("1e999", "1e999"), ("", "")],
)  # fmt: skip
def test_amounts(text, plain):
    assert protocol.plain_amount(text) == plain


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"schema": "carepath.protocol/2"}, "schema: only carepath.protocol/1"),
        ({"colour": "red"}, "colour: there is no such field."),
        ({"title": 5}, "title: a text"),
        ({"title": "x" * 4001}, "title: a text of at most 4000"),
        ({"owners": "CLINICIAN"}, "owners: a list of texts"),
        ({"steps": {}}, "steps: a list"),
        ({"steps": ["x"]}, "steps, row 1: an id"),
        ({"steps": [{"id": "A b"}]}, "steps, row 1: an id"),
        ({"steps": [{"id": "a"}, {"id": "a"}]}, "steps: two rows have the same id."),
        ({"steps": [{"id": "a", "dose": "5"}]}, "steps/a/dose: there is no such field."),
        ({"rules": [{"id": "a", "kind": "often"}]}, "rules/a/kind: one of response"),
        ({"rules": [{"id": "a", "within_s": 1.5}]}, "rules/a/within_s: whole seconds"),
        ({"rules": [{"id": "a", "within_s": True}]}, "rules/a/within_s: whole seconds"),
        ({"rules": [{"id": "a", "within_s": -1}]}, "rules/a/within_s: whole seconds"),
        ({"steps": [{"id": f"s{n}"} for n in range(201)]}, "at most 200 rows"),
    ],
)
def test_what_is_not_understood_is_refused_by_its_place(changes, said):
    with pytest.raises(DocumentError, match=said.replace("(", r"\(")):
        protocol.of(content(**changes))


@pytest.mark.parametrize("text", ["", "{", "[]", '{"a": 1, "a": 2}', "[" * 5000, "null"])
def test_what_is_no_protocol_at_all(text):
    with pytest.raises(DocumentError):
        protocol.read(text)


def test_the_stages_a_protocol_touches():
    steps = {step.stage for step in SEPSIS.steps}
    ends = {stage for rule in SEPSIS.rules for stage in (rule.source, rule.target)}
    assert SEPSIS.touched == (steps | ends | {SEPSIS.stage}) - {""}
    assert "Sepsis flag" in SEPSIS.touched and "" not in SEPSIS.touched
