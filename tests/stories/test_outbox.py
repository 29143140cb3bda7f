"""Mails and a portal that dies while it sends them: none is lost, none goes out twice unmarked."""

import multiprocessing
import os
import signal

import pytest
from django.conf import settings as configured
from django.db import connections

from carepath.work import actions
from carepath.work.models import Delivery
from tests.factories import AT, person
from tests.mailservers import serving
from tests.running import eventually
from tests.work.mails import queued

pytestmark = pytest.mark.django_db(transaction=True, databases="__all__")


@pytest.fixture(autouse=True)
def sender(settings):
    settings.MAIL_FROM = "care@hospital.example"


def _send(server):
    configured.SMTP = server
    actions.relay(by="worker:sweep", at=AT)


def killed_while_sending(post):
    """Send in a process of its own, and kill -9 it while the server thinks the mail over."""
    for each in connections.all():
        each.close()  # a forked process must not share it
    child = multiprocessing.get_context("fork").Process(target=_send, args=(post.server,))
    child.start()
    assert post.begun.wait(20)
    os.kill(child.pid, signal.SIGKILL)
    child.join()


@pytest.mark.parametrize("topic", ["report", "ledger.root"])
def test_kill_nine_in_the_middle_of_smtp(settings, topic):
    row = queued(topic=topic)
    with serving(DATA="kept, then nothing") as post:
        killed_while_sending(post)
        eventually(lambda: post.got, within=5)
        row.refresh_from_db()
        assert row.state == "sending", "on record before the server heard of it"
        post.moods.clear()
        settings.SMTP = post.server
        actions.relay(by="worker:sweep", at=AT)
        row.refresh_from_db()
        if topic == "report":
            assert row.state == "in_doubt"
            assert len(post.got) == 1
            sam = person("sam", "SYSTEM_ADMINISTRATOR")
            actions.move(delivery=row, to="waiting", by=sam, at=AT)
            actions.relay(by="worker:sweep", at=AT)
        else:
            assert (row.state, row.repeats) == ("waiting", 1)
            actions.relay(by="worker:sweep", at=row.not_before)
    first, second = (mail for _to, mail in post.got)
    assert Delivery.objects.get().state == "sent"
    assert first["Message-ID"] == second["Message-ID"]
    assert (first["X-CarePath-Repeat"], second["X-CarePath-Repeat"]) == (None, "1")
