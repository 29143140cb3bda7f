"""Words of a feed: only such as no table knows, each found where a message failed for it."""

from zoneinfo import ZoneInfo

import pytest

from carepath.formats import adt as reader
from carepath.formats import bedstatus, hl7v2, hl7words, oru
from carepath.formats.hl7words import BED, CHARSET, MEASURE, TRIGGER, Word
from tests.ingestion.messages import a20, adt
from tests.ingestion.messages import oru as result

UTC = ZoneInfo("UTC")
UMLAUT = adt("A01", 1, "Süd")
NAMED = UMLAUT.replace(b"|P|2.5", b"|P|2.5||||||LATIN-9")


def read(raw, words=None):
    message = hl7v2.parse(raw, words)
    hl7v2.check_allowed(message)
    if b"||ORU" in raw:
        return message, oru.results(message, UTC).measured
    if message.get("MSH", 9, 2) == "A20":
        return message, bedstatus.word(message, UTC).word.state
    return message, reader.admission(message, UTC).trigger


@pytest.mark.parametrize(
    ("raw", "word", "means"),
    [
        (adt("Z01", 1, "W1"), Word(TRIGGER, "Z01"), "A01"),
        (a20(1, "W1^^B1", "ready"), Word(BED, "ready"), "U"),
        (result(1, "8867-4||72|slag/min"), Word(MEASURE, "slag/min"), "/min"),
        (UMLAUT, Word(CHARSET, ""), "UNICODE UTF-8"),
        (NAMED, Word(CHARSET, "LATIN-9"), "UNICODE UTF-8"),
    ],
)
def test_a_message_fails_for_a_word_and_is_read_when_its_meaning_is_said(raw, word, means):
    with pytest.raises(hl7v2.Fault) as fault:
        read(raw)
    assert hl7words.at_fault(raw, fault.value) == word
    assert means in hl7words.MEANS[word.kind]
    message, said = read(raw, hl7words.places([(word.kind, word.said, means)]))
    assert said
    assert {hl7words.word(place, text) for place, text in message.used} == {word}


def test_the_second_value_of_a_message_is_found():
    raw = result(1, "8867-4||72|/min", "8867-4|2|73|slag")
    with pytest.raises(hl7v2.Fault) as fault:
        read(raw)
    assert hl7words.at_fault(raw, fault.value) == Word(MEASURE, "slag")


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (TRIGGER, "A01"),
        (BED, "u"),
        (BED, ""),
        (MEASURE, "Mmol<l>"),
        (MEASURE, "BPM"),
        (CHARSET, "utf-8"),
        ("place", "W1"),
        (TRIGGER, "Z" * 41),
    ],
)
def test_what_a_table_knows_or_is_no_word_cannot_be_given_a_meaning(kind, said):
    assert not hl7words.is_open(Word(kind, said))


@pytest.mark.parametrize(
    "raw", [b"nonsense", adt("S12", 1, "W1").replace(b"ADT", b"SIU"), adt("A01", 1, "W1", visit="")]
)
def test_no_word_mends_the_rest(raw):
    with pytest.raises(hl7v2.Fault) as fault:
        read(raw)
    assert hl7words.at_fault(raw, fault.value) is None


def test_what_was_understood_is_read_as_before():
    words = hl7words.places([(CHARSET, "", "8859/1"), (TRIGGER, "Z01", "A03")])
    message, trigger = read(adt("A01", 1, "W1"), words)
    assert (trigger, message.used) == ("A01", set())
