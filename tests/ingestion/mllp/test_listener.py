"""The listener, over real sockets: stored before answered, many at once, refused where it must."""

import socket
import ssl
import threading
import time
from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import DatabaseError
from hl7.client import MLLPClient

from carepath.formats import mllp as framing
from carepath.ingestion import actions
from carepath.ingestion.management.commands import mllp as command
from carepath.ingestion.mllp import Answers, Limits, listener, storing
from carepath.ingestion.models import Message
from carepath.journeys.models import Source
from tests.factories import AT, site
from tests.ingestion import papers
from tests.ingestion.listening import Sender, listening
from tests.ingestion.messages import adt
from tests.running import eventually

pytestmark = pytest.mark.django_db(transaction=True, databases="__all__")


def sent(port, *raws):
    with MLLPClient("127.0.0.1", port) as client:
        return [client.send_message(raw).strip(b"\x0b\x1c\r").decode() for raw in raws]


def enhanced(raw, accept, application):
    return raw.replace(b"|P|2.5", f"|P|2.5|||{accept}|{application}".encode())


def processed():
    return actions.process_feeds(by="test", at=AT + timedelta(days=999))


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


def test_many_at_once_on_one_line_are_answered_in_order():
    raws = [adt("A01", n, "W1", control=f"c{n}") for n in range(30)]
    with listening() as port, Sender(port) as sender:
        sender.send(b"".join(map(framing.framed, raws)))
        assert [sender.answer() for _raw in raws] == [f"AA|c{n}" for n in range(30)]


@pytest.mark.parametrize("limits", [Limits(allowed=("10.0.0.0/8",)), Limits(connections=0)])
def test_who_may_not_connect_gets_no_answer(limits):
    with listening(limits=limits) as port, pytest.raises(OSError):
        sent(port, adt("A01", 1, "W1"), adt("A01", 2, "W1"))
    assert not Message.objects.exists()


def test_one_address_has_only_so_many_connections():
    with listening(limits=Limits(per_address=1)) as port, Sender(port) as first:
        first.send(framing.framed(adt("A01", 1, "W1", control="a")))
        assert first.answer() == "AA|a"
        with Sender(port) as second:
            assert second.answer() == ""


def test_a_message_that_never_ends_is_refused_by_its_number():
    huge = adt("A01", 1, "W1", control="big") + b"x" * (framing.MOST_BYTES + 10)
    with listening() as port:
        (answer,) = sent(port, huge)
    assert "MSA|AR|big" in answer
    assert not Message.objects.exists()


def test_what_came_before_a_message_too_large_is_kept_and_answered():
    limits = Limits(frame_bytes=2_000)
    small, huge = adt("A01", 1, "W1", control="small"), adt("A01", 1, "W1", control="big")
    with listening(limits=limits) as port, Sender(port) as sender:
        sender.send(framing.framed(small) + framing.framed(huge + b"x" * 3_000))
        assert [sender.answer(), sender.answer(), sender.answer()] == ["AA|small", "AR|big", ""]


def test_too_many_bytes_in_all_end_the_connection_that_brings_more():
    limits, half = Limits(held_bytes=3_000), b"\x0b" + adt("A01", 1, "W1", control="half")
    with listening(limits=limits) as port, Sender(port) as first, Sender(port) as second:
        first.send(half + b"x" * 2_000)
        time.sleep(0.1)
        second.send(half + b"x" * 2_000)
        assert [second.answer(), second.answer()] == ["AR|half", ""]
        first.send(framing.END)
        assert first.answer() == "AA|half"


@pytest.mark.parametrize(
    ("limits", "brought"), [(Limits(idle_s=0.2), b""), (Limits(frame_s=0.2), b"\x0bMSH|")]
)
def test_who_rests_too_long_is_disconnected(limits, brought):
    with listening(limits=limits) as port, Sender(port) as sender:
        sender.send(brought)
        assert sender.answer() == ""


# -- what cannot be stored or understood ----------------------------------------------------------


def failing(monkeypatch):
    def fails(**_):
        raise DatabaseError

    monkeypatch.setattr(storing.actions, "receive_all_hl7", fails)


