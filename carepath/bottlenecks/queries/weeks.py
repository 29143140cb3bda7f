"""Week by week: how the time between two stages moved, and what came into force meanwhile."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from django.utils.translation import gettext as _

from carepath.analysis import civil, percentiles
from carepath.analysis.milestones import MEASURED, Milestone
from carepath.bottlenecks.queries import flow
from carepath.bottlenecks.queries.logs import Log
from carepath.bottlenecks.queries.memory import MIDDLE
from carepath.bottlenecks.queries.ranking import ranking
from carepath.figures import marks, times
from carepath.figures.marks import Marker
from carepath.figures.theme import Drawing
from carepath.frames.moments import DAY, HOUR, MINUTE
from carepath.journeys import queries as journeys
from carepath.ui import words

CHOICES = 20
"""Pairs that can be chosen: the first of the ranking."""
MOST_WEEKS = 104
"""Above so many weeks the figure goes by month."""
FEWEST = 5
"""Journeys below which a week or month has no point: fewer say nothing, and could be recognised."""

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Part:
    """One week (key its Monday) or month of the first stage: n measured times in microseconds."""

    key: str
    n: int
    median: float
    interval: tuple[float, float] | None
    p90: float | None


@dataclass(frozen=True, slots=True)
class Trend:
    """The drawn trend of one pair, the pairs one may choose, and the marks it shows."""

    pair: Pair
    pairs: tuple[Pair, ...]
    drawing: Drawing | None
    markers: tuple[Marker, ...]


def trend(log: Log, asked: str = "") -> Trend | None:
    """Return the trend of the pair named "A → B", of the first in the ranking if it is not there.

    None where the log has no pair at all.
    """
    pairs = tuple(dict.fromkeys((row.line.source, row.line.target) for row in ranking(log).rows))
    pairs = pairs[:CHOICES]
    if not pairs:
        return None
    pair = next((one for one in pairs if name(one) == asked), pairs[0])
    markers = tuple(journeys.markers(log.source, log.period.bounds, stages=pair))
    found, parts = log.recall(("weeks", pair), lambda: _parts(log, pair), memory=MIDDLE)
    return Trend(pair, pairs, _drawn(pair, found, parts, markers), markers)


def name(pair: Pair) -> str:
    """Return a pair as the page and its address name it."""
    return f"{pair[0]} → {pair[1]}"


def _parts(log: Log, pair: Pair) -> tuple[str, tuple[Part, ...]]:
    """Return whether it goes by week or month, and each of them with enough times."""
    milestone = flow.milestone(log, source=pair[0], target=pair[1])
    known = milestone.only(milestone.state == MEASURED)
    step = _step(known)
    if not len(known.at):
        return step, ()
    keys, which = np.unique(civil.keys(known.at, step, log.zone), return_inverse=True)
    order = np.argsort(which, kind="stable")
    cuts = np.flatnonzero(np.diff(which[order])) + 1
    groups = zip(keys.tolist(), np.split(known.elapsed[order], cuts), strict=True)
    return step, tuple(_part(key, values) for key, values in groups if len(values) >= FEWEST)


def _step(known: Milestone) -> str:
    if not len(known.at):
        return "week"
    length = int(known.at.max() - known.at.min())
    return "week" if length <= MOST_WEEKS * 7 * DAY else "month"


def _part(key: str, values: np.ndarray) -> Part:
    return Part(
        key if len(key) > len("2026-01") else f"{key}-01",
        len(values),
        percentiles.shown(values, percentiles.MEDIAN),
        percentiles.median_interval(values),
        percentiles.shown(values, percentiles.P90),
    )


def _drawn(
    pair: Pair, step: str, parts: Sequence[Part], markers: Sequence[Marker]
) -> Drawing | None:
    if not parts:
        return None
    us, unit = _unit(max(part.median for part in parts))
    limits = [part.interval or (None, None) for part in parts]
    return times.trend(
        [part.key for part in parts],
        [round(part.median / us, 2) for part in parts],
        ([_in(us, low) for low, _high in limits], [_in(us, high) for _low, high in limits]),
        [_in(us, part.p90) for part in parts],
        [part.n for part in parts],
        titles=(
            _("week of the first stage") if step == "week" else _("month of the first stage"),
            _("median"),
            _("95 % interval"),
            _("90 % within"),
            _("journeys measured"),
        ),
        unit=unit,
        summary=_in_words(pair, parts, markers),
        markers=markers,
    )


def _unit(us: float) -> tuple[int, str]:
    if us < 3 * HOUR:
        return MINUTE, _("min")
    return (HOUR, _("h")) if us < 3 * DAY else (DAY, _("d"))


def _in(unit: int, us: float | None) -> float | None:
    return None if us is None else round(us / unit, 2)


def _in_words(pair: Pair, parts: Sequence[Part], markers: Sequence[Marker]) -> str:
    first, last = parts[0], parts[-1]
    text = _(
        "%(pair)s, of those measured: median %(before)s in %(first)s, %(after)s in %(last)s."
    ) % {
        "pair": name(pair),
        "before": words.duration(first.median),
        "first": first.key,
        "after": words.duration(last.median),
        "last": last.key,
    }
    return f"{text} {in_words(markers)}".strip()


def in_words(markers: Sequence[Marker]) -> str:
    """Return what went on meanwhile as a sentence; "" where nothing is marked."""
    if not markers:
        return ""
    told = "; ".join(f"{day} {text}" for day, text in marks.told(markers))
    return _("Marked: %(marks)s.") % {"marks": told}
