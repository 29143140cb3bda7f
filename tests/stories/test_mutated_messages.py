"""Damaged HL7 v2 through reader and intake: no crash, no hang, every reject waits with a reason.

CAREPATH_CASES sets how many (600 by default, 100,000 in `make soak`), CAREPATH_SEED which.
"""

import os
import random
import time
from datetime import UTC, datetime

import pytest
from django.db.models import Count

from carepath.formats import acks, hl7v2
from carepath.ingestion import actions, queries
from carepath.ingestion.actions import batches
from carepath.ingestion.models import Message
from tests.factories import AT, site
from tests.ingestion.messages import adt, oru
from tests.ingestion.stream import messages

pytestmark = pytest.mark.django_db
CASES = int(os.environ.get("CAREPATH_CASES", "600"))
SEED = int(os.environ.get("CAREPATH_SEED", "7"))
TOGETHER, LONGEST_S = 500, 2.0
BITS = (
    *(b"|", b"^", b"~", b"\\", b"&", b"\r", b"\n", b'""', b"\0", b"\x0b", b"\x1c\r"),
    *(b"\\X0000\\", b"\\X" + b"FF" * 40 + b"\\", b"\\F\\", b"\xff\xfe", "ß𝄞".encode(), b"9" * 300),
    *(b"MSH|^~\\&|", b"PV1|", b"99999999999999", b"20261332", b"-0001", b"+9999", b"\xef\xbb\xbf"),
)  # fmt: skip


def sources():
    pulse = "8867-4^Heart rate^LN||72|/min|||||F"
    swap = adt("A17", 5, "W2", rest="PID|2||p2\rPV1|2|I|W1" + "|" * 16 + "V2")
    day = messages(300, seed=SEED, begins=datetime(2026, 3, 2, tzinfo=UTC))
    return [*day, swap, oru(5, pulse), oru(10, "718-7||13|g/dL|||||F", service="Blood count")]


def renumbered(raw, dice):
    """The message under a number of its own, nine times of ten: one used again is set aside."""
    head = raw.split(b"|", 10)
    if dice.random() < 0.9:
        head[9] = b"%d" % dice.randrange(10**12)
    return b"|".join(head)


def damaged(raw, dice):
    """A message with one to eight places changed: bytes, fields, segments, its end."""
    raw = bytearray(raw)
    for _change in range(dice.choice((1, 1, 1, 2, 3, 8))):
        at, turn = dice.randrange(len(raw) + 1), dice.random()
        if turn < 0.35:
            raw[at : at + dice.choice((0, 1, 1, 4))] = dice.choice(BITS)
        elif turn < 0.55:
            raw[at : at + 1] = bytes([dice.randrange(256)])
        elif turn < 0.7:
            del raw[at : at + dice.choice((1, 5, 60))]
        elif turn < 0.8:
            raw[at:at] = raw[dice.randrange(len(raw) + 1) :][: dice.choice((3, 80, 2_000))]
        elif turn < 0.9:
            raw = bytearray(_fields_changed(bytes(raw), dice))
        else:
            del raw[at:]
    return bytes(raw)


def _fields_changed(raw, dice):
    """Segments in another order, or two fields of one exchanged."""
    lines = raw.split(b"\r")
    if dice.random() < 0.5:
        dice.shuffle(lines)
        return b"\r".join(lines)
    place = dice.randrange(len(lines))
    fields = lines[place].split(b"|")
    a, b = dice.randrange(len(fields)), dice.randrange(len(fields))
    fields[a], fields[b] = fields[b], fields[a]
    lines[place] = b"|".join(fields)
    return b"\r".join(lines)


def read_within_time(raw, feed):
    """Answer and read one message as the listener and the intake do; return the seconds."""
    began = time.process_time()
    asked = acks.asked(raw)
    assert asked.first(asked.outcome, at=AT).count(b"\r") in (0, 2, 3)
    try:
        queries.heard(raw, feed)
    except hl7v2.Fault as fault:
        assert fault.code in hl7v2.FAULTS
    return time.process_time() - began


def test_damaged_messages_are_read_or_set_aside_with_a_reason(monkeypatch):
    monkeypatch.setattr(batches, "FEEDS_S", 3_600)
    feed = actions.declare_feed(name="adt", site=site(), by="test", at=AT)
    dice, whole, longest, n = random.Random(SEED), sources(), 0.0, 0
    while n < CASES:
        some = [renumbered(dice.choice(whole), dice) for _one in range(min(TOGETHER, CASES - n))]
        raws = [damaged(raw, dice) for raw in some]
        longest = max(longest, *(read_within_time(raw, feed) for raw in raws))
        kept = actions.receive_all_hl7(raws=raws, source=feed, by="test", at=AT)
        assert len(kept) == len(raws)
        actions.process_feeds(by="test", at=AT)
        n += len(raws)
    assert longest < LONGEST_S
    found = Message.objects.filter(source=feed)
    states = dict(found.order_by().values_list("state").annotate(n=Count("pk")))
    reasons = dict(found.order_by().values_list("reason_code").annotate(n=Count("pk")))
    print(f"\nseed {SEED}, {n} messages: {states}, longest {longest:.3f} s, {reasons}")  # noqa: T201
    assert set(states) == {"processed", "quarantined"}
    assert set(reasons) - {""} <= set(hl7v2.FAULTS) - {batches.CRASHED}
    assert not found.filter(state="quarantined", reason_code="").exists()
    assert not found.filter(state="quarantined", reason_text="").exists()
