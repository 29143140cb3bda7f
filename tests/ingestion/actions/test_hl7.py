"""An HL7 v2 feed: on disk first, the same message once, visits folded anew, nothing lost."""

from datetime import timedelta

import pytest

from carepath.capacity import queries as capacity
from carepath.formats import hl7v2
from carepath.frames.beds import CLOSED, CONTESTED
from carepath.ingestion import actions
from carepath.ingestion.models import Message
from carepath.journeys.models import Journey, Span
from carepath.outcomes.models import Vital
from tests.factories import AT, site
from tests.ingestion.messages import a20, adt, oru

pytestmark = pytest.mark.django_db


@pytest.fixture
def feed():
    return actions.declare_feed(name="adt", site=site(), by="test", at=AT)


def send(feed, raw, at=AT):
    message = actions.receive_hl7(raw=raw, source=feed, by="test", at=at)
    actions.process(message=message.pk, by="test", at=at)
    return Message.objects.get(pk=message.pk)


def stays():
    found = Span.objects.filter(kind=1, retracted_at=None).order_by("started_at")
    return [
        (one.stage.name, one.started_at.minute, one.ended_at and one.ended_at.minute)
        for one in found
    ]


def test_a_visit_becomes_a_journey(feed):
    for raw in (adt("A01", 1, "W1"), adt("A02", 10, "W2"), adt("A03", 30, "W2")):
        assert send(feed, raw).state == Message.State.PROCESSED
    journey = Journey.objects.get()
    assert stays() == [("W1", 1, 10), ("W2", 10, 30)]
    assert (journey.case_ref, journey.closed_by) == ("V1", Journey.ClosedBy.RECORDED)
    assert journey.attributes["status"] == "finished"
    assert journey.trace_id.hex not in adt("A01", 1, "W1").decode()


def test_an_open_visit_is_an_open_journey(feed):
    send(feed, adt("A01", 1, "W1"))
    assert Journey.objects.get().closed_at is None


def test_late_and_cancelled_ones_leave_the_state_as_if_they_came_in_order(feed):
    for raw in (
        adt("A02", 20, "W3"), adt("A12", 25, "W2"), adt("A02", 10, "W2"), adt("A01", 1, "W1"),
    ):  # fmt: skip
        send(feed, raw)
    assert stays() == [("W1", 1, 10), ("W2", 10, None)]


def test_what_was_entered_in_error_leaves_no_span(feed):
    send(feed, adt("A01", 1, "W1"))
    send(feed, adt("A11", 5, "W1"))
    assert stays() == []
    assert Journey.objects.get().n_spans == 0


def test_a_number_used_again_is_set_aside_and_nothing_is_lost(feed):
    send(feed, adt("A01", 1, "W1", control="c1", sent="20260302"))
    other = send(feed, adt("A02", 5, "W2", control="c1", sent="20260302"))
    assert (other.state, other.reason_code) == ("quarantined", "control_id_reused")
    assert other.reason_text == hl7v2.FAULTS["control_id_reused"]
    assert b"W2" in bytes(other.parts.get().raw)
    assert stays() == [("W1", 1, None)]


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"no message", "not_a_message"),
        (adt("Z99", 1, "W1"), "unknown_trigger"),
        (adt("A40", 1, "W1"), "missing_identity"),
        (adt("A01", 1, "W1", visit=""), "missing_visit_id"),
        (adt("A01", 1, "W1").replace(b"EVN||2026", b"EVN||x026"), "bad_time"),
        (adt("A01", 1, "W1").replace(b"|P|2.5", b"|T|2.5"), "wrong_processing_id"),
    ],
)
def test_what_cannot_be_used_waits_with_its_reason_and_stops_nobody(feed, raw, reason):
    held = send(feed, raw)
    assert (held.state, held.reason_code) == ("quarantined", reason)
    assert "p1" not in held.reason_text
    assert send(feed, adt("A01", 2, "W1")).state == Message.State.PROCESSED


