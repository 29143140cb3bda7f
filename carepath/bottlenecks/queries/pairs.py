"""Measures of hand-overs and of milestone pairs: what their single times make."""

from collections.abc import Callable

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from carepath.analysis import filing, milestones, percentiles
from carepath.analysis import flow as analysis
from carepath.bottlenecks.queries import flow, maps
from carepath.bottlenecks.queries.logs import Log, NotThere
from carepath.bottlenecks.queries.measures import COUNT, TIME, Asked, Measure, every, spread
from carepath.frames.moments import SECOND
from carepath.ui import words

Figures = tuple[tuple[str, str], ...]


def _occurrences(
    log: Log, asked: Asked, only: NDArray[np.bool_] | None = None
) -> analysis.Occurrences:
    log.check_stage(asked.source, "pair_from")
    log.check_stage(asked.target, "pair_to")
    ends = asked.source, asked.target
    return analysis.edge_times(log.spans, *ends, log.now, only=only)


def _timed(log: Log, asked: Asked, figures: Callable[[NDArray], Figures], what: str) -> Measure:
    """Return the measure of the times that count, and how many are left out."""
    every = _occurrences(log, asked)
    only = filing.in_phase(log.spans, asked.phase) if asked.phase else None
    here = _occurrences(log, asked, only)
    found = here.counted()
    times, of = np.maximum(found.us, 0), len(every.us)
    counts = (
        (of - len(here.us), _("%(n)s while the patient was elsewhere")),
        (len(here.us) - len(times), _("%(n)s after a visit longer than is plausible")),
    )
    out = tuple(text % {"n": words.number(count)} for count, text in counts if count)
    positions = found.journey.astype(np.int64)
    return Measure(figures(times), positions, times, TIME, what, len(times), of, out)


def _hand_over_count(log: Log, asked: Asked) -> Measure:
    positions = _occurrences(log, asked).journey.astype(np.int64)
    found, values = np.unique(positions, return_counts=True)
    figures = (
        (_("Hand-overs"), words.number(len(positions))),
        (_("In journeys"), words.number(len(found))),
    )
    count = log.spans.n_journeys
    return Measure(figures, found, values, COUNT, _("times in it"), len(found), count)


def _hand_over_time(log: Log, asked: Asked) -> Measure:
    def figures(times: NDArray) -> Figures:
        return spread(percentiles.summary(times, SECOND))

    return _timed(log, asked, figures, _("time"))


def _hand_over_hours(log: Log, asked: Asked) -> Measure:
    def figures(times: NDArray) -> Figures:
        return ((_("Patient-hours"), words.hours(int(times.sum()), 1)),)

    return _timed(log, asked, figures, _("its part"))


def _share_drawn(log: Log, asked: Asked) -> Measure:
    found = maps.process_map(log, asked.drawn)
    lengths = np.maximum(np.diff(log.spans.offsets) - 1, 0)
    figures = (
        (_("Drawn"), words.share(found.carried, 1, 1)),
        (_("Hand-overs"), words.number(found.hand_overs)),
        (_("Lines"), f"{words.number(found.edges)} / {words.number(found.all_edges)}"),
    )
    drawn = round(found.carried * found.hand_overs)
    what = _("hand-overs in it")
    return Measure(figures, every(log), lengths, COUNT, what, drawn, found.hand_overs)


def _pair(log: Log, asked: Asked, timed: bool = False) -> milestones.Milestone:
    found = flow.milestone(
        log,
        source=log.check_stage(asked.source, "pair_from"),
        target=log.check_stage(asked.target, "pair_to"),
        within_s=asked.within_s,
    )
    if timed and found.within_us is None:
        raise NotThere("within_s", _("No target time is declared for this pair: give one."))
    return found


def _of_measured(found: milestones.Milestone, figures: Figures, what: str) -> Measure:
    positions = found.in_state(milestones.MEASURED)
    return Measure(
        figures,
        positions,
        found.measured,
        TIME,
        what,
        found.n_measured,
        found.n_source,
        _out(found),
    )


def _milestone_time(log: Log, asked: Asked) -> Measure:
    found = _pair(log, asked)
    return _of_measured(found, spread(found.time), _("time between"))


def _milestone_hours(log: Log, asked: Asked) -> Measure:
    found = _pair(log, asked)
    figures = ((_("Patient-hours"), words.hours(int(found.measured.sum()), 1)),)
    return _of_measured(found, figures, _("its part"))


def _hours_beyond(log: Log, asked: Asked) -> Measure:
    found = _pair(log, asked, timed=True)
    late = found.beyond()
    values = found.elapsed[late] - found.within_us
    figures = (
        (_("Hours beyond target"), words.hours(int(values.sum()), 1)),
        (_("Target"), words.duration(found.within_us)),
        (_("Journeys beyond it"), words.number(len(late))),
    )
    what = _("beyond the target by")
    return Measure(figures, late, values, TIME, what, len(late), found.n_measured, _out(found))


def _within(of_all: bool) -> Callable[[Log, Asked], Measure]:
    def shared(log: Log, asked: Asked) -> Measure:
        found = _pair(log, asked, timed=True)
        of = found.n_source if of_all else found.n_measured
        part = found.share_of_all if of_all else found.share_of_measured.share
        exact = found.share_of_measured
        figures = [
            (_("Within the target time"), words.share(part, 1, 1)),
            (_("Journeys within"), f"{words.number(found.n_within)} / {words.number(of)}"),
            (_("Target"), words.duration(found.within_us)),
        ]
        if not of_all and exact.low is not None:
            low, high = words.share(exact.low, 1, 1), words.share(exact.high, 1, 1)
            figures.append((_("95 % interval"), f"{low} – {high}"))
        positions = found.in_state(milestones.MEASURED)
        what = _("time between")
        return Measure(
            tuple(figures), positions, found.measured, TIME, what, found.n_within, of, _out(found)
        )

    return shared


def _out(found: milestones.Milestone) -> tuple[str, ...]:
    """Return what a milestone leaves out, each with its count."""
    counts = (
        (found.count(milestones.NO_SOURCE), _("%(n)s without the source")),
        (found.n_without_target, _("%(n)s closed without the target")),
        (found.n_target_before, _("%(n)s with the target only before the source")),
        (found.n_open, _("%(n)s still open")),
    )
    return tuple(text % {"n": words.number(count)} for count, text in counts if count)


MEASURES: dict[str, Callable[[Log, Asked], Measure]] = {
    "hand_over_count": _hand_over_count,
    "hand_over_time": _hand_over_time,
    "hand_over_hours": _hand_over_hours,
    "share_drawn": _share_drawn,
    "milestone_time": _milestone_time,
    "milestone_hours": _milestone_hours,
    "hours_beyond_target": _hours_beyond,
    "share_within_of_all": _within(of_all=True),
    "share_within_of_measured": _within(of_all=False),
}
