"""How the ledger stands: when it was last looked at, and what is open."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from carepath.audit.models import Alert, Change, Check, Root
from carepath.frames.moments import from_us

UNGOVERNED = (Alert.Kind.UNGOVERNED, Alert.Kind.UNRECORDED)


@dataclass(frozen=True, slots=True)
class Health:
    """The last look at each part by its name, the newest root, and how much is open."""

    checks: Mapping[str, Check]
    rows: int
    root: Root | None
    open_alerts: int

    @property
    def ok(self) -> bool:
        """Whether nothing is open and nothing failed."""
        return not self.open_alerts and all(check.ok for check in self.checks.values())


def health() -> Health:
    """Return how the ledger stands."""
    newest = Change.objects.order_by("-seq").values_list("seq", flat=True).first()
    return Health(
        checks={check.name: check for check in Check.objects.order_by("name")},
        rows=newest or 0,
        root=Root.objects.order_by("-seq").first(),
        open_alerts=alerts(is_open=True).count(),
    )


def alerts(*, is_open: bool | None = None) -> QuerySet[Alert]:
    """Return what was found, newest first: all, what is open, or what is settled."""
    found = Alert.objects.order_by("-pk")
    return found if is_open is None else found.filter(settled_at__isnull=is_open)


def ungoverned() -> int:
    """Return how many open alerts tell of a change that was not made through the portal."""
    return alerts(is_open=True).filter(kind__in=UNGOVERNED).count()


def oldest_after(seq: int) -> datetime | None:
    """Return when the first row of the ledger after this one was written, None if there is none."""
    later = Change.objects.filter(seq__gt=seq).order_by("seq")
    us = later.values_list("recorded_us", flat=True).first()
    return None if us is None else from_us(us)
