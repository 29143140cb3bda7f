"""The door, over a real connection to the real listener."""

import socket

import pytest

from carepath.demo.management.door import Door
from carepath.ingestion.models import Message
from carepath.simulator import admissions
from tests.demo.worlds import a_hospital
from tests.journeys.frames import event, frame

pytestmark = pytest.mark.django_db(transaction=True, databases="__all__")


def raws(*cases):
    found = frame(*(event(case, "Arrival", 0, n) for n, case in enumerate(cases)))
    every = admissions.told(found)
    return [admissions.written(one, number=n, sent=one.occurred) for n, one in enumerate(every)]


@pytest.fixture
def door():
    made = Door()
    yield made
    made.close()


def test_messages_are_on_disk_when_they_are_answered(door):
    source = a_hospital().source
    assert door(source, raws(*"ABC")) == 3
    found = Message.objects.order_by("pk")
    assert [(m.kind, m.state, m.source) for m in found] == [("hl7steps", "received", source)] * 3
    assert found[0].received_by == f"feed:{source.pk}"


def test_one_that_is_sent_again_is_counted(door):
    source = a_hospital().source
    assert door(source, raws("A")) + door(source, raws("A")) == 2
    assert Message.objects.get().deliveries == 2


def test_a_connection_that_broke_begins_anew(door):
    source = a_hospital().source
    door(source, raws("A"))
    door._line.shutdown(socket.SHUT_RDWR)
    with pytest.raises(OSError):
        door(source, raws("B"))
    assert door(source, raws("B")) == 1


def test_a_door_that_is_shut_opens_again(door):
    source = a_hospital().source
    door(source, raws("A"))
    door.close()
    assert door(source, raws("B")) == 1
    assert Message.objects.count() == 2
