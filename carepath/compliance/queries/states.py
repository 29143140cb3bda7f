"""How each control stands, and how it stood on the days before."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, Max, QuerySet
from django.db.models.functions import TruncDate

from carepath.compliance.models import Run
from carepath.compliance.queries.found import Control, Severity
from carepath.compliance.queries.register import CONTROLS

DAYS = 30
"""Days before today that the page shows."""
WORST = (Run.Outcome.FAILED, Run.Outcome.BROKEN, Run.Outcome.PASSED, Run.Outcome.NOT_APPLICABLE)


@dataclass(frozen=True, slots=True)
class Day:
    """The worst a control was found in on one day; '' = it was not run."""

    on: date
    outcome: str


@dataclass(frozen=True, slots=True)
class State:
    """A control, its latest run, and its days, oldest first."""

    control: Control
    last: Run | None
    days: tuple[Day, ...]

    @property
    def holds(self) -> bool:
        return self.last is not None and self.last.outcome in (
            Run.Outcome.PASSED,
            Run.Outcome.NOT_APPLICABLE,
        )


def states(*, at: datetime, zone: ZoneInfo) -> list[State]:
    """Return all controls, those that do not hold first, the more severe before the less."""
    last, days = _last_runs(), _outcomes(at, zone)
    today = at.astimezone(zone).date()
    shown = [today - timedelta(days=back) for back in range(DAYS - 1, -1, -1)]
    every = [
        State(
            control,
            last.get(control.id),
            tuple(Day(on, days.get((control.id, on), "")) for on in shown),
        )
        for control in CONTROLS.values()
    ]
    order = list(Severity)
    return sorted(every, key=lambda one: (one.holds, order.index(one.control.severity)))


def runs(control: Control) -> QuerySet[Run]:
    """Return the runs of a control, newest first."""
    return Run.objects.filter(control=control.id).order_by("-id")


def exported(*, since: datetime) -> Iterator[Run]:
    """Yield all runs since a moment, oldest first."""
    yield from Run.objects.filter(ran_at__gte=since).order_by("id").iterator(chunk_size=2_000)


def last_ran() -> datetime | None:
    """Return when controls were last run."""
    return Run.objects.aggregate(last=Max("ran_at"))["last"]


def _last_runs() -> dict[str, Run]:
    newest = Run.objects.filter(control__in=CONTROLS).values("control").annotate(pk=Max("pk"))
    return {run.control: run for run in Run.objects.filter(pk__in=newest.values("pk"))}


def _outcomes(at: datetime, zone: ZoneInfo) -> dict[tuple[str, date], str]:
    """Return the worst outcome by control and day."""
    rows = (
        Run.objects.filter(ran_at__gte=at - timedelta(days=DAYS + 1))
        .annotate(on=TruncDate("ran_at", tzinfo=zone))
        .values_list("control", "on", "outcome")
        .annotate(n=Count("pk"))
        .order_by("control", "on")
    )
    found: dict[tuple[str, date], str] = {}
    for control, on, outcome, _n in rows:
        worst = found.get((control, on), Run.Outcome.NOT_APPLICABLE)
        found[control, on] = min(worst, outcome, key=WORST.index)
    return found
