"""The listener, over real sockets: stored before answered, many at once, refused where it must."""

import asyncio
import threading
from contextlib import contextmanager

import pytest
from hl7.client import MLLPClient

from carepath.formats import mllp as framing
from carepath.ingestion import actions
from carepath.ingestion.mllp import Limits, Listener
from carepath.ingestion.models import Message
from tests.factories import AT, site
from tests.ingestion.messages import adt
from tests.running import free_port

pytestmark = pytest.mark.django_db(transaction=True, databases="__all__")


@contextmanager
def listening(limits=None, stored=lambda: None):
    """A listener in a thread of its own; its port."""
    feed = actions.declare_feed(name="adt", site=site(), by="test", at=AT)
    loop, port = asyncio.new_event_loop(), free_port()
    listener = Listener(feed, limits=limits or Limits(), stored=stored)
    server = loop.run_until_complete(listener.serve("127.0.0.1", port, None))
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield port
    finally:
        loop.call_soon_threadsafe(server.close)
        asyncio.run_coroutine_threadsafe(listener.close(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def sent(port, *raws):
    with MLLPClient("127.0.0.1", port) as client:
        return [client.send_message(raw).strip(b"\x0b\x1c\r").decode() for raw in raws]


def test_a_sender_that_is_not_ours_is_answered_and_nothing_is_lost():
    raws = [adt("A01", 1, "W1"), adt("A02", 5, "W2"), adt("A01", 1, "W1")]
    with listening() as port:
        answers = sent(port, *raws)
    assert ["MSA|AA|" in answer for answer in answers] == [True, True, True]
    assert [len(message.parts.all()) for message in Message.objects.order_by("pk")] == [1, 1]
    assert Message.objects.order_by("pk").first().deliveries == 2


def test_what_is_no_message_is_kept_and_refused():
    with listening() as port:
        (answer,) = sent(port, b"nonsense")
    assert "MSA|AR|" in answer
    assert bytes(Message.objects.get().parts.get().raw) == b"nonsense"


def test_whoever_does_the_work_is_woken():
    woken = []
    with listening(stored=lambda: woken.append(1)) as port:
        sent(port, adt("A01", 1, "W1"))
    assert woken == [1]


def test_many_senders_at_once():
    def send(number):
        raws = (adt("A01", n, "W1", visit=f"V{number}", control=f"{number}-{n}") for n in range(5))
        sent(port, *raws)

    with listening() as port:
        threads = [threading.Thread(target=send, args=(number,)) for number in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert Message.objects.count() == 30


@pytest.mark.parametrize("limits", [Limits(allowed=("10.0.0.0/8",)), Limits(connections=0)])
def test_who_may_not_connect_gets_no_answer(limits):
    with listening(limits) as port, pytest.raises(OSError):
        sent(port, adt("A01", 1, "W1"), adt("A01", 2, "W1"))
    assert not Message.objects.exists()


def test_a_message_that_never_ends_is_refused_by_its_number():
    huge = adt("A01", 1, "W1", control="big") + b"x" * (framing.MOST_BYTES + 10)
    with listening() as port:
        (answer,) = sent(port, huge)
    assert "MSA|AR|big" in answer
    assert not Message.objects.exists()


def test_networks_and_addresses():
    assert Limits().admits("203.0.113.7")
    limits = Limits(allowed=("10.1.0.0/16", "192.0.2.7"))
    assert [limits.admits(a) for a in ("10.1.9.9", "192.0.2.7", "10.2.0.1")] == [True, True, False]
