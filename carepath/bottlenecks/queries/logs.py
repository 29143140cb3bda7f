"""What a question is about: the spans of one source and period, as known at a moment."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from datetime import date, datetime
from difflib import get_close_matches
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from django.db.models import Max
from django.utils.translation import gettext as _

from carepath.analysis import nights
from carepath.bottlenecks.queries.memory import LARGE, SMALL, Memory
from carepath.frames import mapping, moments
from carepath.frames.spans import Spans, empty
from carepath.journeys import queries as journeys
from carepath.journeys.models import Journey, Source
from carepath.journeys.queries import Cohort, cohorts
from carepath.places import queries as places
from carepath.ui.period import Period

Answer = TypeVar("Answer")
FRESHNESS = moments.MINUTE
"""With open journeys, "now" moves in steps of this length, so that answers can be remembered."""


class NotThere(ValueError):
    """Something named in a question does not exist; `field` says where it was named."""

    def __init__(self, field: str, sentence: str) -> None:
        self.field = field
        super().__init__(sentence)


@dataclass(frozen=True, slots=True)
class Log:
    """One source's journeys that opened within a period, as known at `now` (microseconds).

    `until` is the data time of every number: the latest event the source knows. `key` is equal
    exactly when all answers are.
    """

    source: Source
    spans: Spans
    targets: tuple[mapping.Target, ...]
    period: Period
    now: int
    key: Hashable
    until: datetime | None = None
    state: Hashable = ()
    """What the source's journeys are known by, whatever the period or cohort."""
    everything: Callable[[], Spans] = empty
    """Returns all journeys of the source as of `state`."""
    night: tuple[int, int] = (nights.BEGINS, nights.ENDS)
    """The first hour of the hospital's night, and the one at which it is over."""

    @property
    def zone(self) -> ZoneInfo:
        """Return the hospital's zone, in which hours and weekdays are counted."""
        return self.period.zone

    @property
    def intervals(self) -> bool:
        """Return whether the log has start times, so that waiting can be told from care."""
        return self.spans.intervals

    def recall(
        self, question: Hashable, compute: Callable[[], Answer], *, memory: Memory = SMALL
    ) -> Answer:
        """Return the remembered answer to a question about this log, or compute it."""
        return memory.recall(
            (self.key, question), compute, about=self.source.pk, version=self.state
        )

    def knows(self, question: Hashable, *, memory: Memory = SMALL) -> bool:
        """Return whether the answer to a question about this log is remembered."""
        return memory.knows((self.key, question), about=self.source.pk, version=self.state)

    def target(self, source: str, target: str) -> mapping.Target | None:
        """Return the declared target between two stages."""
        pairs = (
            found for found in self.targets if (found.source, found.target) == (source, target)
        )
        return next(pairs, None)

    def check_stage(self, name: str, field: str) -> str:
        """Return the stage's name; NotThere with a suggestion if the log has no such stage."""
        if name in self.spans.stages:
            return name
        near = get_close_matches(name, self.spans.stages, n=1)
        hint = _(" Did you mean “%(near)s”?") % {"near": near[0]} if near else ""
        sentence = _("There is no stage “%(name)s” in source “%(source)s”.")
        raise NotThere(field, sentence % {"name": name, "source": self.source.name} + hint)


def log(
    *,
    by: Any,
    source: str,
    first: date | None = None,
    last: date | None = None,
    now: int,
    cohort: Cohort | None = None,
) -> Log:
    """Return the log this person asks about; NotThere if they see no such source.

    `now` is the real moment: the log is as of what the clock of the source's site shows then.
    `first` and `last` are days on the hospital's clock, both within the period; None = no limit.
    Of a cohort all fields narrow but its source and period.
    """
    found = journeys.sources(by=by).filter(name=source).first()
    if found is None:
        raise NotThere("source", _("There is no source “%(name)s”.") % {"name": source})
    now = moments.to_us(found.site.time(moments.from_us(now)))
    period = Period(first, last, ZoneInfo(found.timezone))
    known = journeys.snapshot(by=by, source=source, period=period.bounds)
    spans = known.spans
    is_live = spans.n_journeys > 0 and spans.closed.max() > now
    known_at = now // FRESHNESS * FRESHNESS if is_live else now
    targets = tuple(
        mapping.Target(target.from_stage, target.to_stage, target.within_s)
        for target in journeys.targets(source=found)
    )
    state = (known.version, found.pk)
    night = _night(found, now)
    key = (*state, period, known_at if is_live else None, targets, night)
    until = SMALL.recall("until", lambda: _latest(found), about=found.pk, version=state)
    whole = Log(found, spans, targets, period, known_at, key, until, state, known.everything, night)
    alike = replace(cohort or Cohort(), source="", period=period)
    return whole if alike == Cohort(period=period) else _narrowed(whole, alike, by)


def _night(source: Source, now: int) -> tuple[int, int]:
    """Return the night of a source's site by its shift calendar, else the usual one."""
    found = places.night_hours(site=source.site, at=moments.from_us(now))
    return found or (nights.BEGINS, nights.ENDS)


def _narrowed(whole: Log, cohort: Cohort, by: Any) -> Log:
    """Return the same log with the journeys of the cohort alone."""
    now = moments.from_us(whole.now)
    spans = whole.recall(
        ("cohort", cohort),
        lambda: whole.spans.take(cohorts.chosen(whole.spans, cohort, by=by, now=now)),
        memory=LARGE,
    )
    return replace(whole, spans=spans, key=(whole.key, cohort))


def _latest(source: Source) -> datetime | None:
    known = Journey.objects.filter(source=source, n_spans__gt=0)
    return known.aggregate(latest=Max("last_at"))["latest"]
