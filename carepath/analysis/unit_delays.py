"""Units that stand out: where one unit's waits or hand-overs take longer than the others' do.

Method: for each series and each unit of the target's span, the ranks of that unit's times against
those of all other units, days as the unit of evidence. It must stand alone: longer than each other
unit, too, by as much. Assumption: days a few days apart are independent; units do the same work,
which a page can only ask the reader to judge.
Reference: docs/algorithms/findings.md.
"""

from collections.abc import Iterable

import numpy as np

from carepath.analysis import clusters
from carepath.analysis.compared import Least, compared
from carepath.analysis.looks import SILENT, UNIT, Look
from carepath.analysis.series import FEWEST, Series
from carepath.frames.moments import MINUTE

LEAST = Least(5 * MINUTE, 1.5, 7)
"""Less cannot be acted upon, and a few days tell nothing."""


def looks(found: Iterable[Series]) -> list[Look]:
    """Return one look for each unit of each series that has two or more."""
    every = []
    for series in found:
        codes, counts = np.unique_counts(series.unit)
        units = codes[(codes >= 0) & (counts >= FEWEST)].tolist()
        if len(units) > 1:
            alone = _alone(series, units)
            every += [_look(series, unit) if unit == alone else SILENT for unit in units]
    return every


def _look(series: Series, unit: int) -> Look:
    inside, outside = series.unit == unit, (series.unit != unit) & (series.unit >= 0)
    day = series.day
    finding = compared(UNIT, series, inside, outside, day, LEAST, place=unit)
    if finding is None:
        return SILENT
    known = series.unit >= 0
    return Look(clusters.contrast(series.rank[known], inside[known], day[known]).p, finding)


def _alone(series: Series, units: list[int]) -> int | None:
    """Return the unit whose median is longer than that of each other unit by what matters."""
    medians = [float(np.median(series.us[series.unit == unit])) for unit in units]
    (next_longest, _other), (longest, unit) = sorted(zip(medians, units, strict=True))[-2:]
    matters = longest - next_longest >= LEAST.us and longest >= LEAST.ratio * next_longest
    return unit if matters else None
