"""Beyond target: declared pairs whose target time is missed by more than a tolerable share.

Method: the share of those with a known answer (measured, or open and already late) that took longer
than the target time, against TOLERATED, days as the unit of evidence. What is reported are the
hours beyond the target over the measured. Assumption: days a few days apart are independent.
Reference: docs/algorithms/findings.md.
"""

from collections.abc import Iterable
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from carepath.analysis import civil, clusters, phases
from carepath.analysis.looks import BEYOND_TARGET, PATIENT_HOURS, SILENT, Finding, Look
from carepath.analysis.milestones import MEASURED, STILL_OPEN, Milestone
from carepath.analysis.series import FEWEST, MILESTONE
from carepath.analysis.shares import share
from carepath.frames.moments import DAY, HOUR
from carepath.frames.spans import AWAY, Spans

FEWEST_DAYS = 7
TOLERATED = 0.1
"""Share beyond target that is no news: a standard of nine in ten is a common one."""


def looks(spans: Spans, milestones: Iterable[Milestone], zone: ZoneInfo) -> list[Look]:
    """Return one look at each pair with a target time, in order."""
    phase = phases.by_stage(spans)
    return [
        _look(pair, phases.between(phase, pair.source, pair.target), zone)
        for pair in milestones
        if pair.within_us is not None
    ]


def _look(pair: Milestone, phase: str, zone: ZoneInfo) -> Look:
    if phase == AWAY or pair.n_measured < FEWEST or pair.hours_beyond <= 0:
        return SILENT
    is_late = pair.elapsed > pair.within_us
    known = (pair.state == MEASURED) | ((pair.state == STILL_OPEN) & is_late)
    day = _clusters(civil.local(pair.at[known], zone))
    late = np.maximum(pair.measured - pair.within_us, 0) / HOUR
    hours = clusters.total(late, day[pair.state[known] == MEASURED])
    n = pair.n_measured
    finding = Finding(
        BEYOND_TARGET,
        MILESTONE,
        pair.source,
        pair.target,
        phase,
        effect=pair.hours_beyond,
        unit=PATIENT_HOURS,
        low=hours.low,
        high=hours.high,
        n=n,
        hours=pair.hours_beyond,
        share=share(n - pair.n_within, n),
        median_s=pair.median_s,
        within_us=pair.within_us,
    )
    p = clusters.positive(is_late[known] - TOLERATED, day, beyond=False)
    return Look(p, finding)


def _clusters(wall: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the day of each; in a log of few days its hour, which then is all there is."""
    day = wall // DAY
    return day if len(np.unique(day)) >= FEWEST_DAYS else wall // HOUR
