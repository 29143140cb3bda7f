"""Which imports there are, which may be worked on, and which stand in the way of another."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from carepath.accounts.permissions import Permission
from carepath.formats.events import KIND as EVENTS
from carepath.formats.parsers import PARSERS
from carepath.formats.steps import KIND as STEPS
from carepath.ingestion.models import Message
from carepath.ingestion.policies import FREED, UNFINISHED
from carepath.journeys.models import Source
from carepath.work import queries as work

State = Message.State
CROWD = 200
_CLOSING = ("closing_rule", "end_stages", "silence_days")


FILES = ("", *PARSERS)
"""Kinds of messages that are files, '' = not known yet."""
LOOKING = (Permission.SEE, Permission.IMPORT)


def visible(
    *, by: Any, permission: Permission | None = None, kinds: Collection[str] = FILES
) -> QuerySet[Message]:
    """Return the imports of the sites where this person may (look, unless told), newest first.

    Who imports sees what became of it, also without the right to see journeys. Messages of a feed
    are no imports: nobody sent them, and there are thousands a day.
    """
    found = Message.objects.filter(kind__in=kinds).exclude(state=State.RECEIVING)
    found = found.select_related("site", "source", "mapping", "progress")
    sites = by.sites_where(*([permission] if permission else LOOKING))
    found = found if sites is None else found.filter(site__slug__in=sites)
    return found.order_by("-id")


@dataclass(frozen=True, slots=True)
class Totals:
    """How many imports brought journeys, how many wait or are at work, how many need a person."""

    imported: int
    at_work: int
    drafts: int
    set_aside: int


def totals(*, by: Any) -> Totals:
    """Return how the imports stand that this person sees."""
    counted = visible(by=by).order_by().values_list("state").annotate(n=Count("pk"))
    n = dict(counted)
    return Totals(
        imported=n.get(State.PROCESSED, 0),
        at_work=sum(n.get(state, 0) for state in UNFINISHED),
        drafts=n.get(State.DRAFT, 0),
        set_aside=n.get(State.QUARANTINED, 0),
    )


def claimable(*, at: datetime) -> QuerySet[Message]:
    """Return the imports that may be claimed now, oldest first, at most one of each source.

    Work on one source is done in order, so that what an import finds known stays known.
    """
    earlier = Message.objects.filter(
        source=OuterRef("source"), state__in=UNFINISHED, pk__lt=OuterRef("pk")
    ).exclude(kind=STEPS)  # their order plays no part
    waiting = work.waiting(Message, states=UNFINISHED, at=at)
    return waiting.filter(~Exists(earlier)).order_by("pk")


def last_received() -> int:
    """Return the number of the message that came last, 0 before the first."""
    return Message.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def next_together(
    kinds: Collection[str], *, at_once: Sequence[int], at: datetime, upto: int
) -> list[int]:
    """Return the messages of feeds to work on next: the oldest that waits, and more like it.

    They are of one source and kind, and were tried as often; `at_once` says how many may be taken
    that were tried 0, 1, 2 ... times, its last entry counts for all above. None is newer than
    the message `upto`.
    """
    waits = work.waiting(Message, states=[State.RECEIVED], at=at)
    waits = waits.filter(kind__in=kinds, pk__lte=upto)
    first = waits.values_list("kind", "source", "attempts").first()
    if first is None:
        return []
    kind, source, attempts = first
    alike = waits.filter(kind=kind, source=source, attempts=attempts).order_by("pk")
    most = at_once[min(attempts, len(at_once) - 1)]
    return list(alike.values_list("pk", flat=True)[:most])


def waiting_events(*, source: Source) -> list[int]:
    """Return the ids of a source's messages of events that wait to be recorded, oldest first."""
    found = Message.objects.filter(source=source, kind=EVENTS, state=State.RECEIVED)
    return list(found.order_by("pk").values_list("pk", flat=True)[:CROWD])


def unrecorded(*, source: Source) -> QuerySet[Message]:
    """Return what a source sent, of whatever kind, that waits to be recorded."""
    return Message.objects.filter(source=source, state=State.RECEIVED)


def rule_changed(message: Message) -> bool:
    """Tell whether the import before this one into its source closed journeys by another rule."""
    before = (
        Message.objects.filter(source=message.source_id, mapping__isnull=False)
        .filter(state=State.PROCESSED)
        .exclude(pk=message.pk)
        .order_by("-progress__finished_at")
        .select_related("mapping")
        .first()
    )
    if before is None:
        return False
    return any(before.mapping.content[name] != message.mapping.content[name] for name in _CLOSING)


def same_file(message: Message) -> Message | None:
    """Return the newest import of the same bytes at the same site that still counts."""
    others = Message.objects.filter(site=message.site, sha256=message.sha256).exclude(pk=message.pk)
    others = others.filter(dedupe_key__isnull=False).exclude(state__in=FREED)
    return others.select_related("site", "source", "mapping").order_by("-pk").first()


def crowded() -> bool:
    """Return whether so many imports wait that a program should come again later."""
    return Message.objects.filter(state=State.RECEIVED, kind__in=FILES).count() >= CROWD


def blocking(message: Message, *, at: datetime) -> Message | None:
    """Return another import into the same source that must end first, or is at work now."""
    # Only what is unfinished has a lease; a feed leaves many that are done.
    unfinished = Message.objects.filter(source=message.source_id, state__in=UNFINISHED)
    others = unfinished.exclude(pk=message.pk).exclude(kind=STEPS)
    first = Q(pk__lt=message.pk)
    return others.filter(first | ~work.free(Message, at=at)).order_by("pk").first()


def under_way(message: Message) -> Message | None:
    """Return another import into the same source that waits or is at work."""
    others = Message.objects.filter(source=message.source_id, state__in=UNFINISHED)
    return others.exclude(pk=message.pk).order_by("pk").first()


def built_on(message: Message) -> Message | None:
    """Return an import that counted rows of this one as known, or replaced them; the newest.

    Work on one source is done one import at a time, so whatever ended after this one began may.
    """
    others = Message.objects.filter(
        source=message.source_id,
        state__in=[State.PROCESSED, State.QUARANTINED],
        progress__finished_at__gt=message.progress.started_at or message.received_at,
    ).exclude(pk=message.pk)
    leaning = Q(progress__known__gt=0) | Q(progress__replaced__gt=0)
    return others.filter(leaning).order_by("-pk").first()