def test_what_cannot_be_stored_is_not_answered(monkeypatch):
    failing(monkeypatch)
    with listening() as port, Sender(port) as sender:
        sender.send(framing.framed(adt("A01", 1, "W1")))
        assert sender.answer() == ""


def test_unless_its_sender_wants_to_hear_of_it(monkeypatch):
    failing(monkeypatch)
    raw = adt("A01", 1, "W1", control="a")
    with listening(answers=Answers(unstored=True)) as port, Sender(port) as sender:
        sender.send(framing.framed(raw))
        assert sender.answer() == "AE|a"
        sender.send(framing.framed(enhanced(raw, "AL", "AL")))
        assert sender.answer() == "CE|a"


@pytest.mark.parametrize(("unread", "code"), [(False, "AA"), (True, "AE")])
def test_what_cannot_be_understood(unread, code):
    with listening(answers=Answers(unread=unread)) as port, Sender(port) as sender:
        for raw, wanted in (
            (adt("A99", 1, "W1", control="a"), f"{code}|a"),
            (adt("A01", 1, "W1", control="b"), "AA|b"),
        ):
            sender.send(framing.framed(raw))
            assert sender.answer() == wanted
    assert Message.objects.count() == 2


def test_types_that_are_not_taken_are_refused_and_kept():
    raw = adt("A01", 1, "W1", control="a").replace(b"ADT^", b"SIU^")
    with listening(answers=Answers(types={"ADT"})) as port, Sender(port) as sender:
        sender.send(framing.framed(raw))
        assert sender.answer() == "AR|a"
    assert Message.objects.get().reason_code == "unsupported_type"


def test_an_answer_is_kept_and_never_answered():
    raws = [adt("A01", 1, "W1", control="a").replace(b"ADT^A01", b"ACK"), adt("A01", 2, "W1")]
    with listening() as port, Sender(port) as sender:
        sender.send(b"".join(map(framing.framed, raws)))
        assert sender.answer().startswith("AA|A01")
    assert Message.objects.count() == 2


# -- enhanced mode --------------------------------------------------------------------------------


def test_storing_and_the_effect_are_answered_apart(monkeypatch):
    monkeypatch.setattr(listener, "LOOK_S", 0.02)
    raws = [
        enhanced(adt("A01", 1, "W1", control="good"), "AL", "AL"),
        enhanced(adt("A99", 2, "W1", control="bad"), "AL", "AL"),
        enhanced(adt("A01", 3, "W1", control="test"), "AL", "AL").replace(b"|P|", b"|T|"),
        enhanced(adt("A01", 4, "W1", control="quiet"), "NE", "ER"),
    ]
    with listening() as port, Sender(port) as sender:
        sender.send(b"".join(map(framing.framed, raws)))
        assert [sender.answer() for _n in range(3)] == ["CA|good", "CA|bad", "CR|test"]
        processed()
        assert {sender.answer(), sender.answer()} == {"AA|good", "AE|bad"}


def test_who_repeats_a_message_is_told_again_what_became_of_it(monkeypatch):
    monkeypatch.setattr(listener, "LOOK_S", 0.02)
    raw = framing.framed(enhanced(adt("A01", 1, "W1", control="a"), "AL", "AL"))
    with listening() as port:
        with Sender(port) as sender:
            sender.send(raw)
            assert sender.answer() == "CA|a"
        processed()
        with Sender(port) as sender:
            sender.send(raw)
            assert [sender.answer(), sender.answer()] == ["CA|a", "AA|a"]


def test_effects_are_told_elsewhere_where_that_is_configured(monkeypatch):
    monkeypatch.setattr(listener, "LOOK_S", 0.02)
    with socket.create_server(("127.0.0.1", 0)) as elsewhere:
        answers = Answers(later=elsewhere.getsockname())
        with listening(answers=answers) as port:
            with Sender(port) as sender:
                sender.send(framing.framed(enhanced(adt("A01", 1, "W1", control="a"), "AL", "AL")))
                assert sender.answer() == "CA|a"
            processed()
            assert b"MSA|AA|a" in first_bytes(elsewhere)