def test_a_swap_moves_two_patients(feed):
    send(feed, adt("A01", 1, "W1", visit="V1", control="a"))
    send(feed, adt("A01", 2, "W2", visit="V2", control="b"))
    second = "PID|2||p2\rPV1|2|I|W1" + "|" * 16 + "V2"
    swap = send(feed, adt("A17", 10, "W2", visit="V1", control="c", rest=second))
    assert sorted(stays()) == [("W1", 1, 10), ("W1", 10, None), ("W2", 2, 10), ("W2", 10, None)]
    assert set(swap.told.values_list("visit", flat=True)) == {"V1", "V2"}


def test_a_message_that_was_half_worked_on_is_done_again(feed):
    message = actions.receive_hl7(raw=adt("A01", 1, "W1"), source=feed, by="test", at=AT)
    assert message.state == Message.State.RECEIVED
    assert actions.process_feeds(by="worker:sweep", at=AT) == 1
    assert actions.process_feeds(by="worker:sweep", at=AT) == 0
    assert stays() == [("W1", 1, None)]


def test_doubts_stand_beside_the_visit_until_they_are_settled(feed):
    send(feed, adt("A02", 10, "W2"))
    assert Journey.objects.get().attributes["doubts"] == "opened without an admission"
    send(feed, adt("A08", 20, "W3"))
    assert "A08 names another place" in Journey.objects.get().attributes["doubts"]
    send(feed, adt("A01", 1, "W1"))
    assert Journey.objects.get().attributes["doubts"] == "A08 names another place"


PULSE = "8867-4^Heart rate^LN||72|/min|||||F"


def test_results_are_told_of_the_visit_and_measured_values_kept(feed):
    send(feed, adt("A01", 1, "W1"))
    assert send(feed, oru(5, PULSE)).state == Message.State.PROCESSED
    assert Vital.objects.get().visit == "V1"
    asked = oru(10, "718-7||13|g/dL|||||F", service="Blood count", sent="20260302093000+0000")
    assert send(feed, asked).state == Message.State.PROCESSED
    count = Span.objects.get(stage__name="Blood count")
    assert (count.started_at.minute, count.ended_at.minute) == (10, 30)
    assert stays() == [("W1", 1, None)]


def test_a_corrected_result_replaces_and_a_late_admission_finds_it(feed):
    for n, sent in enumerate(("0930", "0950", "0940")):
        at = f"20260302{sent}00+0000"
        send(feed, oru(10, "718-7||13|g/dL|||||F", service="Blood count", sent=at, control=f"r{n}"))
    send(feed, adt("A01", 1, "W1"))
    count = Span.objects.get(stage__name="Blood count", retracted_at=None)
    assert count.ended_at.minute == 50
    assert Journey.objects.get().opened_at.minute == 1


def test_a_value_without_its_unit_is_set_aside_whole_and_holds_up_nobody(feed):
    bad = send(feed, oru(5, PULSE, "8310-5||37||||||F"))
    assert (bad.state, bad.reason_code) == (Message.State.QUARANTINED, "no_unit")
    assert "OBX[2]-6" in bad.reason_text
    assert not Vital.objects.exists()
    assert send(feed, oru(6, PULSE)).state == Message.State.PROCESSED


def test_the_state_of_a_bed_is_told_of_the_bed_alone(feed):
    send(feed, adt("A01", 1, "W1"))
    assert send(feed, a20(5, "W1^^B1", "U")).state == Message.State.PROCESSED
    assert send(feed, a20(6, "W1^^B2", "C")).state == Message.State.PROCESSED
    (unit,) = capacity.board(site=feed.site, at=AT + timedelta(minutes=10))
    assert {one.bed.code: one.state for one in unit.beds} == {"B1": CONTESTED, "B2": CLOSED}
    assert Journey.objects.count() == 1
