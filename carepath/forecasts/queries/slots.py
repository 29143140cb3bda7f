"""Which jobs are due, which wait for their turn, and what became of the others."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from carepath.accounts.permissions import Permission
from carepath.forecasts import policies
from carepath.forecasts.models import Slot
from carepath.journeys.models import Journey
from carepath.places.models import Site


def sites_with_journeys() -> list[Site]:
    """Return the sites of which anything is known, by key."""
    some = Journey.objects.filter(source__site=OuterRef("pk"), n_spans__gt=0)
    return list(Site.objects.filter(Exists(some)).order_by("pk"))


def not_there(sites: Iterable[Site], *, at: datetime) -> list[tuple[str, Site, datetime]]:
    """Return (job, site, slot) of each latest slot that has no row yet, at a real moment."""
    wanted = [
        (str(job), site, policies.due(job, site.time(at)))
        for site in sites
        for job in policies.EVERY
    ]
    if not wanted:
        return []
    keys = (Q(job=job, site=site, slot_at=slot) for job, site, slot in wanted)
    there = set(Slot.objects.filter(reduce(or_, keys)).values_list("job", "site", "slot_at"))
    return [one for one in wanted if (one[0], one[1].pk, one[2]) not in there]


def last_slot(job: str, site: Site) -> datetime | None:
    """Return the latest slot of a job that has a row; None = there is none."""
    found = Slot.objects.filter(job=job, site=site).order_by("-slot_at")
    return found.values_list("slot_at", flat=True).first()


def waiting() -> QuerySet[Slot]:
    """Return the slots that wait for their turn, the earliest hour first."""
    return Slot.objects.filter(state=Slot.State.WAITING).order_by("slot_at", "pk")


def slots(*, by: Any, site: str = "", job: str = "", state: str = "") -> QuerySet[Slot]:
    """Return the slots of the sites whose jobs this person looks after, newest first."""
    found = Slot.objects.select_related("site").order_by("-pk")
    allowed = by.sites_where(Permission.MANAGE_FEEDS)
    if allowed is not None:
        found = found.filter(site__slug__in=allowed)
    asked = {"site__slug": site, "job": job, "state": state}
    return found.filter(**{name: value for name, value in asked.items() if value})


@dataclass(frozen=True, slots=True)
class Lately:
    """What became of the slots of the last day: how many are done, skipped, failed or wait, and
    the processor time of those that are done, in milliseconds."""

    done: int
    skipped: int
    failed: int
    waiting: int
    cpu_ms: int


def lately(*, by: Any, at: datetime) -> Lately:
    """Return what became of the slots that were asked for within a day, in one query."""
    State = Slot.State
    rows = slots(by=by).filter(asked_at__gt=at - timedelta(days=1)).order_by()
    counts = {str(state): Count("pk", filter=Q(state=state)) for state in State}
    found = rows.aggregate(spent=Sum("cpu_ms", filter=Q(state=State.DONE)), **counts)
    spent = found.pop("spent") or 0
    return Lately(cpu_ms=spent, **found)
