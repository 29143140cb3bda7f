"""Who outside is told what: a governed list."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from carepath.audit import actions as audit
from carepath.compliance.models import Recipient


class AlreadyTold(ValueError):
    """This address is told of it already."""


def add_recipient(
    *, name: str, address: str, topic: str, by: Any, at: datetime, reason: str
) -> Recipient:
    """Return the new line of the list; AlreadyTold."""
    with audit.acting_as(by, at=at, why=reason):
        if Recipient.objects.filter(topic=topic, address__iexact=address).exists():
            raise AlreadyTold(_("This address is told of it already."))
        row = Recipient.objects.create(name=name, address=address, topic=topic, added_at=at)
        audit.record("recipient.added", row, topic=topic)
    return row


def remove_recipient(*, recipient: Recipient, by: Any, at: datetime, reason: str) -> None:
    """Take somebody off the list; what is in the outbox still goes."""
    with audit.acting_as(by, at=at, why=reason):
        audit.record("recipient.removed", recipient, topic=recipient.topic)
        recipient.delete()
