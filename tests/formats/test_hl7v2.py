"""HL7 v2: public samples and odd ones are read; what cannot be is named, without its content."""

import csv

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carepath.formats import hl7v2

HEAD = "MSH|^~\\&|A|B|||20260301||ADT^A01|7|P|2.5"
MESSAGE = f"{HEAD}\rPID|1||p1^^^HOSP^MR~p2||\rPV1|1|I|W1^R2^B3&x^F|||old\r"


def parsed(text, **more):
    return hl7v2.parse(text.encode(), **more)


def fault(raw, **more):
    with pytest.raises(hl7v2.Fault) as caught:
        hl7v2.parse(raw, **more)
    return caught.value.code


def test_all_public_samples_say_what_their_list_says(shared):
    folder = shared / "data/hl7v2-adt"
    with (folder / "manifest.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 66
    for row in rows:
        message = hl7v2.parse((folder / row["file"]).read_bytes())
        assert message.get("MSH", 12) == row["version"], row["file"]
        assert message.get("MSH", 9, 2) == row["trigger"], row["file"]
        assert (message.get("EVN", 1) or "") == row["evn1"], row["file"]
        assert (message.get("PV1", 2) is not None) == (row["has_pv1"] == "yes"), row["file"]


def test_components_subcomponents_and_repetitions():
    message = parsed(MESSAGE)
    assert [message.get("PV1", 3, part) for part in (1, 2, 3, 4, 5)] == [
        "W1",
        "R2",
        "B3",
        "F",
        None,
    ]
    assert message.get("PV1", 3, 3, 2) == "x"
    assert message.get("PID", 3) == "p1"
    assert message.get("PID", 3, 4) == "HOSP"
    assert message.get("ZZZ", 9) is None


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n", "\r\r", " \n"])
def test_every_end_of_line(end):
    assert parsed(MESSAGE.replace("\r", end)).get("PV1", 6) == "old"


def test_byte_order_mark_and_framing_are_no_content():
    raw = b"\x0b" + MESSAGE.encode() + b"\x1c\r"
    assert hl7v2.parse(raw).get("MSH", 10) == "7"
    assert hl7v2.parse(b"\xef\xbb\xbf" + MESSAGE.encode()).get("MSH", 10) == "7"


def test_delimiters_are_those_of_the_message():
    text = "MSH#*:!%#A#B###2026##ADT*A01#7\rPV1#1#I#W1*R*B%2"
    assert parsed(text).get("PV1", 3, 3, 2) == "2"
    doubled = MESSAGE.replace("^~\\&", "^~\\\\&")
    assert parsed(doubled).get("PV1", 3, 3, 2) == "x"


def test_escapes():
    text = f"{HEAD}\rPV1|1|I|a\\T\\b\\S\\c\\X41\\\\.br\\^x\\F\\y^lone\\"
    assert parsed(text).get("PV1", 3) == "a&b^cA\\.br\\"
    assert parsed(text).get("PV1", 3, 2) == "x|y"
    assert parsed(text).get("PV1", 3, 3) == "lone\\"


def test_empty_changes_nothing_and_two_quotes_remove():
    message = parsed(f'{HEAD}\rPV1|1||""|^""')
    assert message.get("PV1", 2) is None
    assert message.get("PV1", 3) == ""
    assert message.get("PV1", 4, 2) == ""


def test_charsets():
    def of(name):
        return f"{HEAD}||||||{name}\rPV1|1|I|Köln"

    assert hl7v2.parse(of("UNICODE UTF-8").encode()).get("PV1", 3) == "Köln"
    assert hl7v2.parse(of("8859/1").encode("latin-1")).get("PV1", 3) == "Köln"
    assert (
        hl7v2.parse(of("").encode(), {hl7v2.CHARSET: {"": "UNICODE UTF-8"}}).get("PV1", 3) == "Köln"
    )
    assert fault(of("").encode()) == fault(of("KOI-7").encode()) == "charset"


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "not_a_message"),
        (b"PID|1|", "not_a_message"),
        (b"MSH|", "not_a_message"),
        (b"MSHA^~\\&A", "bad_delimiters"),
        (b"MSH||~\\&|x", "bad_delimiters"),
        (b"MSH|^^~^\\&|x", "bad_delimiters"),
        (b"MSH|^~\\&|" + b"x" * hl7v2.MOST_BYTES, "too_big"),
    ],
)
def test_what_is_no_message(raw, code):
    assert fault(raw) == code


def test_a_fault_says_where_and_nothing_of_the_content():
    text = str(hl7v2.Fault("bad_time", "EVN-2"))
    assert text == "A time cannot be read, or is one that clocks skipped. (EVN-2)"


def test_keys():
    assert hl7v2.key_of(parsed(MESSAGE)) == "A|B|20260301|7"
    assert hl7v2.key_of(parsed("MSH|^~\\&|A|B||||||")) == ""


@pytest.mark.parametrize("number", ["9" * 200, "7\\X00\\", "7\\X07\\"])
def test_a_key_can_always_be_kept(number):
    keys = {hl7v2.key_of(parsed(MESSAGE.replace("|7|", f"|{n}|"))) for n in (number, number + "1")}
    assert len(keys) == 2
    assert all(key.isprintable() and len(key) <= hl7v2.LONGEST_KEY for key in keys)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("|P|", "|D|", "wrong_processing_id"),
        ("|P|2.5", "|P|3", "unsupported_version"),
        ("|7|", "||", "no_number"),
    ],
)
def test_what_may_not_be_taken(old, new, code):
    with pytest.raises(hl7v2.Fault) as caught:
        hl7v2.check_allowed(parsed(MESSAGE.replace(old, new)))
    assert caught.value.code == code


def test_no_text_holds_the_character_that_no_database_keeps():
    with pytest.raises(hl7v2.Fault):
        parsed(MESSAGE + "\0")
    assert parsed(MESSAGE + "\rZZZ|a\\X00\\b").get("ZZZ", 1) == "a b"


@settings(max_examples=300)
@given(st.data())
def test_whatever_is_changed_it_is_read_or_named(data):
    raw = bytearray(MESSAGE.encode())
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(raw) - 1))
        raw[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    try:
        message = hl7v2.parse(bytes(raw))
    except hl7v2.Fault:
        return
    for segment, field in (("MSH", 9), ("PID", 3), ("PV1", 3)):
        message.get(segment, field, 2, 2)
