"""Figures of the page: when patients arrive, how long journeys and hand-overs take."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from numpy.typing import NDArray

from carepath.analysis import arrivals as weeks
from carepath.analysis import flow as analysis
from carepath.analysis import histograms, percentiles
from carepath.bottlenecks.queries import flow
from carepath.bottlenecks.queries.logs import Log
from carepath.bottlenecks.queries.weeks import in_words
from carepath.figures import arrivals as heatmaps
from carepath.figures import histograms as bars
from carepath.figures.marks import Marker
from carepath.figures.theme import Drawing
from carepath.frames.moments import DAY, HOUR, MINUTE, SECOND
from carepath.ui import words
from carepath.ui.weeks import weekdays

Address = Callable[..., str]
"""Makes the address of the journeys that share something."""


@dataclass(frozen=True, slots=True)
class Spread:
    """How the times of one hand-over are spread; `steps` with their names, `most` the fullest."""

    edge: analysis.Edge
    steps: tuple[tuple[str, int], ...]
    most: int


def arrivals(log: Log, address: Address | None = None, markers: Sequence[Marker] = ()) -> Drawing:
    """Return the heatmap of arrivals by weekday and hour on the hospital's clock.

    `address` makes the link of a cell from `weekday` and `hour`. The axes are no dates: what went
    on meanwhile, `markers`, is said in the summary.
    """
    week = log.recall("arrivals", lambda: weeks.by_weekday_hour(log.spans, log.zone))
    return heatmaps.heatmap(
        week.counts,
        days=weekdays(),
        titles=(_("hour of the day"), _("weekday"), _("journeys")),
        summary=f"{_arrivals_in_words(week)} {in_words(markers)}".strip(),
        links=_cells(address) if address else (),
    )


def _cells(address: Address) -> list[list[str]]:
    return [[address(weekday=day, hour=hour) for hour in range(24)] for day in range(7)]


def lengths(log: Log, address: Address | None = None, markers: Sequence[Marker] = ()) -> Drawing:
    """Return the bars of how long closed journeys took; `markers` as in `arrivals`.

    `address` makes the link of a bar from `state`, `longer_s` and `up_to_s`.
    """
    steps = log.recall("lengths", lambda: histograms.steps(analysis.lengths(log.spans, log.now)))
    length, closed = flow.summary(log).length, flow.summary(log).closed
    middle = None if length.median is None else _step_of(steps, length.median * SECOND)
    return bars.bars(
        [step_name(step) for step in steps],
        [step.count for step in steps],
        key="lengths",
        titles=(_("length of the journey"), _("journeys")),
        summary=f"{_lengths_in_words(length, closed)} {in_words(markers)}".strip(),
        middle=middle,
        note=_("median %(time)s") % {"time": _told(length.median)},
        links=[_bar(step, address) for step in steps] if address else (),
    )


def _bar(step: histograms.Step, address: Address) -> str:
    high = None if step.high is None else step.high // SECOND
    return address(state="closed", longer_s=step.low // SECOND or None, up_to_s=high)


def spread(log: Log, source: str, target: str) -> Spread | None:
    """Return how the times of a hand-over are spread, or None where it never happens."""
    edge = flow.edge(log, source, target)
    if edge is None:
        return None
    steps = log.recall(
        ("spread", source, target), lambda: histograms.steps(_times(log, source, target))
    )
    named = tuple((step_name(step), step.count) for step in steps)
    return Spread(edge, named, max((count for _name, count in named), default=0))


def _times(log: Log, source: str, target: str) -> NDArray[np.int64]:
    return analysis.edge_times(log.spans, source, target, log.now).counted().us


def step_name(step: histograms.Step) -> str:
    """Return a step in words: "under 1 min", "1–2 h", "1 h – 1 d", "over 364 d"."""
    if step.high is None:
        return _("over %(low)s") % {"low": _limit(step.low)}
    if step.low == 0:
        return _("under %(high)s") % {"high": _limit(step.high)}
    low, high = _limit(step.low), _limit(step.high)
    if low.split()[-1] == high.split()[-1]:
        return f"{low.split()[0]}–{high}"
    return f"{low} – {high}"


def _limit(us: int) -> str:
    for unit, word in ((DAY, _("d")), (HOUR, _("h")), (MINUTE, _("min"))):
        if us >= unit and us % unit == 0:
            return f"{us // unit} {word}"
    return words.duration(us)


def _step_of(steps: Sequence[histograms.Step], us: float) -> int | None:
    inside = (at for at, step in enumerate(steps) if step.high is None or us < step.high)
    return next(inside, None)


def _told(seconds: float | None) -> str:
    return words.duration(None if seconds is None else seconds * SECOND)


def _arrivals_in_words(week: weeks.Week) -> str:
    if not week.counts.any():
        return _("No journey with a known hour of arrival.")
    day, hour = np.unravel_index(int(week.counts.argmax()), week.counts.shape)
    text = _("Most arrivals: %(day)s %(hour)s:00 (%(count)s of %(all)s journeys).") % {
        "day": weekdays()[day],
        "hour": f"{hour:02}",
        "count": words.number(int(week.counts.max())),
        "all": words.number(int(week.counts.sum())),
    }
    if not week.left_out:
        return text
    left = ngettext(
        "%(n)s journey is known to the day only and left out.",
        "%(n)s journeys are known to the day only and left out.",
        week.left_out,
    )
    return f"{text} {left % {'n': words.number(week.left_out)}}"


def _lengths_in_words(length: percentiles.Summary, closed: int) -> str:
    if not length.n:
        return _("No journey has a length yet.") if closed else _("No journey has closed yet.")
    text = _spread_in_words(length)
    if length.n == closed:
        return text
    left = ngettext(
        "%(n)s journey has a visit longer than is plausible and is left out.",
        "%(n)s journeys have a visit longer than is plausible and are left out.",
        closed - length.n,
    )
    return f"{text} {left % {'n': words.number(closed - length.n)}}"


def _spread_in_words(length: percentiles.Summary) -> str:
    text = _("Half of %(n)s closed journeys took up to %(median)s") % {
        "n": words.number(length.n),
        "median": _told(length.median),
    }
    if length.p95 is None:
        return f"{text}."
    return _("%(half)s; 95 %% up to %(p95)s.") % {"half": text, "p95": _told(length.p95)}
