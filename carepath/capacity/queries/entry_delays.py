"""How late units usually tell what happened: figures younger than that are provisional."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max

from carepath.analysis import feed_habits
from carepath.frames.moments import DAY, MINUTE, to_us
from carepath.journeys.models import Source, Span
from carepath.places.models import Site

LOOKED_AT = 2_000
"""Newest spans of the portal that are looked at, so that the answer takes as long however many."""
LATEST = 7 * DAY
"""What is told later was written up as a whole, and says nothing of how late a unit tells."""
SHOWN = MINUTE
"""Shorter delays are below what pages show."""


@dataclass(frozen=True, slots=True)
class Late:
    """Within how long 9 in 10 events of some units are told (microseconds), of n; what happened
    after `since` may not all be known."""

    us: int
    n: int
    since: int


def late(*, site: Site, units: Collection[int], now: datetime) -> Late | None:
    """Return how late the slowest of these units tells; None where too little says so, or where
    it is at once. Only what came as a message counts, and the newest of it."""
    newest = Span.objects.aggregate(last=Max("pk"))["last"] or 0
    rows = Span.objects.filter(
        pk__gt=newest - LOOKED_AT,
        source__in=Source.objects.filter(site=site),
        unit__in=units,
        message__isnull=False,
    ).order_by("pk")
    told = []
    times = ("requested_at", "started_at", "ended_at")
    for unit, recorded, *moments in rows.values_list("unit", "recorded_at", *times):
        us = to_us(recorded) - max(to_us(moment) for moment in moments if moment)
        if 0 <= us <= LATEST:
            told.append((str(unit), us))
    known = [one for one in feed_habits.delays(told) if one.n >= feed_habits.FEWEST]
    slowest = max(known, key=lambda one: one.p90_us, default=None)
    if slowest is None or slowest.p90_us < SHOWN:
        return None
    us = round(slowest.p90_us)
    return Late(us, slowest.n, to_us(now) - us)
