"""Messages that tell whole steps: in any order, repeated, wrong ones beside good ones."""

import random

import pytest

from carepath.formats import steps
from carepath.ingestion import actions
from carepath.ingestion.models import Link, Message, Told
from carepath.journeys.models import Journey, Span
from tests.factories import AT
from tests.journeys.worlds import declared

pytestmark = pytest.mark.django_db
REFS = {"stay": "aa" * 16, "next": "bb" * 16, "end": "cc" * 16}


def zst(step, unit, started, ended="", *, mark="S", kind="stay"):
    def at(minute):
        return f"2026030209{minute:02}00+0000" if minute != "" else ""

    return f"ZST|1|{mark}|{step}|{kind}||{at(started)}|{at(ended)}|1|s||{REFS[step]}||{unit}|||"


def raw(number, trigger, *zsts, visit="V1"):
    head = f"MSH|^~\\&|S|F|||2026030210{number:02}00+0000||ADT^{trigger}|c{number}|P|2.5|{number}"
    pv1 = "PV1|1|I|W1" + "|" * 16 + visit
    return "\r".join([head, "EVN||20260302090000", "PID|1||p1^^^H", pv1, *zsts]).encode()


STORY = [
    raw(1, "A01", zst("stay", "W1", 0)),
    raw(2, "A02", zst("stay", "W1", 0, 20), zst("next", "W9", 20)),  # a wrong move
    raw(3, "A12", zst("stay", "W1", 0), zst("next", "W9", 20, mark="D")),  # taken back
    raw(4, "A02", zst("stay", "W1", 0, 25), zst("next", "W2", 25)),
    raw(5, "A03", zst("next", "W2", 25, 40), zst("end", "W2", 40, 40, kind="point")),
]


def receive(feed, *raws):
    for one in raws:
        actions.receive_hl7(raw=one, source=feed, by="test", at=AT, kind=steps.KIND)


def crowd(feed):
    return actions.process_feeds(by="test", at=AT)


def standing():
    spans = Span.objects.filter(retracted_at=None).order_by("started_at", "stage__name")
    return [
        (s.stage.name, s.unit.code, s.started_at.minute, s.ended_at and s.ended_at.minute)
        for s in spans.select_related("stage", "unit")
    ]


TRUE = [("stay", "W1", 0, 25), ("next", "W2", 25, 40), ("end", "W2", 40, 40)]


def test_a_crowd_is_recorded_in_one_go():
    feed = declared()
    receive(feed, *STORY)
    assert crowd(feed) == 5
    assert standing() == TRUE
    assert set(Message.objects.values_list("state", "attempts")) == {("processed", 0)}
    assert Told.objects.filter(visit="V1").count() == 5
    assert crowd(feed) == 0


@pytest.mark.parametrize("dice", range(8))
def test_any_order_repeats_and_crowds_end_in_the_same_journey(dice):
    feed, order = declared(), random.Random(dice)
    every = [*STORY, *order.sample(STORY, 2)]
    order.shuffle(every)
    for one in every:
        receive(feed, one)
        if order.random() < 0.6:
            crowd(feed)
    while crowd(feed):
        continue
    assert standing() == TRUE
    assert Journey.objects.get().n_spans == 3


def test_what_a_cancel_takes_back_is_open_again_meanwhile():
    feed = declared()
    for one in STORY[:3]:
        receive(feed, one)
        crowd(feed)
    assert standing() == [("stay", "W1", 0, None)]


def test_one_that_cannot_be_used_is_set_aside_and_its_neighbours_are_recorded():
    feed = declared()
    bad = raw(9, "A02", zst("stay", "W1", 0).replace("stay|stay", "stay|nonsense"))
    receive(feed, bad, *STORY)
    crowd(feed)
    assert standing() == TRUE
    aside = Message.objects.get(state="quarantined")
    assert aside.reason_code == "bad_step"


def test_each_span_of_a_real_feed_says_which_message_brought_it():
    feed = declared()
    receive(feed, *STORY)
    crowd(feed)
    numbers = {
        pk: n for n, pk in enumerate(Message.objects.order_by("pk").values_list("pk", flat=True), 1)
    }
    found = Span.objects.filter(retracted_at=None).order_by("started_at", "stage__name")
    assert [numbers[span.message] for span in found] == [4, 5, 5]


def test_a_merge_is_kept_moves_no_step_and_can_be_taken_back():
    feed = declared()
    merge = raw(6, "A40", "MRG|p2^^^H", visit="")
    receive(feed, *STORY, merge)
    crowd(feed)
    assert not Message.objects.exclude(state="processed").exists()
    before = standing()
    link = Link.objects.get()
    assert (link.one, link.other, Told.objects.count()) == ("p2^H", "p1^H", 5)
    actions.part(link=link, reason="two people", by="test", at=AT)
    assert standing() == before


def test_one_message_is_recorded_alone_too():
    feed = declared()
    receive(feed, STORY[0])
    assert actions.process(message=Message.objects.get().pk, by="test", at=AT)
    assert standing() == [("stay", "W1", 0, None)]


def test_a_struck_visit_has_no_span_left():
    feed = declared()
    for one in (raw(1, "A04", zst("stay", "W1", 0)), raw(2, "A11", zst("stay", "W1", 0, mark="D"))):
        receive(feed, one)
        crowd(feed)
    assert Journey.objects.get().n_spans == 0
