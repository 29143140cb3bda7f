"""Feeds that rest longer than is their habit: which, since when, and of which it is told."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from carepath.accounts.permissions import Permission
from carepath.analysis import feed_habits
from carepath.frames.moments import to_us
from carepath.ingestion.models import Message, Silence
from carepath.ingestion.queries.feeds import KINDS, LOOKED_AT, SILENT, feeds_heard
from carepath.journeys.models import Source
from carepath.places.models import Site

NEVER_SOONER = timedelta(microseconds=feed_habits.LEAST)
"""No rest shorter than this is a silence: of a feed that spoke since nothing more is read."""


def silences() -> QuerySet[Silence]:
    """Return the silences that last, newest first."""
    return Silence.objects.filter(ended_at=None).select_related("source__site")


def silent_spells(*, site: Site) -> list[tuple[datetime, datetime | None]]:
    """Return when feeds of a site were known to be silent: found, and until they spoke (None =
    still), the earliest first."""
    found = Silence.objects.filter(source__site=site).order_by("found_at", "pk")
    return [
        (since, until)
        for since, until in found.values_list("found_at", "ended_at")
        if until is None or until > since
    ]


def silent_feeds(*, site: Site, at: datetime) -> list[str]:
    """Return the names of the feeds of a site that are silent at a moment on its clock, by name."""
    return sorted(one.source.name for one in freshness(site=site, at=at) if one.silent_since)


def one_silence(pk: int, *, by: Any) -> QuerySet[Silence]:
    """Return the silence of this key, if this person may manage its feed."""
    return _managed(Silence.objects.filter(pk=pk).select_related("source__site"), by)


def silence_of(source: Source) -> Silence | None:
    """Return the silence of a feed that lasts, None if it speaks."""
    return silences().filter(source=source).first()


def told_silences(*, by: Any) -> int:
    """Return of how many silences this person is told: of feeds they manage, that nobody said yet
    why of."""
    return unsettled_silences(by=by).count()


def unsettled_silences(*, by: Any) -> QuerySet[Silence]:
    """Return them, the newest first."""
    if not by.may(Permission.MANAGE_FEEDS):
        return Silence.objects.none()
    return _managed(silences().filter(settled_at=None), by).order_by("-pk")


def last_arrival(source: Source) -> datetime | None:
    """Return when the last message of a feed came, None if none did."""
    mine = Message.objects.filter(source=source, kind__in=KINDS).order_by("-pk")
    return mine.values_list("received_at", flat=True).first()


def rested(*, at: datetime) -> list[tuple[Source, datetime, feed_habits.Habit]]:
    """Return the feeds that rest longer than is their habit, each with when the last message came
    and its habit. One whose habit is not known yet is none of them."""
    return [found for source in feeds_heard() if (found := _rested(source, at)) is not None]


def _rested(source: Source, at: datetime) -> tuple[Source, datetime, feed_habits.Habit] | None:
    now, last = source.site.time(at), last_arrival(source)
    if last is None or now - last < NEVER_SOONER:
        return None
    habit = _habit(source)
    if habit is None or to_us(now) - to_us(last) <= habit.limit_us:
        return None
    return source, last, habit


def _habit(source: Source) -> feed_habits.Habit | None:
    mine = Message.objects.filter(source=source, kind__in=KINDS).order_by("-pk")
    came = list(mine.values_list("received_at", flat=True)[:LOOKED_AT])[::-1]
    zone = ZoneInfo(source.timezone)
    hours = [moment.astimezone(zone).hour for moment in came]
    return feed_habits.habit([to_us(one) for one in came], hours, hour=hours[-1])


def _managed(found: QuerySet[Silence], by: Any) -> QuerySet[Silence]:
    sites = by.sites_where(Permission.MANAGE_FEEDS)
    return found if sites is None else found.filter(source__site__slug__in=sites)


@dataclass(frozen=True, slots=True)
class Fresh:
    """When the last message of a feed came (None = never), and since when it is silent against its
    own habit (None = it speaks)."""

    source: Source
    last_at: datetime | None
    silent_since: datetime | None


def freshness(*, site: Site, at: datetime) -> list[Fresh]:
    """Return how fresh the feeds of a site are at a moment on its clock, by name.

    One whose habit is not known yet is silent when it sent nothing for an hour.
    """
    silent = {row.source_id: row.since_at for row in silences().filter(source__site=site)}
    found = []
    for source in feeds_heard():
        if source.site_id == site.pk:
            last, since = last_arrival(source), silent.get(source.pk)
            if since is None and last and at - last > SILENT and _habit(source) is None:
                since = last
            found.append(Fresh(source, last, since))
    return found
