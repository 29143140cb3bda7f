"""How far rules were followed: per journey, per rule, week by week, and what is due soon."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from carepath.analysis import civil, conformance
from carepath.analysis.conformance import Judged
from carepath.analysis.shares import Share
from carepath.frames.moments import DAY, OPEN, UNKNOWN
from carepath.frames.protocol import Rule
from carepath.frames.spans import Spans
from carepath.journeys import queries as journeys
from carepath.journeys.models import Journey
from carepath.places.models import Site
from carepath.protocols.models import Activation, Assignment, Protocol, Version
from carepath.protocols.queries import overrides
from carepath.protocols.queries.eligible import since
from carepath.ui import paging

PINNED, ALL = "pinned", "all"
"""Whom a page is about: journeys that follow the version, or all who are eligible, as if it had
always been in force."""
QUARTER = 91 * DAY


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One rule and its verdicts in the journeys of an `Adherence`, in their order."""

    rule: Rule
    judged: Judged

    @property
    def counts(self) -> dict[str, int]:
        """Return how many journeys have each verdict, by its name."""
        return {
            name: self.judged.count(code) for code, name in enumerate(conformance.VERDICTS)
        }  # fmt: skip

    @property
    def undecided(self) -> int:
        """Return how many journeys are not yet decidable."""
        return self.judged.count(conformance.UNDECIDED)


@dataclass(frozen=True, slots=True)
class Adherence:
    """The verdicts on every rule of a version in n journeys: `ids` are theirs, `since` is when each
    became eligible."""

    version: Version
    ids: NDArray[np.int64]
    since: NDArray[np.int64]
    lines: tuple[RuleLine, ...]
    now: int

    @property
    def n(self) -> int:
        return len(self.ids)

    def line(self, rule: str) -> RuleLine | None:
        """Return the line of a rule, None if the version has no such rule."""
        return next((line for line in self.lines if line.rule.id == rule), None)


def adherence(version: Version, *, site: Site, by: Any, now: int, whom: str = PINNED) -> Adherence:
    """Return how far the rules of a version were followed at a site, as known at `now`."""
    spans = journeys.spans(by=by, site=site.slug)
    moments = since(version.document, spans, now)
    chosen = moments != OPEN
    if whom == PINNED:
        chosen = np.isin(spans.journey_id, _pinned(version, site))
    return judged(version, spans.take(chosen), moments[chosen], now)


def is_followed(version: Version, site: Site) -> bool:
    """Return whether any journey of a site follows this version, or did."""
    return Assignment.objects.filter(version=version, journey__site=site).exists()


def _pinned(version: Version, site: Site) -> list[int]:
    rows = Assignment.objects.filter(version=version, journey__site=site)
    return list(rows.values_list("journey", flat=True))


def judged(version: Version, spans: Spans, moments: NDArray[np.int64], now: int) -> Adherence:
    """Return the verdicts on the rules of a version in all of these journeys."""
    excused = overrides.excused(version)
    lines = tuple(
        RuleLine(
            rule,
            conformance.judge(spans, rule, now).excusing(
                np.isin(spans.journey_id, excused.get(rule.id, []))
            ),
        )
        for rule in version.document.rules
        if rule.target
    )
    return Adherence(version, spans.journey_id, moments, lines, now)


@dataclass(frozen=True, slots=True)
class Replay:
    """What a version would have said of the last quarter's journeys, beside the one in force.

    `lines` pairs each rule with that of the same id in force, None = there is none; `read` is how
    many journeys opened in the quarter.
    """

    first: int
    last: int
    read: int
    mine: Adherence
    others: Adherence | None
    lines: tuple[tuple[RuleLine, RuleLine | None], ...]


def replay(version: Version, *, site: Site, by: Any, now: int) -> Replay:
    """Return the rules of a version over the last quarter in which journeys opened at a site."""
    period = _last_quarter(journeys.spans(by=by, site=site.slug), now)
    spans = journeys.spans(by=by, site=site.slug, period=period)
    mine = _over(version, spans, now)
    running = Activation.objects.filter(protocol=version.protocol, site=site, ends_at=None)
    # What is in force already is not set beside itself.
    force = running.exclude(version=version).select_related("version__protocol").first()
    theirs = None if force is None else _over(force.version, spans, now)
    lines = tuple(
        (line, None if theirs is None else theirs.line(line.rule.id)) for line in mine.lines
    )
    return Replay(*period, spans.n_journeys, mine, theirs, lines)


def _over(version: Version, spans: Spans, now: int) -> Adherence:
    moments = since(version.document, spans, now)
    chosen = moments != OPEN
    return judged(version, spans.take(chosen), moments[chosen], now)


def _last_quarter(spans: Spans, now: int) -> tuple[int, int]:
    known = spans.opened[(spans.opened <= now) & (spans.opened != UNKNOWN)]
    last = int(known.max()) + 1 if len(known) else now
    return last - QUARTER, last


