"""Idle time: how long a resource did nothing between its first start and its last end.

Method: length of the whole stretch minus the union of its busy ones, by one sort and a running
maximum. Assumption: all of the resource's work is in the log. Reference: docs/algorithms/flow.md.
"""

import numpy as np
from numpy.typing import NDArray


def idle(
    resource: NDArray[np.integer], start: NDArray[np.int64], end: NDArray[np.int64]
) -> dict[int, int]:
    """Return the idle microseconds of each resource code, from parallel arrays of finished work."""
    order = np.lexsort((end, start, resource))
    resource, start, end = resource[order], start[order], end[order]
    codes, first = np.unique(resource, return_index=True)
    found = {}
    last = np.append(first, len(order))[1:]
    for code, lo, hi in zip(codes.tolist(), first, last, strict=True):
        reached = np.maximum.accumulate(end[lo:hi])
        found[code] = int(np.maximum(start[lo + 1 : hi] - reached[:-1], 0).sum())
    return found
