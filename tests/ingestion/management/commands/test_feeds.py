"""`manage.py feeds`: it goes on while there is work, shows life, and ends when it is told to."""

from itertools import repeat

import pytest
from django.core.management import call_command

from carepath.ingestion import actions
from carepath.ingestion.management.commands import feeds
from carepath.ingestion.models import Message
from carepath.ui import clock
from carepath.work.models import Heartbeat
from tests.factories import site
from tests.ingestion.messages import adt

pytestmark = pytest.mark.django_db(transaction=True, databases="__all__")


def test_what_waits_takes_effect_and_then_it_rests(monkeypatch):
    def rests(_seconds):
        raise SystemExit

    monkeypatch.setattr(feeds, "sleep", rests)
    monkeypatch.setattr(feeds, "until_stopped", lambda: repeat(None))
    at = clock.now()
    feed = actions.declare_feed(name="adt", site=site(), by="test", at=at)
    for n in range(3):
        raw = adt("A01", 1, "W1", visit=f"V{n}", control=f"c{n}")
        actions.receive_hl7(raw=raw, source=feed, by="test", at=at)
    with pytest.raises(SystemExit):
        call_command("feeds")
    assert set(Message.objects.values_list("state", flat=True)) == {"processed"}
    assert Heartbeat.objects.get(name="feeds").at >= at
