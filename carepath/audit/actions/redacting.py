"""Make changes unreadable, by two people: one asks, another decides, the database does it."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from carepath.audit.actions.doors import acting_as, actor_of, record
from carepath.audit.actions.sealing import seal_soon
from carepath.audit.models import Change, Redaction, RedactionDecision, Restatement
from carepath.audit.policies import NotNow, check_decides
from carepath.audit.queries import label_of, redacting


def ask_redaction(*, label: str, key: str, by: Any, at: datetime, reason: str) -> Redaction:
    """Return the request to blank all changes of a row so far; NotNow if there are none."""
    with acting_as(by, at=at, why=reason):
        written = Change.objects.filter(key=key, redaction=None).order_by("-seq")
        last = next((row for row in written if label_of(row.table_name) == label), None)
        if last is None:
            raise NotNow(_("The ledger holds no readable change of this row."))
        actor, name = actor_of(by)
        row = Redaction.objects.create(
            table_name=last.table_name, key=key, until=last.seq, why=reason[:300],
            asked_by=actor, asked_by_name=name, asked_at=at,
        )  # fmt: skip
        record("redaction.asked", row, rows=redacting.reached(row).count())
    return row


def decide_redaction(
    *, asked: Redaction, approve: bool, by: Any, at: datetime, reason: str
) -> RedactionDecision:
    """Return the decision of a second person; approved, all it reaches is unreadable from then on.

    A row that is still there is told of anew, so that a later change past the ledger is seen.
    NotNow if it was decided, or by who asked.
    """
    with acting_as(by, at=at, why=reason):
        actor, name = actor_of(by)
        check_decides(actor, asked, approve=approve)
        if RedactionDecision.objects.filter(redaction=asked.pk).exists():
            raise NotNow(_("This was decided already."))
        row = RedactionDecision.objects.create(
            redaction=asked.pk, approved=approve, why=reason[:300], decided_by=actor,
            decided_by_name=name, decided_at=at,
        )  # fmt: skip
        record("redaction.approved" if approve else "redaction.declined", row, asked=asked.pk)
        if approve:
            for table, key in redacting.live(asked):
                Restatement.objects.create(table_name=table, key=key, redaction=asked.pk, at=at)
            seal_soon()
    return row
