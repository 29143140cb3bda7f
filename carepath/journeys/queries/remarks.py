"""Read what people said: notes on a journey, annotations of a site, links to other journeys."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from carepath.accounts.permissions import Permission
from carepath.figures.marks import Marker
from carepath.frames.moments import OPEN, UNKNOWN, from_us
from carepath.journeys.models import Annotation, Journey, JourneyLink, Note, Source
from carepath.journeys.queries.sources import visible
from carepath.places.models import Site

SHOWN, LOOKED_AT = 20, 500
"""Marks shown at most, and the latest among which those of some stages are looked for."""


@dataclass(frozen=True, slots=True)
class Link:
    """Another journey and how it is related: its kind, and whether it came later."""

    journey: Journey
    kind: str
    later: bool


def notes(journey: Journey) -> QuerySet[Note]:
    """Return the notes on a journey, oldest first."""
    return journey.notes.select_related("author").order_by("written_at", "pk")


def versions(note: Note) -> list[tuple[int, datetime, str, str]]:
    """Return (version, when, by whom, text) of each version of a note, newest first."""
    rows = note.history.select_related("history_user").order_by("-version", "-history_id")
    return [(row.version, row.history_date, str(row.history_user), row.text) for row in rows]


def links(journey: Journey, *, by: Any) -> list[Link]:
    """Return the journeys linked to this one that this person may see, in order of opening."""
    ends = ("earlier__site", "earlier__source", "later__site", "later__source")
    rows = JourneyLink.objects.filter(Q(earlier=journey) | Q(later=journey)).select_related(*ends)
    found = [
        Link(row.later if row.earlier_id == journey.pk else row.earlier, row.kind,
             row.earlier_id == journey.pk)
        for row in rows
    ]  # fmt: skip
    if journey.patient_id is not None:
        known = {link.journey.pk for link in found} | {journey.pk}
        same = visible(by=by).filter(patient=journey.patient_id).exclude(pk__in=known)
        found += [
            Link(other, JourneyLink.Kind.SAME_PATIENT, other.opened_at > journey.opened_at)
            for other in same.select_related("site", "source").order_by("opened_at")[:20]
        ]
    seen = by.sites_where(Permission.SEE)
    there = [link for link in found if link.journey.n_spans]
    shown = [link for link in there if seen is None or link.journey.site.slug in seen]
    return sorted(shown, key=lambda link: (link.journey.opened_at, link.journey.pk))


def annotations(*, by: Any) -> QuerySet[Annotation]:
    """Return the annotations of the sites this person sees, newest first."""
    found = Annotation.objects.select_related("site", "unit", "author")
    seen = by.sites_where(Permission.SEE)
    if seen is not None:
        found = found.filter(site__slug__in=seen)
    return found.order_by("-starts_at", "pk")


def annotations_of(
    source: Source, bounds: tuple[int, int] | None, *, stages: Collection[str] = ()
) -> list[Annotation]:
    """Return what was noted of a source's site during [from, to) microseconds; at most 20.

    With `stages`, only what concerns one of these stages, or every stage.
    """
    rows = _during(source, bounds)
    if not stages:
        return list(rows[:SHOWN])
    wanted = set(stages)
    near = (one for one in rows[:LOOKED_AT] if not one.stages or wanted & set(one.stages))
    return list(islice(near, SHOWN))


def markers(
    source: Source, bounds: tuple[int, int] | None, *, stages: Collection[str] = ()
) -> list[Marker]:
    """Return the same as figures draw it, oldest first, on the source's clock."""
    zone = ZoneInfo(source.timezone)
    return [
        Marker(one.starts_at.astimezone(zone), one.ends_at.astimezone(zone), one.text, one.kind)
        for one in reversed(annotations_of(source, bounds, stages=stages))
    ]


def _during(source: Source, bounds: tuple[int, int] | None) -> QuerySet[Annotation]:
    found = Annotation.objects.filter(site=source.site_id).select_related("unit", "author")
    if bounds is not None:
        low, high = bounds
        if high != OPEN:
            found = found.filter(starts_at__lt=from_us(high))
        if low != UNKNOWN:
            found = found.filter(ends_at__gte=from_us(low))
    return found.order_by("-starts_at", "pk")


def sites_where(permission: Permission, *, by: Any) -> list[Site]:
    """Return the sites at which this person may, with their units."""
    sites = Site.objects.prefetch_related("units").order_by("name")
    allowed = by.sites_where(permission)
    return list(sites if allowed is None else sites.filter(slug__in=allowed))
