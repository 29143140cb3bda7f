"""Read journeys as Spans: the stored partitions merged with what changed since."""

from collections.abc import Callable, Collection, Hashable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from django.conf import settings

from carepath.accounts.permissions import Permission
from carepath.frames.moments import SECOND
from carepath.frames.spans import Spans, empty
from carepath.journeys.models import Journey, Source, Stage
from carepath.journeys.queries import changes, known_spans
from carepath.journeys.queries.changes import Head
from carepath.places.models import Site
from carepath.spanstore import encode, partitions
from carepath.spanstore.partitions import Partition
from carepath.ui.memory import Memory

FRESH = 20_000
"""Spans in journeys changed since the last store that a page merges itself; a larger change waits
for the store, so that an import never makes pages read what it writes."""
TRIES = 8
"""A reader whose files are replaced meanwhile reads again; more often in a row means a fault."""
WHOLE = Memory(4)
"""All journeys of some sources, as stored."""
CHOSEN = Memory(8)
"""Those of a period, with the names of their stages."""
THEN = Memory(6)
"""Those known at a moment; they are forgotten with the first change after it is looked at."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Journeys as known at one moment; for one question they are the same where `version` is.

    They hold every change up to the number `upto`.
    """

    spans: Spans
    version: Hashable
    everything: Callable[[], Spans] = empty
    """Returns the same journeys of every period."""
    upto: int = 0


@dataclass(frozen=True, slots=True)
class _State:
    """What decides which journeys are there: stored partitions, and heads changed since."""

    partitions: tuple[Partition, ...]
    heads: list[Head]
    version: Hashable
    upto: int


def folder() -> Path:
    """Return where the span store lies."""
    return Path(settings.CAREPATH_HOME) / "store"


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
    return snapshot(by=by, source=source, site=site, period=period).spans


def snapshot(
    *,
    by: Any,
    source: str | None = None,
    site: str | None = None,
    period: tuple[int, int] | None = None,
    known_at: int | None = None,
) -> Snapshot:
    """Return the same with its version, for who remembers what is computed from it; with
    `known_at` (microseconds UTC) as the journeys were known then."""
    wanted = Source.objects.filter(site__in=visible_sites(by=by, site=site))
    if source is not None:
        wanted = wanted.filter(name=source)
    found = list(wanted.values_list("pk", "site_id", "intervals"))
    if not found:
        return Snapshot(empty(), ())
    sites = frozenset(site_id for _pk, site_id, _intervals in found)
    intervals = all(intervals for _pk, _site, intervals in found)
    sources = frozenset(pk for pk, _site, _intervals in found)
    whole, state = _whole(sources)
    version = (state.version, intervals, _renamed(sites))
    if known_at is not None:
        then = THEN.recall(
            known_at,
            lambda: encode.dense(
                known_spans.known(whole, sources, known_at), _known(sites), intervals
            ),
            about=sources,
            version=version,
        )
        return Snapshot(_opened_within(then, period), (version, known_at), lambda: then)

    def within(period: tuple[int, int] | None) -> Spans:
        return CHOSEN.recall(
            period,
            lambda: encode.dense(_opened_within(whole, period), _known(sites), intervals),
            about=sources,
            version=version,
        )

    return Snapshot(within(period), version, lambda: within(None), state.upto)


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
    return encode.dense(loaded, _known([journey.site_id]), journey.source.intervals)


def changed_spans(*, site: Site, since: int, limit: int) -> tuple[Spans, int]:
    """Return the journeys of a site changed after a change, and the change they are complete up to.

    At most `limit` journeys are looked at, of every site, unless one change holds more.
    """
    heads, upto = changes.changed_since(since, limit=limit)
    mine = [head for head in heads if head.site == site.pk and head.n_spans]
    return encode.dense(changes.load(mine), _known([site.pk]), True), upto


def _whole(sources: frozenset[int]) -> tuple[Spans, _State]:
    """Return all journeys of these sources, stages as ids, and what they were read from."""
    for _try in range(TRIES):
        state = _state(sources)
        with suppress(FileNotFoundError):
            stored = WHOLE.recall(
                "whole", lambda state=state: _read(state), about=sources, version=state.version
            )
            return stored, state
    return _read(state), state


def _state(sources: frozenset[int]) -> _State:
    place = folder()
    held = partitions.manifest(place)
    parts = tuple(part for part in held.partitions if part.source in sources)
    heads, latest = changes.tail(held.watermark, sources=sources, spans=FRESH)
    version = (str(place), sources, tuple(part.name for part in parts), latest)
    return _State(parts, heads, version, max(held.watermark, latest))


def _read(state: _State) -> Spans:
    stored = partitions.read(folder(), state.partitions)
    if not state.heads:
        return stored
    fresh = changes.load([head for head in state.heads if head.n_spans])
    rest = encode.without(stored, np.array([head.id for head in state.heads]))
    return encode.joined([rest, fresh])


def _opened_within(whole: Spans, period: tuple[int, int] | None) -> Spans:
    if period is None:
        return whole
    opened = whole.opened
    if (opened[1:] >= opened[:-1]).all():
        return whole.between(*np.searchsorted(opened, period).tolist())
    return whole.take((opened >= period[0]) & (opened < period[1]))


def _renamed(sites: Collection[int]) -> int:
    """Return a number that grows when a stage changes; a new stage is in no journey known yet."""
    history = Stage.history.filter(site__in=sites).exclude(history_type="+")
    latest = history.order_by("-history_id").values_list("history_id", flat=True)
    return latest.first() or 0


def _known(sites: Collection[int]) -> dict[int, encode.Stage]:
    stages = Stage.objects.filter(site__in=list(sites)).order_by("pk")
    return {
        pk: encode.Stage(name, phase, (longest_s or 0) * SECOND)
        for pk, name, phase, longest_s in stages.values_list("pk", "name", "phase", "longest_s")
    }
