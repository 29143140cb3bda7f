"""A station's queue: who asked first starts first, with as many at once as the hour allows.

Work in hand is finished when fewer may be served, and nothing new starts above the number.
"""

from heapq import heappop, heappush

import numpy as np


def starts(joins: np.ndarray, takes: np.ndarray, servers: np.ndarray, begins: int) -> np.ndarray:
    """Return when each job starts, NaN = not before the end. `joins` are in order; `servers` are
    those of each hour from hour `begins` on."""
    found = np.full(len(joins), np.nan)
    number, busy, at, until = servers.tolist(), [], -np.inf, begins + len(servers)
    for place, (join, take) in enumerate(zip(joins.tolist(), takes.tolist(), strict=True)):
        at = _free(busy, number, begins, max(at, join), until)
        if at >= until:
            break
        found[place] = at
        heappush(busy, at + take)
    return found


def _free(busy: list[float], number: list[float], begins: int, at: float, until: int) -> float:
    """Return the first moment from `at` on with a free server."""
    while at < until:
        while busy and busy[0] <= at:
            heappop(busy)
        hour = int(at // 1)
        if len(busy) < number[hour - begins]:
            return at
        at = min(busy[0], hour + 1) if busy else hour + 1
    return until
