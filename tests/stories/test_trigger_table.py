"""Each trigger by hand: what it does to the journey and to beds, through the real door.

Stays: unit, bed, minutes from and until (None = still). Beds: who has which now, by journey; a
bed that two claim is nobody's. What is not named is empty.
"""

import pytest

from carepath.capacity.models import Claim, Holding
from carepath.ingestion import actions
from carepath.ingestion.models import Message
from carepath.journeys.models import Journey, Span
from tests.factories import AT, site
from tests.ingestion.identities import (
    merged_patients,
    merged_visits,
    mrg,
    parted_patients,
    pid,
    pv1,
    says,
)  # fmt: skip
from tests.ingestion.messages import adt

pytestmark = pytest.mark.django_db
IN = adt("A01", 1, "W1")
OTHER = adt("A01", 2, "W2", visit="V2").replace(b"p1", b"p2")
W1, W2 = ("W1", "B1"), ("W2", "B1")
LIES = [("V1", *W1, 1, None)]
BOTH = [*LIES, ("V2", *W2, 2, None)]
SWAP = adt("A17", 10, "W2", rest="PID|2||p2^^^HOSP\rPV1|2|I|W1^^B1" + "|" * 16 + "V2")
HAS, HAVE = {W1: "V1"}, {W1: "V1", W2: "V2"}


def case(name, *raws, stays=(), beds=None, said=None, doubts="", patients=None):
    return pytest.param(raws, list(stays), beds or {}, said or {}, doubts, patients, id=name)


