import pytest
from django.db import transaction

from carepath.demo.actions import line
from carepath.formats import events
from carepath.ingestion.models import Message
from carepath.journeys.models import Span
from tests.demo.worlds import a_hospital
from tests.factories import AT
from tests.journeys.frames import event, frame

pytestmark = pytest.mark.django_db
WHO = {"by": "worker:demo", "at": AT}


def raw(case):
    return events.write(frame(event(case, "Triage", 0, 5)))


def send(row, case, *, down=False):
    with transaction.atomic():
        line.send(row, case and raw(case), down=down, **WHO)


def cases():
    return [
        events.read(bytes(message.parts.get().raw))["case"][0]
        for message in Message.objects.order_by("pk")
    ]


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
