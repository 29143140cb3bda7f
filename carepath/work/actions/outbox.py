"""What a person does about a mail: send it again, say that it arrived, or cancel it."""

from datetime import datetime
from typing import Any

from carepath.audit import actions as audit
from carepath.work.models import Delivery
from carepath.work.policies import AUDIT_VERB, NotNow, State, check_move


def move(*, delivery: Delivery, to: str, by: Any, at: datetime) -> None:
    """Move a mail to where a person wants it; NotNow if it stands elsewhere by now.

    One that was in doubt goes out marked as a possible repeat.
    """
    check_move(delivery, to)
    doubted = delivery.state == State.IN_DOUBT
    fields: dict[str, Any] = {"state": to, "not_before": None}
    if to == State.WAITING:
        fields |= {"attempts": 0, "repeats": delivery.repeats + doubted}
    if to == State.SENT:
        fields |= {"sent_at": at}
    with audit.recording_as(by, at=at):
        mine = Delivery.objects.filter(pk=delivery.pk, state=delivery.state)
        if not mine.update(**fields):
            delivery.refresh_from_db()
            check_move(delivery, to)
            raise NotNow
        audit.record(AUDIT_VERB[to], delivery, topic=delivery.topic, was=delivery.state)
