"""Mails to put into the outbox."""

from carepath.audit import actions as audit
from carepath.work import actions
from carepath.work.actions import Attachment, Mail
from tests.factories import AT

MAIL = Mail(
    "Root of the hour", "See the portal.\n", "<p>See the portal.</p>\n",
    (Attachment("root.json", '{"seq": 1}'),),
)  # fmt: skip


def queued(to="rob@example.org", *, topic="report", slot="1", at=AT, mail=MAIL):
    with audit.recording_as("worker:test", at=at):
        return actions.send_mail(mail=mail, to=to, topic=topic, slot=slot, at=at)