TABLE = [
    case("A05 planned", adt("A05", 1, "W1")),
    case("A14 pending", adt("A14", 1, "W1")),
    case("A38 plan cancelled", adt("A05", 1, "W1"), adt("A38", 5, "W1")),
    case("A27 pending cancelled", adt("A14", 1, "W1"), adt("A27", 5, "W1")),
    case("A04 arrives", adt("A04", 1, "W1"), stays=LIES, beds=HAS, said={"status": "arrived"}),
    case("A01 admitted", IN, stays=LIES, beds=HAS, said={"status": "in progress", "class": "I"}),
    case("A01 after A04 changes the class", adt("A04", 0, "W1"), IN,
         stays=[("V1", *W1, 0, None)], beds=HAS, said={"status": "in progress"}),
    case("A06 becomes an inpatient", adt("A04", 1, "W1"), adt("A06", 5, "W2"),
         stays=[("V1", *W1, 1, 5), ("V1", *W2, 5, None)], beds={W2: "V1"}, said={"class": "I"}),
    case("A07 becomes an outpatient", IN, adt("A07", 5, "W2"),
         stays=[("V1", *W1, 1, 5), ("V1", *W2, 5, None)], beds={W2: "V1"}),
    case("A15 transfer expected", IN, adt("A15", 5, "W1"), stays=LIES, beds=HAS),
    case("A26 not any more", IN, adt("A15", 5, "W1"), adt("A26", 6, "W1"), stays=LIES, beds=HAS),
    case("A02 moves", IN, adt("A02", 5, "W2"),
         stays=[("V1", *W1, 1, 5), ("V1", *W2, 5, None)], beds={W2: "V1"}),
    case("A12 moved back without a gap", IN, adt("A02", 5, "W2"), adt("A12", 9, "W1"),
         stays=LIES, beds=HAS),
    case("A12 before the A02 it means", IN, adt("A12", 9, "W1"), adt("A02", 5, "W2"),
         stays=LIES, beds=HAS),
    case("A12 into a bed that is taken", IN, adt("A02", 5, "W2"),
         adt("A01", 6, "W1", visit="V2").replace(b"p1", b"p2"), adt("A12", 9, "W1"),
         stays=[("V1", *W1, 1, None), ("V2", *W1, 6, None)], beds={W1: None}),
    case("A09 and A10 keep the bed", IN, adt("A09", 5, "W1"), adt("A10", 9, "W1"),
         stays=LIES, beds=HAS),
    case("A33 not gone", IN, adt("A09", 5, "W1"), adt("A33", 6, "W1"), stays=LIES, beds=HAS),
    case("A32 not back", IN, adt("A09", 5, "W1"), adt("A10", 7, "W1"), adt("A32", 8, "W1"),
         stays=LIES, beds=HAS),
    case("A16 discharge expected", IN, adt("A16", 5, "W1"), stays=LIES, beds=HAS),
    case("A25 not any more", IN, adt("A16", 5, "W1"), adt("A25", 6, "W1"), stays=LIES, beds=HAS),
    case("A03 leaves", IN, adt("A03", 9, "W1"), stays=[("V1", *W1, 1, 9)],
         said={"status": "finished"}),
    case("A13 back without a gap", IN, adt("A03", 9, "W1"), adt("A13", 12, "W1"),
         stays=LIES, beds=HAS, said={"status": "in progress"}),
    case("A11 was a mistake", IN, adt("A11", 5, "W1")),
    case("A17 swaps two in one step", IN, OTHER, SWAP,
         stays=[("V1", *W1, 1, 10), ("V1", *W2, 10, None),
                ("V2", *W1, 10, None), ("V2", *W2, 2, 10)], beds={W1: "V2", W2: "V1"}),
    case("A20 tells of a bed, not of a visit", IN, says("A20", 5, "NPU|W1^^B1|H"),
         stays=LIES, beds=HAS),
    case("A21 leaves and keeps the bed", IN, adt("A21", 5, "W1"), stays=LIES, beds=HAS,
         said={"status": "on leave"}),
    case("A22 comes back", IN, adt("A21", 5, "W1"), adt("A22", 9, "W1"), stays=LIES, beds=HAS,
         said={"status": "in progress"}),
    case("A52 did not leave", IN, adt("A21", 5, "W1"), adt("A52", 6, "W1"),
         stays=LIES, beds=HAS, said={"status": "in progress"}),
    case("A53 did not come back", IN, adt("A21", 5, "W1"), adt("A22", 9, "W1"),
         adt("A53", 10, "W1"), stays=LIES, beds=HAS, said={"status": "on leave"}),
    case("A08 moves nobody", IN, adt("A08", 5, "W2"), stays=LIES, beds=HAS,
         doubts="A08 names another place"),
    case("A28 of a person", IN, says("A28", 5, pid("p1"), "PV1|1|N"), stays=LIES, beds=HAS),
    case("A31 of a person", IN, says("A31", 5, pid("p1")), stays=LIES, beds=HAS),
    *(case(f"{t} is told of the visit", IN, adt(t, 5, "W1"), stays=LIES, beds=HAS)
      for t in ("A31", "A54", "A55", "A60", "A61", "A62")),
    case("A40 two visits of one patient, two beds", IN, OTHER, merged_patients("p2", "p1", 9),
         stays=BOTH, beds=HAVE, patients=1),
    *(case(f"{t} like A40", IN, OTHER, says(t, 9, pid("p1"), mrg("p2")),
           stays=BOTH, beds=HAVE, patients=1) for t in ("A18", "A30", "A34", "A36", "A47")),
    case("A39 like A40", IN, OTHER, says("A39", 9, pid("p1"), mrg("p2")),
         stays=BOTH, beds=HAVE, patients=1),
    case("A37 takes a merge back", IN, OTHER, merged_patients("p2", "p1", 9),
         parted_patients("p1", "p2", 12), stays=BOTH, beds=HAVE, patients=2),
    case("A24 links", IN, OTHER, says("A24", 9, pid("p1"), pid("p2")),
         stays=BOTH, beds=HAVE, patients=1),
    case("A37 takes a link back", IN, OTHER, says("A24", 9, pid("p1"), pid("p2")),
         parted_patients("p2", "p1", 12), stays=BOTH, beds=HAVE, patients=2),
    *(case(f"{t} another account", IN, OTHER, says(t, 9, pid("p1", "a1"), mrg("p1", "a2")),
           stays=BOTH, beds=HAVE, patients=2) for t in ("A35", "A41", "A49")),
    case("A42 one visit claims two beds", IN, OTHER, merged_visits("V2", "V1", 9),
         stays=[("V1", *W1, 1, None), ("V1", *W2, 2, None)], beds={W1: "V1", W2: "V1"},
         doubts="two places are claimed at once", patients=1),
    case("A42 settled by the next move", IN, OTHER, merged_visits("V2", "V1", 9),
         adt("A02", 12, "W3"), stays=[("V1", *W1, 1, 12), ("V1", *W2, 2, 12),
                                      ("V1", "W3", "B1", 12, None)], beds={("W3", "B1"): "V1"}),
    case("A50 another number", IN, says("A50", 5, pid("p1"), mrg(visit="V1"), pv1("V7")),
         adt("A03", 9, "W1", visit="V7"), stays=[("V7", *W1, 1, 9)]),
    case("A51 another outer number", IN, says("A51", 5, pid("p1"), "MRG||||||w2",
         "PV1|1|I" + "|" * 48 + "w1"), stays=LIES, beds=HAS),
    case("A46 another outer number", IN, says("A46", 5, "PID|1|x1|p1^^^HOSP", "MRG||||x2"),
         stays=LIES, beds=HAS),
    case("A48 another outer number", IN, says("A48", 5, "PID|1||p1^^^HOSP|q1", "MRG||q2"),
         stays=LIES, beds=HAS),
    case("A43 a number moved", IN, OTHER, says("A43", 9, pid("p1"), mrg("p2")),
         stays=BOTH, beds=HAVE, patients=1),
    case("A44 an account moved", IN, OTHER, says("A44", 9, pid("p1", "acc"), mrg("p2", "acc")),
         stays=BOTH, beds=HAVE, patients=2),  # no visit told of that account
    case("A45 a visit moved", IN, OTHER, says("A45", 9, pid("p1", "a1"), mrg("p2", "a2", "V2"),
         pv1("V2")), stays=BOTH, beds=HAVE, patients=1),
    case("A23 the visit deleted", IN, OTHER, adt("A23", 9, "W1"),
         stays=BOTH[1:], beds={W2: "V2"}),
    case("A29 the patient deleted", IN, OTHER, says("A29", 9, pid("p1")),
         stays=BOTH[1:], beds={W2: "V2"}),
]  # fmt: skip


