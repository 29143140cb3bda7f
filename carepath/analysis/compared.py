"""Two groups of times of one series compared: the finding it would make, if it matters.

Method: medians with intervals that take the day as the unit of evidence; the patient-hours
concerned are what those inside took beyond as many with the mean of the others.
Reference: docs/algorithms/findings.md.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from carepath.analysis import clusters
from carepath.analysis.distinct import distinct
from carepath.analysis.looks import MINUTES, Finding
from carepath.analysis.series import FEWEST, Series
from carepath.frames.moments import HOUR, MINUTE, SECOND


class Least(NamedTuple):
    """What a difference must reach to matter: of the medians, their ratio, and days with any."""

    us: int
    ratio: float
    days: int


def compared(
    detector: str,
    series: Series,
    inside: NDArray[np.bool_],
    outside: NDArray[np.bool_],
    day: NDArray[np.int64],
    least: Least,
    **more: Any,
) -> Finding | None:
    """Return what longer times inside than outside would be reported as, None if it is nothing:
    too few, too little, or an interval that leaves open whether they are longer at all."""
    n = int(inside.sum())
    if n < FEWEST or outside.sum() < FEWEST or _days(day[inside]) < least.days:
        return None
    here, there = (clusters.median(series.us[part], day[part]) for part in (inside, outside))
    apart = clusters.medians_apart(here, there)
    if apart.value < least.us or here.value < least.ratio * there.value or apart.low <= 0:
        return None
    excess = float(series.us[inside].sum() - n * series.us[outside].mean())
    more |= {"n": n, "journeys": len(distinct(series.journey[inside]))}
    return of_medians(detector, series, here, there, hours=max(excess, 0) / HOUR, **more)


def of_medians(
    detector: str, series: Series, here: clusters.Interval, there: clusters.Interval, **more: Any
) -> Finding:
    """Return a finding about the difference of two medians of a series."""
    apart = clusters.medians_apart(here, there)
    return Finding(
        detector,
        series.kind,
        series.source,
        series.target,
        series.phase,
        effect=apart.value / MINUTE,
        unit=MINUTES,
        low=apart.low / MINUTE,
        high=apart.high / MINUTE,
        inside_s=here.value / SECOND,
        outside_s=there.value / SECOND,
        within_us=series.within_us,
        **more,
    )


def _days(day: NDArray[np.int64]) -> int:
    return int(np.count_nonzero(np.bincount(day)))
