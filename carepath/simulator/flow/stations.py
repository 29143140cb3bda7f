"""A station's queue: who joined first starts first, with as many at once as the hour allows.

Work in hand is finished when fewer may be served, and nothing new starts above the number.
"""

from collections import deque
from heapq import heappop, heappush

import numpy as np


def starts(
    joins: np.ndarray, takes: np.ndarray, first: np.ndarray, servers: np.ndarray, begins: int
) -> np.ndarray:
    """Return when each job starts, NaN = not before the end. `joins` are in order; jobs that are
    `first` go before all others that wait; `servers` are those of each hour from `begins` on."""
    found = np.full(len(joins), np.nan)
    number, until = servers.tolist(), begins + len(servers)
    lengths, queues, is_first = takes.tolist(), (deque(), deque()), first.tolist()
    busy: list[float] = []
    coming = deque(enumerate(joins.tolist()))
    at = float(begins)
    while coming or queues[0] or queues[1]:
        if not queues[0] and not queues[1]:
            at = max(at, coming[0][1])
        at = _free(busy, number, begins, at, until)
        if at >= until:
            break
        while coming and coming[0][1] <= at:
            place, _ = coming.popleft()
            queues[not is_first[place]].append(place)
        place = (queues[0] or queues[1]).popleft()
        found[place] = at
        heappush(busy, at + lengths[place])
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