def send(raws):
    feed = actions.declare_feed(name="adt", site=site(), by="test", at=AT)
    for raw in raws:
        held = actions.receive_hl7(raw=raw, source=feed, by="test", at=AT)
        actions.process(message=held.pk, by="test", at=AT)
    assert set(Message.objects.values_list("state", flat=True)) == {"processed"}


def minute(moment):
    return None if moment is None else moment.minute


def lies():
    return sorted(
        (
            span.journey.case_ref, span.unit.code, "B1" if '"B1"' in span.attributes else "",
            minute(span.started_at), minute(span.ended_at),
        )
        for span in Span.objects.filter(kind=1, retracted_at=None)
    )  # fmt: skip


@pytest.mark.parametrize(("raws", "stays", "beds", "said", "doubts", "patients"), TABLE)
def test_what_a_trigger_does(raws, stays, beds, said, doubts, patients):
    send(raws)
    assert lies() == sorted(stays)
    held = Holding.objects.filter(until=None).select_related("bed__unit", "journey")
    now = {(h.bed.unit.code, h.bed.code): h.journey and h.journey.case_ref for h in held}
    assert now == beds
    for journey in Journey.objects.filter(case_ref="V1", n_spans__gt=0):
        assert said.items() <= journey.attributes.items()
        assert doubts == "" or doubts in journey.attributes.get("doubts", "")
    if patients is not None:
        shown = Journey.objects.filter(n_spans__gt=0)
        assert len(set(shown.values_list("patient", flat=True))) == patients
    # Whatever happened, nothing was erased: each message is there, and a span taken back is kept.
    assert Message.objects.count() == len(raws)
    assert Claim.objects.filter(journey__n_spans=0).count() == 0


@pytest.mark.parametrize("trigger", ["A08", "A31"])
def test_an_update_changes_what_is_said_of_the_visit_and_nothing_else(trigger):
    service = b"||||||MED|"
    told = IN.replace(b"W1^^B1|||||||", b"W1^^B1|" + service[1:])
    update = adt(trigger, 5, "W1").replace(b"W1^^B1|||||||", b"W1^^B1|||||||SUR")
    send([told, update])
    journey = Journey.objects.get()
    assert journey.attributes["service"] == "SUR"
    assert lies() == LIES
    assert "doubts" not in journey.attributes
