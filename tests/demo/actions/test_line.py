from datetime import timedelta

import pytest
from django.db import transaction

from carepath.demo.actions import line
from carepath.demo.models import Outgoing
from carepath.formats import events, hl7v2
from carepath.ingestion.models import Message
from carepath.journeys.models import Span
from tests.demo.worlds import a_hospital
from tests.factories import AT
from tests.journeys.frames import event, frame

pytestmark = pytest.mark.django_db
WHO = {"by": "worker:demo", "at": AT}


def send(row, case, *, stage="Triage", down=False):
    found = frame(event(case or "", stage, 0, 5))
    with transaction.atomic():
        return line.tell(row, found if case else found.clear(), down=down, **WHO)


def cases():
    return [
        events.read(bytes(message.parts.get().raw))["case"][0]
        for message in Message.objects.order_by("pk")
    ]


def by_hand(source, raws):
    return line.by_hand(source, raws, **WHO)


def test_a_message_goes_into_the_inbox():
    row = a_hospital()
    send(row, "A")
    assert (cases(), row.held.count()) == (["A"], 0)


def test_while_the_line_is_down_messages_wait_and_then_go_in_their_order(monkeypatch):
    monkeypatch.setattr(line, "AT_ONCE", 2)
    row = a_hospital()
    for case in "ABC":
        send(row, case, down=True)
    assert (cases(), row.held.count()) == ([], 3)
    send(row, "D")
    assert (cases(), row.held.count()) == (["A", "B"], 2)
    send(row, None)
    assert (cases(), row.held.count()) == (["A", "B", "C", "D"], 0)
    send(row, None)
    assert Message.objects.count() == 4


def test_what_waits_in_the_inbox_is_recorded():
    row = a_hospital()
    for case in "AB":
        send(row, case)
    line.record_waiting(row, **WHO)
    assert set(Message.objects.values_list("state", flat=True)) == {"processed"}
    assert Span.objects.count() == 2


def test_one_that_another_process_works_on_is_left_to_it():
    row = a_hospital()
    send(row, "A")
    send(row, "B")
    first = Message.objects.order_by("pk").first()
    Message.objects.filter(pk=first.pk).update(
        lease_until=AT.replace(hour=12), leased_by="elsewhere:1:1"
    )
    line.record_waiting(row, **WHO)
    assert not Span.objects.exists()


def test_what_admissions_say_waits_until_it_is_answered():
    row = a_hospital()
    assert send(row, "A", stage="Arrival") == 1
    waits = Outgoing.objects.get()
    assert hl7v2.head(bytes(waits.raw)).get("MSH", 9, 2) == "A04"
    assert not Message.objects.exists()
    assert line.send(row, lambda source, raws: 0) == 0
    assert Outgoing.objects.exists(), "nothing was answered"
    assert line.send(row, by_hand, until=waits.due_at - timedelta(seconds=1)) == 0
    assert line.send(row, by_hand, until=waits.due_at) == 1
    assert not Outgoing.objects.exists()
    assert line.waits(row)
    line.record_waiting(row, **WHO)
    assert not line.waits(row)
    assert Span.objects.get().stage.name == "Arrival"


def test_what_was_answered_and_not_taken_off_is_the_same_message_again():
    row = a_hospital()
    send(row, "A", stage="Arrival")
    line.send(row, lambda source, raws: by_hand(source, raws) * 0)
    line.send(row, by_hand)
    assert (Message.objects.get().deliveries, Outgoing.objects.count()) == (2, 0)
