"""Who outside is told what, and how far they were told."""

from django.db.models import QuerySet

from carepath.compliance.models import Recipient
from carepath.work.models import Delivery


def recipients() -> QuerySet[Recipient]:
    """Return the list, newest first."""
    return Recipient.objects.order_by("-pk")


def last_told(person: Recipient) -> int | None:
    """Return the number of the last root or finding written to this person; None = nothing yet."""
    mails = Delivery.objects.filter(topic=person.topic, recipient=person.address)
    slot = mails.order_by("-pk").values_list("slot", flat=True).first()
    return None if slot is None else int(slot)
