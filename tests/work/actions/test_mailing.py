from dataclasses import replace
from types import SimpleNamespace

import pytest

from carepath.audit import actions as audit
from carepath.audit.models import Entry
from carepath.work import actions
from carepath.work.actions import Attachment, mailing
from carepath.work.models import Delivery
from carepath.work.policies import NotNow
from tests.factories import AT, person
from tests.mailservers import serving
from tests.work.mails import MAIL, queued

pytestmark = pytest.mark.django_db


def test_the_same_mail_asked_for_twice_is_one_row():
    first, second = queued(), queued()
    other = queued(slot="2")
    assert first.pk == second.pk != other.pk
    assert Delivery.objects.count() == 2
    assert (first.state, first.payload["subject"]) == ("waiting", "Root of the hour")


def test_the_key_says_nothing_and_is_the_same_for_one_address(settings):
    key = mailing.key_of("report", "1", "Rob@example.org")
    assert key == mailing.key_of("report", "1", "rob@example.org")
    assert "rob" not in key
    settings.MAIL_KEY = "another"
    assert key != mailing.key_of("report", "1", "rob@example.org")


@pytest.mark.parametrize(
    ("to", "changed"),
    [
        ("nobody", {}),
        ("rob@example.org\nBcc: all@example.org", {}),
        ("rob@example.org\r\n", {}),
        ("röb@example.org", {}),
        ("rob@example.org", {"subject": "Hello\r\nBcc: all@example.org"}),
        ("rob@example.org", {"subject": "Hello\x00"}),
        ("rob@example.org", {"subject": ""}),
        ("rob@example.org", {"subject": "x" * 151}),
        ("rob@example.org", {"attachments": (Attachment("a\nb.json", ""),)}),
        ("rob@example.org", {"attachments": (Attachment("a.json", "", "text/x\r\nBcc: a@b"),)}),
        ("rob@example.org", {"attachments": (Attachment("a.json", "x" * (2 << 20) + "x"),)}),
    ],
)
def test_what_could_smuggle_a_header_or_is_too_large_is_set_aside_for_good(to, changed, settings):
    row = queued(to, mail=replace(MAIL, **changed))
    assert queued(to, mail=replace(MAIL, **changed)).pk == row.pk
    assert (row.state, row.reason_code) == ("quarantined", "unfit") and row.reason_text
    entry = Entry.objects.get()
    assert (entry.verb, entry.target) == ("mail.set_aside", f"work.Delivery:{row.pk}")
    with pytest.raises(NotNow):
        actions.move(delivery=row, to="waiting", by=person("sam"), at=AT)
    with serving() as post:
        settings.SMTP, settings.MAIL_FROM = post.server, "care@hospital.example"
        actions.relay(by="worker:sweep", at=AT)
    assert post.got == []


def test_a_mail_is_lost_with_the_transaction_that_caused_it():
    with pytest.raises(ZeroDivisionError), audit.recording_as("test", at=AT):
        actions.send_mail(mail=MAIL, to="rob@example.org", topic="report", slot="1", at=AT)
        raise ZeroDivisionError
    assert not Delivery.objects.exists()


def test_a_template_gives_subject_text_and_html(settings):
    settings.PORTAL_URL = "https://care.example"
    found = actions.written("compliance/emails/alert", {"alerts": [], "n": 3})
    assert "\n" not in found.subject
    assert "https://care.example" in found.text and "https://care.example" in found.html


def test_a_subject_is_one_line_whatever_names_are_in_it():
    name = "lab\xa0of\nthe " + "north " * 40
    feed = SimpleNamespace(name=name, timezone="UTC", site=SimpleNamespace(name="N"))
    silence = SimpleNamespace(source=feed, since_at=AT, usual_us=1)
    found = actions.written("ingestion/emails/silent", {"silence": silence})
    assert found.subject.startswith("CarePath: the feed lab of the north north")
    assert len(found.subject) == 150
    with audit.recording_as("test", at=AT):
        assert actions.send_mail(mail=found, to="rob@example.org", topic="x", slot="1", at=AT)
    assert "<" not in found.text
