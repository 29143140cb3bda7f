from zoneinfo import ZoneInfo

import pytest

from carepath.formats import hl7v2, steps
from carepath.frames.columns import EVENTS

ZONE = ZoneInfo("Europe/London")
REF = "ab" * 16


def message(*zsts, trigger="A02", visit="V1", number="7"):
    head = f"MSH|^~\\&|S|F|||20260302090000+0000||ADT^{trigger}|c1|P|2.5|{number}"
    pv1 = "PV1|1|I|W1" + "|" * 16 + visit
    raw = "\r".join([head, "EVN||20260302090000", "PID|1||p1^^^H", pv1, *zsts])
    return hl7v2.parse(raw.encode())


def zst(place=1, mark="S", stage="Ward stay", kind="stay", started="20260302090000+0000", ref=REF):
    return f"ZST|{place}|{mark}|{stage}|{kind}||{started}||3|s||{ref}||W1|||"


def fault(*zsts, **how):
    with pytest.raises(hl7v2.Fault) as found:
        steps.read(message(*zsts, **how), ZONE)
    return found.value.code


def test_a_step_is_told_as_it_stands():
    (step,) = steps.read(message(zst()), ZONE)
    said = dict(zip(EVENTS, step.row, strict=True))
    assert (said["case"], said["patient"], said["stage"], said["unit"]) == (
        "V1", "p1", "Ward stay", "W1",
    )  # fmt: skip
    assert (said["started"], said["ended"], said["seq"]) == (1772442000000000, None, 3)
    assert (step.stands, step.corrects, step.ref) == (True, False, bytes.fromhex(REF))


def test_several_steps_and_one_that_never_happened():
    first, second = steps.read(message(zst(), zst(2, "D", ref="cd" * 16), trigger="A12"), ZONE)
    assert (first.stands, second.stands) == (True, False)
    assert first.corrects


def test_the_senders_number_counts_before_when_it_was_sent():
    (seven,), (twelve,) = (steps.read(message(zst(), number=n), ZONE) for n in ("7", "12"))
    (none,) = steps.read(message(zst(), number="x"), ZONE)
    assert none.order < seven.order < twelve.order


def test_a_message_without_steps_tells_none():
    assert steps.read(message(), ZONE) == []


@pytest.mark.parametrize(
    "segment",
    [zst(stage=""), zst(kind="sty"), zst(started=""), zst(ref="ab"), zst(ref="zz" * 16),
     zst().replace("|3|s|", "|x|s|"), zst() + "[1]", zst() + "{"],
)  # fmt: skip
def test_a_step_that_cannot_be_read_is_a_fault_that_says_no_content(segment):
    assert fault(segment) == "bad_step"


def test_other_faults():
    assert fault(zst(started="2026030")) == "bad_time"
    assert fault(zst(), visit="") == "missing_visit_id"
    assert fault(zst(), trigger="A28") == "unknown_trigger"
    assert fault(*[zst()] * 501) == "bad_step"
