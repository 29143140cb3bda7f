"""Measures of journeys: one value a journey or occurrence, and the number that they make.

A page shows the number; the values are the proof that it recomputes.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from carepath.analysis import flow as analysis
from carepath.analysis import percentiles, waits
from carepath.analysis.distinct import distinct
from carepath.bottlenecks.queries import flow
from carepath.bottlenecks.queries.logs import Log, NotThere
from carepath.frames.moments import SECOND
from carepath.journeys import queries as journeys
from carepath.ui import words

TIME, COUNT = "time", "count"
"""What a single value is: microseconds, or a number."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The parameters of a measure: a pair of stages, a target time in seconds, a drawn share, the
    key of a finding, the trace id of a journey, the phase in which a hand-over is."""

    source: str = ""
    target: str = ""
    within_s: int | None = None
    drawn: float = 0.8
    finding: str = ""
    journey: str = ""
    phase: str = ""


@dataclass(frozen=True, slots=True)
class Measure:
    """`figures` are (what, text) and the first is the number itself; `left_out` are sentences.

    `values` stand beside the `positions` of their journeys; n of `of` values count.
    """

    figures: tuple[tuple[str, str], ...]
    positions: NDArray[np.int64]
    values: NDArray[np.int64]
    kind: str
    what: str
    n: int
    of: int
    left_out: tuple[str, ...] = ()


def every(log: Log) -> NDArray[np.int64]:
    """Return the positions of all journeys."""
    return np.arange(log.spans.n_journeys)


def _with_length(log: Log) -> NDArray[np.int64]:
    return np.flatnonzero(analysis.has_length(log.spans, log.now))


def _so_far(log: Log) -> NDArray[np.int64]:
    return np.minimum(log.spans.closed, log.now) - log.spans.opened


def _journeys(log: Log, _asked: Asked) -> Measure:
    count = log.spans.n_journeys
    figures = ((_("Journeys"), words.number(count)),)
    return Measure(figures, every(log), _so_far(log), TIME, _("length so far"), count, count)


def _open(log: Log, _asked: Asked) -> Measure:
    found = np.flatnonzero(~analysis.is_closed(log.spans, log.now))
    figures = ((_("Open journeys"), words.number(len(found))),)
    values = _so_far(log)[found]
    return Measure(figures, found, values, TIME, _("open for"), len(found), log.spans.n_journeys)


def _spans(log: Log, _asked: Asked) -> Measure:
    values = np.diff(log.spans.offsets)
    figures = ((_("Spans"), words.number(log.spans.n_spans)),)
    count = log.spans.n_journeys
    return Measure(figures, every(log), values, COUNT, _("spans"), count, count)


def _stages(log: Log, _asked: Asked) -> Measure:
    seen = distinct(log.spans.journey.astype(np.int64) * 2**16 + log.spans.stage)
    values = np.bincount(seen // 2**16, minlength=log.spans.n_journeys)
    figures = ((_("Stages"), words.number(np.count_nonzero(np.bincount(log.spans.stage)))),)
    count = log.spans.n_journeys
    return Measure(figures, every(log), values, COUNT, _("distinct stages"), count, count)


def _lengths(log: Log, _asked: Asked) -> Measure:
    values, found = analysis.lengths(log.spans, log.now), _with_length(log)
    return Measure(
        spread(percentiles.summary(values, SECOND)),
        found,
        values,
        TIME,
        _("length"),
        len(found),
        log.spans.n_journeys,
        _without_length(log, len(found)),
    )


def _without_length(log: Log, n: int) -> tuple[str, ...]:
    """Return what lengths leave out, each with its count."""
    closed = int(analysis.is_closed(log.spans, log.now).sum())
    odd = _("%(n)s with a visit longer than is plausible") % {"n": words.number(closed - n)}
    out = (_open_beside(log.spans.n_journeys - closed),) if closed < log.spans.n_journeys else ()
    return (*out, odd) if n < closed else out


def _percentile(log: Log, asked: Asked) -> Measure:
    if asked.journey:
        return _standing(log, asked.journey)
    lengths, found = analysis.lengths(log.spans, log.now), _with_length(log)
    shorter = np.searchsorted(np.sort(lengths), lengths, side="left")
    values = 100 * shorter // max(len(lengths), 1)
    figures = ((_("Comparable journeys"), words.number(len(found))),)
    what = _("longer than so many percent")
    out = _without_length(log, len(found))
    return Measure(figures, found, values, COUNT, what, len(found), log.spans.n_journeys, out)


def _standing(log: Log, trace_id: str) -> Measure:
    """Return how one journey of the log stands among the others; NotThere if it is not in it."""
    pk = journeys.pk_of(trace_id)
    place = np.flatnonzero(log.spans.journey_id == (-1 if pk is None else pk))
    if not len(place):
        raise NotThere("journey", _("There is no such journey in this source and period."))
    us = int(_so_far(log)[place[0]])
    positions, lengths = journeys.others(log.spans, pk, log.now)
    found = journeys.standing_among(log.spans, pk, us, log.now)
    shorter = int(np.count_nonzero(lengths < us))
    figures = (
        (
            _("Shorter than this journey"),
            words.share(shorter, len(lengths)) if found else words.EMPTY,
        ),
        (_("Journeys shorter"), f"{words.number(shorter)} / {words.number(len(lengths))}"),
        (_("Length of this journey"), words.duration(us)),
    )
    few = _("fewer than %(n)s comparable journeys: no share is shown") % {"n": journeys.FEWEST}
    out = () if found else (few,)
    n, of = shorter, len(lengths)
    return Measure(figures, positions, lengths, TIME, _("length"), n, of, out)


def _attribution(log: Log, _asked: Asked) -> Measure:
    found = waits.columns(log.spans, log.now)
    sums = np.bincount(found.kind, weights=found.us, minlength=len(waits.KINDS))
    names = (_("Care"), _("Waiting"), _("Unexplained gaps"), _("Between events"), _("Away"))
    figures = tuple(
        (name, words.hours(us, 1)) for name, us in zip(names, sums.tolist(), strict=True) if us
    )
    count = log.spans.n_journeys
    what = _("length so far")
    return Measure(figures, every(log), _so_far(log), TIME, what, count, count)


def _hours_of(kinds: Sequence[str]) -> Callable[[Log, Asked], Measure]:
    codes = [waits.KINDS.index(kind) for kind in kinds]

    def summed(log: Log, _asked: Asked) -> Measure:
        found = waits.columns(log.spans, log.now)
        rows = np.isin(found.kind, codes)
        values = np.zeros(log.spans.n_journeys, np.int64)
        np.add.at(values, found.journey[rows], found.us[rows])
        some = np.flatnonzero(values)
        figures = ((_("Patient-hours"), words.hours(int(values.sum()), 1)),)
        return Measure(
            figures, some, values[some], TIME, _("its part"), len(some), log.spans.n_journeys
        )

    return summed


def _ways(folded: bool) -> Callable[[Log, Asked], Measure]:
    def counted(log: Log, _asked: Asked) -> Measure:
        found = flow.ways_of(log, folded)
        some = np.flatnonzero(found.of_journey >= 0)
        values = found.counts[found.of_journey[some]]
        figures = (
            (_("Variants"), words.number(len(found))),
            (_("Followed once"), words.number(int((found.counts == 1).sum()))),
        )
        what, of = _("journeys on its way"), log.spans.n_journeys
        out = (_open_beside(of - len(some)),) if len(some) < of else ()
        return Measure(figures, some, values, COUNT, what, len(some), of, out)

    return counted


def _arrivals(log: Log, _asked: Asked) -> Measure:
    figures = ((_("Arrivals"), words.number(log.spans.n_journeys)),)
    count = log.spans.n_journeys
    return Measure(figures, every(log), _so_far(log), TIME, _("length so far"), count, count)


def spread(found: percentiles.Summary) -> tuple[tuple[str, str], ...]:
    """Return the usual figures of some times in words, the median first."""

    def told(value: float | None) -> str:
        return words.duration(None if value is None else value * SECOND)

    return (
        (_("Median"), told(found.median)),
        (_("90 % within"), told(found.p90)),
        (_("95 % within"), told(found.p95)),
        (_("Mean"), told(found.mean)),
    )


def _open_beside(count: int) -> str:
    return _("%(n)s open journeys, counted beside it") % {"n": words.number(count)}


MEASURES: dict[str, Callable[[Log, Asked], Measure]] = {
    "journeys": _journeys,
    "open_journeys": _open,
    "spans": _spans,
    "stages": _stages,
    "journey_length": _lengths,
    "comparable_percentile": _percentile,
    "attribution": _attribution,
    "arrivals": _arrivals,
    "variants": _ways(folded=False),
    "folded_variants": _ways(folded=True),
    "hours_waiting": _hours_of((waits.WAIT,)),
    "hours_between": _hours_of((waits.GAP, waits.BETWEEN)),
    "hours_away": _hours_of((waits.AWAY,)),
}
