from datetime import timedelta

import pytest

from carepath.audit.models import Entry
from carepath.work import actions
from carepath.work.actions import relaying
from carepath.work.models import Delivery
from carepath.work.policies import pause
from tests.factories import AT
from tests.mailservers import hanging, serving
from tests.work.mails import queued

pytestmark = pytest.mark.django_db(transaction=True)
FAR = timedelta(hours=2)


@pytest.fixture(autouse=True)
def fresh(settings, monkeypatch):
    settings.MAIL_FROM = "care@hospital.example"
    monkeypatch.setattr(relaying, "_rest", {"until": None, "failures": 0})


def relay(at=AT):
    return actions.relay(by="worker:sweep", at=at)


def after(row, at=AT):
    relay(at)
    row.refresh_from_db()
    return row


def test_a_mail_is_sent_once(settings):
    row = queued()
    with serving() as post:
        settings.SMTP = post.server
        assert relay() == 1
        assert relay() == 0
    row.refresh_from_db()
    assert (row.state, row.sent_at, row.leased_by) == ("sent", AT, "")
    assert len(post.got) == 1


def test_without_a_mail_server_mails_wait(settings):
    settings.SMTP = {}
    assert after(queued()).state == "waiting"


def test_sending_is_on_record_before_the_server_hears_of_it(settings, monkeypatch):
    seen = []

    def spy(row, **more):
        seen.append(Delivery.objects.values_list("state", "attempts").get(pk=row.pk))
        assert not relaying.leases.transaction.get_connection().in_atomic_block
        return relaying.Outcome(relaying.Fate.SENT)

    settings.SMTP = {"host": "x"}
    monkeypatch.setattr(relaying.smtp, "hand_over", spy)
    queued()
    relay()
    assert seen == [("sending", 1)]


def test_a_busy_server_is_tried_again_later_and_at_last_left_to_a_person(settings):
    row, at = queued(), AT
    with serving(RCPT="450 busy") as post:
        settings.SMTP = post.server
        waits = []
        for _ in range(Delivery.MOST_ATTEMPTS - 1):
            assert after(row, at).state == "waiting"
            assert relay(at) == 0, "it rests"
            waits.append(row.not_before - at)
            at = row.not_before
        assert after(row, at).state == "quarantined"
    assert waits[0] < waits[3] < waits[6] and max(waits) <= timedelta(hours=1)
    assert (row.reason_code, row.attempts) == ("450", Delivery.MOST_ATTEMPTS)
    assert Entry.objects.get().verb == "mail.set_aside"


def test_pauses_of_two_mails_differ():
    assert pause(4, "one") != pause(4, "two")


def test_a_refused_address_stops_nobody_else(settings):
    with serving(RCPT="550 nobody") as post:
        settings.SMTP = post.server
        row = after(queued())
        assert (row.state, row.reason_code) == ("quarantined", "550")
        assert "example.org" not in row.reason_text
        post.moods.clear()
        assert after(queued("eve@example.org")).state == "sent"


def test_without_a_server_nothing_counts_and_nobody_is_asked_all_the_time(settings):
    with hanging() as gone:
        pass
    row, settings.SMTP = queued(), gone
    assert (after(row).state, row.attempts) == ("waiting", 0)
    assert relay(AT + timedelta(seconds=5)) == 0
    with serving() as post:
        settings.SMTP = post.server
        assert after(row, AT + FAR).state == "sent"


def test_one_mail_that_silences_the_server_does_not_stand_in_the_way_of_all(settings):
    first, second = queued(), queued("eve@example.org")
    with serving(MAIL="421 no") as post:
        settings.SMTP = post.server
        assert relay() == 1, "the others wait"
        post.moods.clear()
        first.refresh_from_db()
        soon = AT + timedelta(seconds=31)
        Delivery.objects.filter(pk=first.pk).update(not_before=AT + FAR)
        assert after(second, soon).state == "sent"


def crashed(row):
    """The process that sends it was killed: its lease lies with nobody who lives."""
    assert actions.claim(Delivery, row.pk, at=AT, seconds=60, states=["waiting"], into="sending")
    machine = actions.holder().partition(":")[0]
    Delivery.objects.filter(pk=row.pk).update(leased_by=f"{machine}:1:0")


def test_a_mail_in_doubt_asks_a_person(settings):
    row = queued(topic="report")
    crashed(row)
    assert after(row).state == "in_doubt"
    assert Entry.objects.get().verb == "mail.in_doubt"
    with serving() as post:
        settings.SMTP = post.server
        relay(AT + FAR)
    assert post.got == []


def test_a_root_in_doubt_goes_out_once_more_and_then_asks(settings):
    row = queued(topic="ledger.root")
    crashed(row)
    assert (after(row).state, row.repeats) == ("waiting", 1)
    with serving(DATA="kept, then silent") as post:
        settings.SMTP = post.server
        assert after(row, AT + FAR).state == "in_doubt"
        assert relay(AT + 2 * FAR) == 0
    found = post.got[0][1]
    assert len(post.got) == 1
    assert (found["X-CarePath-Repeat"], found["Message-ID"][1:65]) == ("1", row.key)


def test_a_mail_at_work_is_left_to_its_sender():
    row = queued()
    assert actions.claim(Delivery, row.pk, at=AT, seconds=60, states=["waiting"], into="sending")
    assert after(row).state == "sending"


def test_what_ended_long_ago_goes(settings):
    settings.SMTP = {}
    kept, old = queued(), queued(slot="old", at=AT - timedelta(days=91))
    Delivery.objects.filter(pk=old.pk).update(state="sent")
    waits = queued(slot="waits", at=AT - timedelta(days=91))
    relay()
    assert set(Delivery.objects.values_list("pk", flat=True)) == {kept.pk, waits.pk}
