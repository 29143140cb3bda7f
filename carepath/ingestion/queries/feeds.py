"""How the feeds stand: what came last, what waits, and what could not be understood."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Min, Q, QuerySet

from carepath.accounts.permissions import Permission
from carepath.analysis import feed_habits
from carepath.formats import hl7v2, steps
from carepath.frames.moments import to_us
from carepath.ingestion.models import Message
from carepath.ingestion.queries.resources import FHIR
from carepath.ingestion.queries.visits import HL7, raws
from carepath.journeys.models import Source
from carepath.work.models import Heartbeat
from carepath.work.policies import FRESH_S

State = Message.State
KINDS = (HL7, FHIR, steps.KIND)
"""What messages of feeds are called."""
LOOKED_AT = 5_000
"""Newest messages among which those of the last hour are counted; of more it says so."""
HELD_BACK = "held back"
"""What the listener writes beside its heartbeat while it reads nothing, as too much waits."""
SILENT = timedelta(hours=1)
"""A feed whose habit is not known yet is called silent when it sent nothing for so long."""
READ = 200
"""Newest messages that are read for delays and for the sender's clock."""
SPOKEN = (HL7, steps.KIND)
"""Those of them that are HL7 v2."""


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
    rests_us: int = 0
    lag_us: int = 0
    habit: feed_habits.Habit | None = None


@dataclass(frozen=True, slots=True)
class Timing:
    """How late a feed tells, unit by unit, and how many microseconds after they were written its
    messages arrive; of the newest n that could be read."""

    n: int
    units: list[feed_habits.Delay]
    offset_us: float | None


def managed_feeds(*, by: Any, at: datetime) -> list[Feed]:
    """Return the feeds this person may manage, by name."""
    found = Source.objects.filter(pk__in=_with_messages()).select_related("site").order_by("name")
    sites = by.sites_where(Permission.MANAGE_FEEDS)
    found = found if sites is None else found.filter(site__slug__in=sites)
    return [_feed(source, at) for source in found]


def feeds_heard() -> list[Source]:
    """Return the sources that ever sent a message, by name."""
    found = Source.objects.filter(pk__in=_with_messages())
    return list(found.select_related("site").order_by("name"))


def one_feed(pk: int, *, by: Any) -> QuerySet[Source]:
    """Return the feed of this key, if this person may manage it."""
    found = Source.objects.filter(pk=pk, message__kind__in=KINDS).select_related("site").distinct()
    sites = by.sites_where(Permission.MANAGE_FEEDS)
    return found if sites is None else found.filter(site__slug__in=sites)


def is_of_feed(pk: int, *, by: Any) -> bool:
    """Return whether an inbox row is a message of a feed that this person may manage."""
    found = Message.objects.filter(pk=pk, kind__in=KINDS).values_list("source", flat=True).first()
    return found is not None and by.may(Permission.MANAGE_FEEDS) and one_feed(found, by=by).exists()


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


def set_aside(
    *,
    source: Source,
    reason: str = "",
    number: str = "",
    trigger: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
    ignored: bool = False,
) -> QuerySet[Message]:
    """Return the messages of a feed that could not be understood, newest first: all, or those of a
    reason, under a number of their sender (MSH-10), of a trigger, received from `since` to before
    `until`; or those a person left aside."""
    state = State.IGNORED if ignored else State.QUARANTINED
    found = Message.objects.filter(source=source, kind__in=KINDS, state=state)
    found = found.filter(reason_code=reason) if reason else found
    found = found.filter(trigger=trigger) if trigger else found
    found = found.filter(received_at__gte=since) if since else found
    found = found.filter(received_at__lt=until) if until else found
    if number:
        own = Q(dedupe_key__endswith=f"|{number}") | Q(dedupe_key__contains=f"|{number}|")
        found = found.filter(own)
    return found.order_by("-id")


def aside_by_feed(*, by: Any) -> list[tuple[Source, int]]:
    """Return the feeds this person may manage of which messages are set aside, and how many, the
    most first."""
    rows = Message.objects.filter(kind__in=KINDS, state=State.QUARANTINED)
    sites = by.sites_where(Permission.MANAGE_FEEDS)
    if sites is not None:
        rows = rows.filter(source__site__slug__in=sites)
    counts = dict(rows.order_by().values_list("source").annotate(n=Count("pk")))
    found = Source.objects.filter(pk__in=counts).select_related("site")
    return sorted(((one, counts[one.pk]) for one in found), key=lambda row: (-row[1], row[0].name))


def triggers_of(*, source: Source) -> list[str]:
    """Return the triggers of messages that are set aside, by name."""
    rows = set_aside(source=source).exclude(trigger="").order_by("trigger")
    return list(rows.values_list("trigger", flat=True).distinct())


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
    zone = ZoneInfo(source.timezone)
    lately = sum(moment > now - timedelta(hours=1) for moment in newest)
    waits = mine.filter(state=State.RECEIVED).aggregate(n=Count("pk"), oldest=Min("received_at"))
    last = newest[0] if newest else None
    hours = [moment.astimezone(zone).hour for moment in reversed(newest)]
    arrived = [to_us(moment) for moment in reversed(newest)]
    # The habit of the hour at which it began to rest: a night is not measured by a morning.
    habit = feed_habits.habit(arrived, hours, hour=hours[-1]) if hours else None
    rests = to_us(now) - to_us(last) if last else 0
    limit = habit.limit_us if habit else to_us(now) - to_us(now - SILENT)
    return Feed(
        source=source,
        last_at=last,
        last_hour=lately,
        more_than=lately == LOOKED_AT,
        waiting=waits["n"],
        oldest_at=waits["oldest"],
        set_aside=mine.filter(state=State.QUARANTINED).count(),
        silent=last is None or rests > limit,
        rests_us=rests,
        lag_us=to_us(now) - to_us(waits["oldest"]) if waits["oldest"] else 0,
        habit=habit,
    )


def timing(*, source: Source) -> Timing:
    """Return how late a feed tells and how its sender's clock stands, from its newest messages."""
    newest = Message.objects.filter(source=source, kind__in=SPOKEN).order_by("-pk")[:READ]
    received = dict(newest.values_list("pk", "received_at"))
    read = list(_read(received, ZoneInfo(source.timezone)))
    told = [(unit, late) for unit, late, _early in read if late is not None]
    early = [early for _unit, _late, early in read if early is not None]
    return Timing(len(read), feed_habits.delays(told), feed_habits.offset(early))


def _read(
    received: dict[int, datetime], zone: ZoneInfo
) -> Iterator[tuple[str, int | None, int | None]]:
    """Yield unit, and how long after it happened and was written it came, of what can be read."""
    for pk, raw in raws(received).items():
        try:
            message = hl7v2.parse(raw)
            sent = message.moment("MSH", 7, zone)
            happened = message.moment("EVN", 6, zone) or message.moment("EVN", 2, zone)
        except hl7v2.Fault:
            continue
        unit = message.get("PV1", 3) or ""
        late, early = (None if us is None else to_us(received[pk]) - us for us in (happened, sent))
        yield unit, late, early