def first_bytes(server):
    """What the first connection brings that brings anything."""
    server.settimeout(5)
    while True:
        line, _address = server.accept()
        with line:
            if data := line.recv(65536):
                return data


# -- back-pressure --------------------------------------------------------------------------------


def test_while_what_came_waits_too_long_nothing_is_read(monkeypatch):
    monkeypatch.setattr(listener, "LOOK_S", 0.02)
    feed = actions.declare_feed(name="adt", site=site(), by="test", at=AT)
    old = actions.receive_hl7(raw=adt("A01", 1, "W1"), source=feed, by="test", at=AT)
    raw = framing.framed(adt("A02", 9, "W2", control="later"))
    with listening(longest_wait=timedelta(seconds=60)) as port, Sender(port) as sender:
        time.sleep(0.3)
        sender.send(raw)  # the first read may have begun before the age was looked at
        sender.send(raw)
        time.sleep(0.3)
        assert Message.objects.count() <= 2
        before = Message.objects.get(pk=old.pk).deliveries
        sender.send(framing.framed(adt("A03", 20, "W2", control="held")))
        sender.line.settimeout(0.3)
        waited = []
        try:
            while True:
                waited.append(sender.answer())
        except TimeoutError:
            pass
        assert "AA|held" not in waited
        assert before == 1
        sender.line.settimeout(5)
        eventually(lambda: processed() or not waiting(feed), within=10)
        while sender.answer() != "AA|held":
            pass


def waiting(feed: Source):
    return Message.objects.filter(source=feed, state=Message.State.RECEIVED).count()


# -- TLS ------------------------------------------------------------------------------------------


@pytest.fixture
def certificates(tmp_path):
    return papers.written(tmp_path)


def context(settings, folder, clients="ours"):
    """What the listener's own settings make of these files."""
    settings.MLLP_CERTIFICATE = str(folder / "listener.pem")
    settings.MLLP_KEY = str(folder / "listener.key")
    settings.MLLP_CLIENTS = str(folder / f"{clients}.pem")
    return command.tls_of_settings()


def shown(folder, name):
    """A sender's side: it trusts our authority, and shows a certificate of its own, if any."""
    found = ssl.create_default_context(cafile=folder / "ours.pem")
    if name:
        found.load_cert_chain(folder / f"{name}.pem", folder / f"{name}.key")
    return found


def talked(port, tls):
    """The answer to one message over TLS; OSError where the line is refused."""
    plain = socket.create_connection(("127.0.0.1", port), timeout=5)
    with plain, tls.wrap_socket(plain, server_hostname="localhost") as line:
        line.sendall(framing.framed(adt("A01", 1, "W1", control="tls")))
        answer = line.recv(4096)
    if not answer:
        raise ConnectionResetError
    return answer


def test_over_tls_a_sender_shows_who_it_is(settings, certificates):
    with listening(tls=context(settings, certificates)) as port:
        assert b"MSA|AA|tls" in talked(port, shown(certificates, "sender"))
    assert Message.objects.count() == 1


@pytest.mark.parametrize("name", ["", "stranger"])
def test_who_shows_nothing_or_another_authority_is_refused(settings, certificates, name):
    with listening(tls=context(settings, certificates)) as port, pytest.raises(OSError):
        if talked(port, shown(certificates, name)) == b"":
            raise ConnectionResetError
    assert not Message.objects.exists()


def test_plain_messages_are_refused_where_tls_is_spoken(settings, certificates):
    with listening(tls=context(settings, certificates)) as port, Sender(port) as sender:
        sender.send(framing.framed(adt("A01", 1, "W1")))
        with suppress(ConnectionResetError):
            assert sender.answer() == ""
    assert not Message.objects.exists()


def test_a_good_certificate_from_an_address_that_is_not_listed_is_refused(settings, certificates):
    limits = Limits(allowed=("10.0.0.0/8",))
    tls = context(settings, certificates)
    with listening(tls=tls, limits=limits) as port, pytest.raises(OSError):
        talked(port, shown(certificates, "sender"))
    assert not Message.objects.exists()
