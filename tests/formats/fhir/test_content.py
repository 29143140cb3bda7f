"""JSON of FHIR: decimals keep their digits, no key twice, size and depth capped."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carepath.formats.fhir import content
from carepath.formats.fhir.faults import Refused

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**31), 2**31) | st.text('aé\t"\\/<>🫀', max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc"), inner, max_size=3),
    max_leaves=20,
)


@given(PLAIN)
def test_what_is_read_is_written_as_it_was(found):
    raw = json.dumps(found).encode()
    assert json.loads(content.write(content.read(raw))) == found


@pytest.mark.parametrize("number", ["1.00", "0.10", "66.89999999999999", "-0.0", "1.0E+2", "7"])
def test_a_number_keeps_its_digits(number):
    assert content.write(content.read(f'{{"value":{number}}}'.encode())) == f'{{"value":{number}}}'


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "fhir_not_json"),
        (b"{", "fhir_not_json"),
        (b"\xff\xfe{}", "fhir_not_json"),
        (b'{"value":NaN}', "fhir_not_json"),
        (b'{"value":Infinity}', "fhir_not_json"),
        (b'{"value":1e999999999}', "fhir_not_json"),
        (b'{"value":' + b"9" * 5000 + b"}", "fhir_not_json"),
        (b'{"value":0.' + b"9" * 100 + b"}", "fhir_not_json"),
        (b'{"id":"a","id":"b"}', "fhir_invalid"),
        (b'{"id":"a\\u0000"}', "fhir_invalid"),
        (b'{"id":"\\ud800"}', "fhir_invalid"),
        (b'{"a\\u0001":1}', "fhir_invalid"),
        (b"[" * 33 + b"1" + b"]" * 33, "fhir_too_deep"),
        (b"[" * 100_000, "fhir_too_deep"),
    ],
)
def test_what_is_no_sound_json_is_refused(raw, reason):
    with pytest.raises(Refused) as refusal:
        content.read(raw)
    assert refusal.value.code == reason


def test_what_is_too_large_is_refused_before_it_is_read(monkeypatch):
    monkeypatch.setattr(content, "MOST_BYTES", 3)
    with pytest.raises(Refused) as refusal:
        content.read(b'{"a')
    assert (refusal.value.code, refusal.value.status) == ("fhir_not_json", 400)
    with pytest.raises(Refused) as refusal:
        content.read(b"{}  ")
    assert (refusal.value.code, refusal.value.status) == ("fhir_too_big", 413)


def test_a_mark_of_the_byte_order_is_passed_over():
    assert content.read(b"\xef\xbb\xbf{}") == {}
