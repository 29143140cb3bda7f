"""Nights against days: what takes longer at night.

Method: ranks of times that began at night against those of the day, the 24 hours from noon to noon
as the unit of evidence (a night is never cut). Assumption: nights a few days apart are independent.
Reference: docs/algorithms/findings.md.
"""

from collections.abc import Iterable

from carepath.analysis import clusters
from carepath.analysis.compared import Least, compared
from carepath.analysis.looks import NIGHT, SILENT, Look
from carepath.analysis.series import Series
from carepath.frames.moments import MINUTE

BEGINS, ENDS, NOON = 21, 7, 12
"""The night, from nine in the evening up to seven: when fewer are on duty in most hospitals."""
LEAST = Least(10 * MINUTE, 1.5, 7)
"""Less cannot be acted upon, and a few nights tell nothing."""


def looks(found: Iterable[Series]) -> list[Look]:
    """Return one look a series, waits and milestone pairs alike."""
    return [_look(one if one.timed.all() else one.only(one.timed)) for one in found]


def _look(series: Series) -> Look:
    night = (series.hour >= BEGINS) | (series.hour < ENDS)
    day = series.day + (series.hour >= NOON)
    hours = {"days": tuple(range(7)), "first_hour": BEGINS, "last_hour": ENDS}
    finding = compared(NIGHT, series, night, ~night, day, LEAST, **hours)
    if finding is None:
        return SILENT
    return Look(clusters.contrast(series.rank, night, day).p, finding)
