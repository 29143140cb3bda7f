"""Count what browsers report about our pages."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F

from carepath.work.models import PolicyReport

MOST_ROWS = 200
"""Different reports kept; what was not seen for longest goes first."""


@dataclass(frozen=True, slots=True)
class Report:
    """A page of ours, by its route, broke a directive with something."""

    directive: str
    page: str
    blocked: str


def count_reports(reports: Iterable[Report], *, at: datetime) -> None:
    """Add these reports to their rows."""
    counts = Counter((report.directive, report.page, report.blocked) for report in reports)
    for (directive, page, blocked), number in counts.items():
        row, _new = PolicyReport.objects.get_or_create(
            directive=directive,
            page=page,
            blocked=blocked,
            defaults={"first_at": at, "last_at": at},
        )
        PolicyReport.objects.filter(pk=row.pk).update(count=F("count") + number, last_at=at)
    _forget()


def _forget() -> None:
    newest = PolicyReport.objects.order_by("-last_at", "-pk").values_list("pk", flat=True)
    PolicyReport.objects.filter(pk__in=list(newest[MOST_ROWS:])).delete()