@dataclass(frozen=True, slots=True)
class Week:
    """The share of satisfied in one week of a site's civil time (its Monday)."""

    monday: str
    of_triggered: Share
    of_measured: Share


def weeks(since: NDArray[np.int64], judged: Judged, zone: ZoneInfo) -> list[Week]:
    """Return the shares by week of becoming eligible; weeks without a decision are left out."""
    if not len(since):
        return []
    keys, which = np.unique(civil.keys(since, "week", zone), return_inverse=True)
    order = np.argsort(which, kind="stable")
    cuts = np.flatnonzero(np.diff(which[order])) + 1
    rows = zip(keys.tolist(), np.split(order, cuts), strict=True)
    parts = ((str(key), judged.only(chosen)) for key, chosen in rows)
    told = (Week(key, part.of_triggered, part.of_measured) for key, part in parts)
    return [week for week in told if week.of_triggered.n]


@dataclass(frozen=True, slots=True)
class Split:
    """A rule before and since a version came into force at a site."""

    before: Judged
    after: Judged


def around(found: Adherence, line: RuleLine, moment: int) -> Split:
    """Return a rule's verdicts before and since a moment of becoming eligible."""
    later = found.since >= moment
    return Split(line.judged.only(~later), line.judged.only(later))


@dataclass(frozen=True, slots=True)
class Case:
    """One journey of a list: its verdict on a rule, when that was triggered, due and met."""

    journey: Journey
    verdict: str
    trigger: int | None
    due: int | None
    met: int | None


def cases(
    found: Adherence, line: RuleLine, *, verdicts: Sequence[int], after: str = ""
) -> paging.Page:
    """Return a page of the journeys with these verdicts on a rule, latest eligible first."""
    chosen = np.flatnonzero(np.isin(line.judged.verdict, list(verdicts)))
    page = paging.ranked(found.since[chosen], found.ids[chosen], after=after)
    positions = chosen[np.asarray(page.items, np.int64)]
    return paging.Page(_cases(found, line, positions), page.after)


@dataclass(frozen=True, slots=True)
class Due:
    """An open journey in which a rule has to be met by a moment: how long that is from now."""

    journey: Journey
    rule: Rule
    due: int
    left: int


DUE = 20
"""Deadlines of a page."""


def due(found: Adherence, *, after: str = "", size: int = DUE) -> paging.Page:
    """Return a page of the deadlines in open journeys, of every rule, the next one first."""
    waiting = [
        np.flatnonzero((one.judged.verdict == conformance.UNDECIDED) & (one.judged.due != OPEN))
        for one in found.lines
    ]
    if not waiting:
        return paging.Page([])
    lines = np.repeat(np.arange(len(waiting)), [len(rows) for rows in waiting])
    rows = np.concatenate(waiting)
    moments = np.concatenate(
        [one.judged.due[at] for one, at in zip(found.lines, waiting, strict=True)]
    )
    # Two deadlines of one journey at one moment are two: the rule is part of what breaks the tie.
    keys = found.ids[rows] * len(waiting) + lines
    page = paging.ranked(moments, keys, after=after, largest=False, size=size)
    chosen = np.asarray(page.items, np.int64)
    return paging.Page(_dues(found, rows[chosen], lines[chosen], moments[chosen]), page.after)


def _dues(
    found: Adherence, rows: NDArray[np.int64], lines: NDArray[np.int64], moments: NDArray[np.int64]
) -> list[Due]:
    ids = found.ids[rows].tolist()
    journeys_of = Journey.objects.select_related("site", "source").in_bulk(ids)
    return [
        Due(journeys_of[pk], found.lines[line].rule, at, at - found.now)
        for pk, line, at in zip(ids, lines.tolist(), moments.tolist(), strict=True)
        if pk in journeys_of
    ]


def _cases(found: Adherence, line: RuleLine, positions: NDArray[np.int64]) -> list[Case]:
    ids = found.ids[positions].tolist()
    rows = Journey.objects.select_related("site", "source").in_bulk(ids)
    judged = line.judged
    return [
        Case(
            rows[pk],
            conformance.VERDICTS[judged.verdict[at]],
            *(_moment(column[at]) for column in (judged.trigger, judged.due, judged.met)),
        )
        for pk, at in zip(ids, positions.tolist(), strict=True)
        if pk in rows
    ]


def _moment(us: int) -> int | None:
    return None if us == OPEN else int(us)


def sites_of(protocol: Protocol, *, by: Any) -> list[Site]:
    """Return the sites of a protocol this person sees: its own, and where it was in force."""
    allowed = journeys.visible_sites(by=by)
    elsewhere = Activation.objects.filter(protocol=protocol).values("site")
    found = Site.objects.filter(pk__in=allowed, synthetic=protocol.site.synthetic)
    return list(found.filter(pk__in=elsewhere) | found.filter(pk=protocol.site_id))
