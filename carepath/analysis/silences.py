"""Silences: hours of a series without a single count that chance cannot explain, such as a feed
that was down. They are taken as not known, so that they do not pull a forecast down.

Method: a run of zeros in which at least EXPECTED would have come at the level of the days on both
sides; the chance of none is then below exp(-EXPECTED). A silence of a week or more is believed:
the place is closed. Reference: docs/algorithms/forecasts.md.
"""

import numpy as np
from numpy.typing import NDArray

from carepath.analysis.wall_hours import WEEK

EXPECTED = 20.0
BESIDE = 72
"""Hours on each side whose level is the usual one; the lower side counts."""


def silent(count: NDArray[np.float64], usual: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return which hours are silent, (series, hours); nan counts are no silence and break none.

    `usual` is what each hour brings on the whole.
    """
    found = np.zeros(count.shape, bool)
    for row, first, stop in _runs(~(count > 0)):
        length = np.count_nonzero(count[row, first:stop] == 0)
        if 0 < length < WEEK and usual[row, first:stop].sum() >= EXPECTED:
            found[row, first:stop] = _expected(count[row], usual[row], first, stop) >= EXPECTED
    return found


def _runs(quiet: NDArray[np.bool_]) -> list[tuple[int, int, int]]:
    """Return (series, first, stop) of every stretch of quiet hours."""
    edge = np.zeros((len(quiet), 1), np.int8)
    steps = np.diff(quiet.astype(np.int8), axis=1, prepend=edge, append=edge)
    row, first = np.nonzero(steps == 1)
    stop = np.nonzero(steps == -1)[1]
    long = stop - first > 1
    return list(zip(row[long].tolist(), first[long].tolist(), stop[long].tolist(), strict=True))


def _expected(count: NDArray, usual: NDArray, first: int, stop: int) -> float:
    """Return what would have come in these hours at the lower level of the two sides."""
    sides = slice(max(first - BESIDE, 0), first), slice(stop, stop + BESIDE)
    levels = []
    for side in sides:
        known = ~np.isnan(count[side])
        norm = usual[side][known].sum()
        if norm > 0:
            levels.append(count[side][known].sum() / norm)
    zeros = count[first:stop] == 0
    return float(usual[first:stop][zeros].sum() * min(levels, default=0.0))
