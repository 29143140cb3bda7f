"""Move a message from one state to the next: checked, conditional, and said in the ledger."""

from typing import Any

from carepath.audit import actions as audit
from carepath.ingestion import policies
from carepath.ingestion.models import Message


class MovedMeanwhile(RuntimeError):
    """Someone else changed the message's state first."""


def move(message: Message, to: str, *, changes: dict[str, Any] | None = None, **said: Any) -> None:
    """Set the state, give up the lease and write the ledger; call it inside an audit door.

    `changes` are further columns, `said` goes into the ledger. NotNow if the state may not follow,
    MovedMeanwhile if the row left its state since it was read.
    """
    policies.check_move(message, to)
    fields = {
        "state": to,
        "lease_until": None,
        "leased_by": "",
        "not_before": None,
        "attempts": 0,
        "reason_code": "",
        "reason_text": "",
    } | (changes or {})
    if Message.objects.filter(pk=message.pk, state=message.state).update(**fields) != 1:
        raise MovedMeanwhile(f"{message} is no longer {message.state}.")
    for name, value in fields.items():
        setattr(message, name, value)
    verb = policies.AUDIT_VERB[policies.State(to)]
    audit.record(verb, message, site=message.site.slug, **said)
