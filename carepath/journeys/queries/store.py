"""Read journeys as Spans: the stored partitions merged with what changed since."""

from collections.abc import Collection
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from django.conf import settings

from carepath.accounts.permissions import Permission
from carepath.frames.spans import Spans, empty
from carepath.journeys.models import Journey, Source, Stage
from carepath.journeys.queries import changes
from carepath.places.models import Site
from carepath.spanstore import encode, partitions

FRESH = 5_000
"""Journeys changed since the last store that a page merges itself; more wait for the store."""


def folder() -> Path:
    """Return where the span store lies."""
    return Path(settings.CAREPATH_HOME) / "store"


def version() -> str:
    """Return a text that differs whenever what `spans` returns may differ."""
    stages = Stage.history.values_list("history_id", flat=True).order_by("-history_id").first()
    return f"{partitions.manifest(folder()).version}:{changes.latest_change()}:{stages or 0}"


def spans(
    *,
    by: Any,
    source: str | None = None,
    site: str | None = None,
    period: tuple[int, int] | None = None,
) -> Spans:
    """Return all journeys this person may see, of one source or site, opened within the period.

    The period is [from, to) in microseconds. An unknown source or site gives no journeys. Results
    are shared between calls: never write into their arrays.
    """
    wanted = Source.objects.filter(site__in=visible_sites(by=by, site=site))
    if source is not None:
        wanted = wanted.filter(name=source)
    found = list(wanted.values_list("pk", "site_id", "intervals"))
    if not found:
        return empty()
    return _merged(
        str(folder()),
        version(),
        frozenset(site_id for _pk, site_id, _intervals in found),
        frozenset(pk for pk, _site, _intervals in found),
        all(intervals for _pk, _site, intervals in found),
        period,
    )


def visible_sites(*, by: Any, site: str | None = None) -> Collection[int]:
    """Return the ids of the sites whose journeys this person may see (only `site` if named)."""
    sites = Site.objects.all() if site is None else Site.objects.filter(slug=site)
    allowed = by.sites_where(Permission.SEE)
    if allowed is not None:
        sites = sites.filter(slug__in=allowed)
    return list(sites.values_list("pk", flat=True))


def spans_of(journey: Journey) -> Spans:
    """Return one journey straight from the database."""
    loaded = changes.load(changes.heads_of(Journey.objects.filter(pk=journey.pk)))
    return encode.dense(loaded, _names([journey.site_id]), journey.source.intervals)


@lru_cache(maxsize=6)
def _merged(
    place: str,
    version: str,
    sites: frozenset[int],
    sources: frozenset[int],
    intervals: bool,
    period: tuple[int, int] | None,
) -> Spans:
    whole = _all(place, version, sites)
    keep = np.isin(whole.source, list(sources))
    if period is not None:
        keep &= (whole.opened >= period[0]) & (whole.opened < period[1])
    chosen = whole if keep.all() else whole.take(keep)
    return encode.dense(chosen, _names(sites), intervals)


@lru_cache(maxsize=2)
def _all(place: str, version: str, sites: frozenset[int]) -> Spans:
    held = partitions.manifest(Path(place))
    stored = partitions.read(Path(place), held, sites)
    heads, _last = changes.changed_since(held.watermark, limit=FRESH)
    if not heads:
        return stored
    fresh = changes.load([head for head in heads if head.n_spans and head.site in sites])
    rest = encode.without(stored, np.array([head.id for head in heads]))
    return encode.joined([rest, fresh])


def _names(sites: Collection[int]) -> dict[int, tuple[str, str]]:
    stages = Stage.objects.filter(site__in=list(sites)).order_by("pk")
    return {pk: (name, phase) for pk, name, phase in stages.values_list("pk", "name", "phase")}
