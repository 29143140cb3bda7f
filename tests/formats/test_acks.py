"""Acknowledgements: the table of both modes, row by row, and nothing of the content in any."""

from datetime import UTC, datetime

import pytest

from carepath.formats import acks
from carepath.formats.acks import FAILED, GOOD, REFUSED

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
ANSWERED = {GOOD: "A", REFUSED: "R", FAILED: "E"}


def message(kind="ADT^A01", number="7", processing="P", version="2.5", accept="", application=""):
    head = f"MSH|^~\\&|A|B|C|D|20260301||{kind}|{number}|{processing}|{version}|||{accept}"
    return f"{head}|{application}\rPV1|1|I|secret".encode()


def lines(answer):
    return answer.decode().split("\r")


def first(raw, types=()):
    """The answer of original mode to a message that was stored."""
    asked = acks.asked(raw, types=types)
    return lines(asked.first(asked.outcome, at=AT))


def test_an_acknowledgement_goes_back_with_the_number_and_in_the_version():
    assert first(message()) == [
        "MSH|^~\\&|C|D|A|B|20260302090000+0000||ACK^A01|20260302090000000000|P|2.5",
        "MSA|AA|7",
        "",
    ]


@pytest.mark.parametrize(
    ("raw", "msa", "error"),
    [
        (message(processing="T"), "MSA|AR|7", "MSH^1^11|202^Unsupported processing id"),
        (message(processing="D"), "MSA|AR|7", "MSH^1^11|202^Unsupported processing id"),
        (message(version="3"), "MSA|AR|7", "MSH^1^12|203^Unsupported version id"),
        (message(kind="SIU^S12"), "MSA|AR|7", "MSH^1^9|200^Unsupported message type"),
        (message(number=""), "MSA|AR|", "MSH^1^10|101^Required field missing"),
        (b"nonsense", "MSA|AR|", "MSH^1|100^Segment sequence error"),
    ],
)
def test_what_is_refused_says_where_and_why_and_nothing_of_the_content(raw, msa, error):
    found = first(raw, types={"ADT", "ORU"})
    assert found[1:] == [msa, f"ERR||{error}^HL70357|E", ""]
    assert acks.asked(raw, types={"ADT", "ORU"}).code == "AR"


def test_an_answer_is_never_answered():
    for kind in ("ACK", "ACK^A01", "MCF^Q01"):
        asked = acks.asked(message(kind=kind, accept="AL", application="AL"))
        assert asked.first(GOOD, at=AT) == asked.later(GOOD, at=AT) == b""
        assert not asked.wants_later()


def test_what_failed_in_original_mode_is_an_error():
    asked = acks.asked(message())
    assert lines(asked.first(FAILED, at=AT))[1:] == [
        "MSA|AE|7", "ERR||MSH^1|207^Application internal error^HL70357|E", ""
    ]  # fmt: skip
    assert not asked.wants_later()
    assert asked.later(GOOD, at=AT) == b""


@pytest.mark.parametrize(
    ("field", "wanted"),
    [
        ("AL", {GOOD, REFUSED, FAILED}),
        ("ER", {REFUSED, FAILED}),
        ("SU", {GOOD}),
        ("NE", set()),
        ("", set()),
        ("nonsense", set()),
    ],
)
def test_enhanced_mode_answers_what_is_asked_for(field, wanted):
    """Table 0155 for MSH-15, which wants to know of storing, and MSH-16, of the effect."""
    asked = acks.asked(message(accept=field or "NE", application=field))
    for outcome, letter in ANSWERED.items():
        stored, done = asked.first(outcome, at=AT), asked.later(outcome, at=AT)
        assert bool(stored) == bool(done) == (outcome in wanted)
        if stored:
            assert lines(stored)[1] == f"MSA|C{letter}|7"
            assert lines(done)[1] == f"MSA|A{letter}|7"


def test_either_field_alone_makes_it_enhanced():
    only_effect = acks.asked(message(application="AL"))
    assert only_effect.first(GOOD, at=AT) == b""
    assert lines(only_effect.later(GOOD, at=AT))[1] == "MSA|AA|7"
    only_stored = acks.asked(message(accept="AL"))
    assert lines(only_stored.first(GOOD, at=AT))[1] == "MSA|CA|7"
    assert not only_stored.wants_later()


def test_of_what_is_refused_at_the_door_nothing_more_is_said():
    asked = acks.asked(message(processing="T", accept="AL", application="AL"))
    found = lines(asked.first(asked.outcome, at=AT))
    assert found[1:3] == ["MSA|CR|7", "ERR||MSH^1^11|202^Unsupported processing id^HL70357|E"]
    assert not asked.wants_later()
    assert asked.later(GOOD, at=AT) == b""


def test_nothing_of_a_message_can_break_its_answer():
    assert first(message(number="7\\F\\8\\X0D\\9\\X0B\\"))[1] == "MSA|AA|7 8 9"


def test_in_a_strange_character_set_the_number_is_repeated_all_the_same():
    raw = message().replace(b"\rPV1", b"||KOI-7\rPV1") + "Köln".encode("latin-1")
    assert first(raw)[1] == "MSA|AA|7"


def test_a_message_that_was_too_large_is_refused_by_its_number():
    assert b"MSA|AR|7" in acks.too_large(message()[:60], at=AT)
    assert b"MSA|CR|7" in acks.too_large(message(accept="AL"), at=AT)
    assert acks.too_large(b"MSH|^~\\&|A|B", at=AT) == acks.too_large(b"", at=AT) == b""
