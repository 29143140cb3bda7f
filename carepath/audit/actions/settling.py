"""Say what an alert was: who looked, and what they found."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from carepath.audit.actions.doors import acting_as, actor_of, record
from carepath.audit.models import Alert


class AlreadySettled(ValueError):
    """Somebody has said what it was."""


def settle(*, alert: Alert, by: Any, at: datetime, reason: str) -> None:
    """Settle an alert with what it turned out to be; AlreadySettled."""
    with acting_as(by, at=at, why=reason):
        mine = Alert.objects.filter(pk=alert.pk, settled_at=None)
        said = {"settled_at": at, "settled_by": actor_of(by)[0], "settled_why": reason[:300]}
        if not mine.update(**said):
            raise AlreadySettled(_("Somebody has said already what this was."))
        record("ledger.alert_settled", alert, kind=alert.kind, row=alert.seq)
