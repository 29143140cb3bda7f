"""Messages about identities: which numbers each merges, links, parts, moves or deletes."""

from zoneinfo import ZoneInfo

import pytest

from carepath.formats import adt, hl7v2, identity
from carepath.frames.identity import (
    ACCOUNT,
    BECAME,
    DELETED,
    LINKED,
    MOVED,
    OTHER_PERSON,
    OTHER_VISIT,
    PARTED,
    PERSON,
    VISIT,
    Key,
)  # fmt: skip

UTC = ZoneInfo("UTC")
EVN = "EVN|A99|20260301090000||||20260301080000"
PID = "PID|1|x1|p1^^^H~s1^^^S|q1||||||||||||||acc1^^^H"
MRG = "MRG|p2^^^H|q2|acc2^^^H|x2|V2|w2"
PV1 = "PV1|1|I|W1" + "|" * 16 + "V1" + "|" * 31 + "w1"
MADE = (Key(PERSON, "p2^H"), Key(PERSON, "p1^H"))
ACCOUNTS = (Key(ACCOUNT, "acc2^H"), Key(ACCOUNT, "acc1^H"))
VISITS = (Key(VISIT, "V2"), Key(VISIT, "V1"))


def read(trigger, *segments):
    head = f"MSH|^~\\&|S|F|||20260301100000||ADT^{trigger}|c1|P|2.5"
    return identity.facts(hl7v2.parse("\r".join([head, EVN, *segments]).encode()), UTC)


def said(trigger, *segments):
    return [(one.verb, one.one, one.other) for one in read(trigger, *segments or (PID, MRG, PV1))]


@pytest.mark.parametrize(
    ("trigger", "pairs"),
    [
        ("A18", [MADE, ACCOUNTS, VISITS]),
        *((trigger, [MADE]) for trigger in ("A30", "A34", "A40", "A47")),
        *((trigger, [ACCOUNTS]) for trigger in ("A35", "A41", "A49")),
        ("A36", [MADE, ACCOUNTS]),
        ("A39", [(Key(PERSON, "x2"), Key(PERSON, "x1")), MADE]),
        ("A46", [(Key(PERSON, "x2"), Key(PERSON, "x1"))]),
        ("A42", [VISITS]),
        ("A50", [VISITS]),
        ("A48", [(Key(OTHER_PERSON, "q2"), Key(OTHER_PERSON, "q1"))]),
        ("A51", [(Key(OTHER_VISIT, "w2"), Key(OTHER_VISIT, "w1"))]),
    ],
)
def test_what_became_what(trigger, pairs):
    assert said(trigger) == [(BECAME, *pair) for pair in pairs]


def test_when_it_happened_and_that_it_was_sent_again():
    (one,), (again,) = read("A40", PID, MRG), read("A40", PID, MRG)
    assert one.written - one.occurred == 3_600_000_000
    assert one.digest == again.digest


def test_each_pair_of_a_message_and_every_repetition():
    second = "PID|2||p3^^^H", "MRG|p4^^^H~p5^^^H~p3^^^H"
    assert said("A40", PID, MRG, *second)[1:] == [
        (BECAME, Key(PERSON, "p4^H"), Key(PERSON, "p3^H")),
        (BECAME, Key(PERSON, "p5^H"), Key(PERSON, "p3^H")),
    ]


def test_links_partings_and_deletions():
    pair = (Key(PERSON, "p1^H"), Key(PERSON, "p9"))
    assert said("A24", PID, "PID|2||p9") == [(LINKED, *pair)]
    assert said("A37", PID, "PID|2||p9") == [(PARTED, *pair)]
    assert said("A29") == [(DELETED, Key(PERSON, "p1^H"), None)]


def test_moves():
    account, to = Key(ACCOUNT, "acc1^H"), Key(PERSON, "p1^H")
    assert said("A44") == [(MOVED, account, to)]
    assert said("A45") == [(MOVED, Key(VISIT, "V1"), account), (MOVED, account, to)]
    two = MRG, PV1, "MRG|p2^^^H||acc2||V3", "PV1|2|I|W1" + "|" * 16 + "V3"
    assert [one for _verb, one, _to in said("A45", PID, *two)] == [
        Key(VISIT, "V1"), account, Key(VISIT, "V3"),
    ]  # fmt: skip
    assert said("A45", "PID|1||p1", "MRG|||||V3") == [(MOVED, Key(VISIT, "V3"), Key(PERSON, "p1"))]
    assert said("A43") == [(BECAME, Key(PERSON, "p2^H"), to)]
    assert said("A43", PID, "MRG|p1^^^H|||x2") == [(BECAME, to, Key(PERSON, "x1"))]


@pytest.mark.parametrize(
    ("trigger", "segments", "where"),
    [
        ("A40", (PID,), "MRG"),
        ("A40", (PID, "MRG|p1^^^H"), "MRG"),
        ("A42", (PID, MRG), "MRG"),
        ("A24", (PID,), "PID-3"),
        ("A29", ("PID|1",), "PID-3"),
        ("A45", (PID, "MRG|p2"), "MRG"),
    ],
)
def test_one_that_names_no_identities_is_set_aside(trigger, segments, where):
    with pytest.raises(hl7v2.Fault) as caught:
        read(trigger, *segments)
    assert (caught.value.code, caught.value.where) == ("missing_identity", where)


def test_a_time_that_is_missing():
    raw = "MSH|^~\\&|S|F|||||ADT^A40|c1|P|2.5\r" + PID + "\r" + MRG
    with pytest.raises(hl7v2.Fault) as caught:
        identity.facts(hl7v2.parse(raw.encode()), UTC)
    assert caught.value.code == "bad_time"


def test_what_is_about_visits_says_nothing_here():
    assert said("A01") == said("A31") == []
    assert not adt.OF_A_VISIT & identity.OF_IDENTITIES


def test_the_public_samples_about_identities_are_read_or_name_what_is_missing(shared):
    found = {}
    for file in sorted((shared / "data/hl7v2-adt/microsoft").glob("ADT-A*.hl7")):
        message = hl7v2.parse(file.read_bytes())
        if message.get("MSH", 9, 2) in identity.OF_IDENTITIES - identity.OF_A_PERSON:
            try:
                found[file.stem] = [one.verb for one in identity.facts(message, UTC)]
            except hl7v2.Fault as fault:
                found[file.stem] = fault.code
    assert found == {
        "ADT-A29-01": [DELETED], "ADT-A29-02": [DELETED],
        "ADT-A40-01": [BECAME], "ADT-A40-02": [BECAME, BECAME],
        # The MRG of the second holds the patient's own number and no account.
        "ADT-A41-01": [BECAME], "ADT-A41-02": "missing_identity",
        "ADT-A45-01": [MOVED, MOVED], "ADT-A45-02": [MOVED, MOVED, MOVED],
        "ADT-A47-01": [BECAME], "ADT-A47-02": [BECAME, BECAME],
    }  # fmt: skip
