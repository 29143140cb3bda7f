"""How the feeds stand: what came last, what waits, and what could not be understood."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Min, QuerySet

from carepath.accounts.permissions import Permission
from carepath.ingestion.models import Message
from carepath.ingestion.queries.resources import FHIR
from carepath.ingestion.queries.visits import HL7
from carepath.journeys.models import Source
from carepath.work.models import Heartbeat
from carepath.work.policies import FRESH_S

State = Message.State
KINDS = (HL7, FHIR)
"""What messages of feeds are called."""
LOOKED_AT = 5_000
"""Newest messages among which those of the last hour are counted; of more it says so."""
HELD_BACK = "held back"
"""What the listener writes beside its heartbeat while it reads nothing, as too much waits."""
SILENT = timedelta(hours=1)
"""A feed that sent nothing for so long is called silent."""


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed, and how it stands; `more_than` says that `last_hour` was not counted to its end."""

    source: Source
    last_at: datetime | None
    last_hour: int
    more_than: bool
    waiting: int
    oldest_at: datetime | None
    set_aside: int
    silent: bool


def managed_feeds(*, by: Any, at: datetime) -> list[Feed]:
    """Return the feeds this person may manage, by name."""
    found = Source.objects.filter(pk__in=_with_messages()).select_related("site").order_by("name")
    sites = by.sites_where(Permission.MANAGE_FEEDS)
    found = found if sites is None else found.filter(site__slug__in=sites)
    return [_feed(source, at) for source in found]


def one_feed(pk: int, *, by: Any) -> QuerySet[Source]:
    """Return the feed of this key, if this person may manage it."""
    found = Source.objects.filter(pk=pk, message__kind__in=KINDS).select_related("site").distinct()
    sites = by.sites_where(Permission.MANAGE_FEEDS)
    return found if sites is None else found.filter(site__slug__in=sites)


def waiting_since(*, source: Source) -> datetime | None:
    """Return when the oldest message of a feed came that waits to take effect, None = none waits.

    What was tried and rests counts too, unless it was tried so often that it is at fault itself.
    """
    waits = Message.objects.filter(source=source, state=State.RECEIVED, attempts__lte=1)
    return waits.aggregate(oldest=Min("received_at"))["oldest"]


def held_back(*, at: datetime) -> bool:
    """Return whether the listener reads nothing now, as what came waits too long to take effect."""
    fresh = at - timedelta(seconds=FRESH_S)
    return Heartbeat.objects.filter(name="mllp", detail=HELD_BACK, at__gt=fresh).exists()


def set_aside(*, source: Source, reason: str = "") -> QuerySet[Message]:
    """Return the messages of a feed that could not be understood, newest first."""
    found = Message.objects.filter(source=source, kind__in=KINDS, state=State.QUARANTINED)
    found = found.filter(reason_code=reason) if reason else found
    return found.order_by("-id")


def reasons_of(*, source: Source) -> list[tuple[str, int]]:
    """Return why messages were set aside and how many, the most frequent first."""
    rows = set_aside(source=source).order_by().values_list("reason_code").annotate(n=Count("pk"))
    return sorted(rows, key=lambda row: (-row[1], row[0]))


def _with_messages() -> set[int]:
    """Return the sources that ever sent a message, without reading every message."""
    kept = Message.objects.filter(kind__in=KINDS)
    found: set[int] = set()
    while (one := kept.exclude(source__in=found).first()) is not None:
        found.add(one.source_id)
    return found


def _feed(source: Source, at: datetime) -> Feed:
    mine = Message.objects.filter(source=source, kind__in=KINDS)
    newest = list(mine.order_by("-pk").values_list("received_at", flat=True)[:LOOKED_AT])
    now = source.site.time(at)
    lately = sum(moment > now - timedelta(hours=1) for moment in newest)
    waits = mine.filter(state=State.RECEIVED).aggregate(n=Count("pk"), oldest=Min("received_at"))
    last = newest[0] if newest else None
    return Feed(
        source=source,
        last_at=last,
        last_hour=lately,
        more_than=lately == LOOKED_AT,
        waiting=waits["n"],
        oldest_at=waits["oldest"],
        set_aside=mine.filter(state=State.QUARANTINED).count(),
        silent=last is None or last < now - SILENT,
    )
