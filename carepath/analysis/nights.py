"""Nights against days: what takes longer at night.

Method: ranks of times that began at night against those of the day, the 24 hours from noon to noon
as the unit of evidence (a night is never cut). Assumption: nights a few days apart are independent.
Reference: docs/algorithms/findings.md.
"""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from carepath.analysis import clusters
from carepath.analysis.compared import Least, compared
from carepath.analysis.looks import NIGHT, SILENT, Look
from carepath.analysis.series import Series
from carepath.frames.moments import MINUTE

BEGINS, ENDS, NOON = 21, 7, 12
"""The night where no shift calendar says it, from nine in the evening up to seven: when fewer are
on duty in most hospitals. A day of evidence goes from noon to noon."""
LEAST = Least(10 * MINUTE, 1.5, 7)
"""Less cannot be acted upon, and a few nights tell nothing."""


def looks(found: Iterable[Series], night: tuple[int, int] = (BEGINS, ENDS)) -> list[Look]:
    """Return one look a series, waits and milestone pairs alike; `night` is its first hour and the
    one at which it is over."""
    return [_look(one if one.timed.all() else one.only(one.timed), *night) for one in found]


def is_night(hour: NDArray[np.int64], begins: int, ends: int) -> NDArray[np.bool_]:
    """Return which hours of the day lie in a night from `begins` up to `ends`, over midnight or
    not."""
    if begins < ends:
        return (hour >= begins) & (hour < ends)
    return (hour >= begins) | (hour < ends)


def _look(series: Series, begins: int, ends: int) -> Look:
    night = is_night(series.hour, begins, ends)
    day = series.day + (series.hour >= NOON)
    hours = {"days": tuple(range(7)), "first_hour": begins, "last_hour": ends}
    finding = compared(NIGHT, series, night, ~night, day, LEAST, **hours)
    if finding is None:
        return SILENT
    return Look(clusters.contrast(series.rank, night, day).p, finding)
