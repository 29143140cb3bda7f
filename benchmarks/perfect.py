"""The best that could have been done: beds opened and closed by who knows what will be needed.

The cheapest course at a price for each staffed bed-hour, found backwards from the last hour
(dynamic programming), exactly; many prices at once. It is bound as everybody is: who opened a bed
closes none for a day, and the other way round. Two courses whose prices are neighbours are mixed to
any number of bed-hours between them, which no single course can beat.
"""

import numpy as np

KEEP = -1
PRICES = np.geomspace(0.02, 1.5, 24)


def frontier(needed, beds: int, spare: int, bound: int, prices=PRICES) -> np.ndarray:
    """Return (bed-hours, hours of waiting) of the cheapest course at each price, (prices, 2).

    `needed` is the demand at the end of each hour; no bed is open before the first.
    """
    orders = _orders(np.asarray(needed), beds, spare, bound, np.asarray(prices, float))
    return np.array([_walked(needed, beds, bound, one) for one in np.moveaxis(orders, 1, 0)])


def _orders(needed, beds, spare, bound, prices) -> np.ndarray:
    """Return the next level, or KEEP, by hour, price, last direction (0 = opened), level, and hours
    since then: `bound` or more of them count as the last."""
    shape = (2, len(prices), spare + 1, bound)
    rest, orders = np.zeros(shape), np.empty((len(needed), *shape), np.int8)
    levels = np.arange(spare + 1)
    waiting = np.maximum(needed[:, None] - beds - levels, 0)
    for hour in range(len(needed) - 1, -1, -1):
        cost = waiting[hour] + prices[:, None] * levels
        there = cost[None, :, :, None] + rest
        keep = np.concatenate([there[..., 1:], there[..., -1:]], axis=-1)
        moves = _best(there[0, :, :, 0], 1), _best(there[1, :, :, 0], -1)
        rest, orders[hour] = keep.copy(), KEEP
        for way in (0, 1):
            for last, ages in ((way, slice(None)), (1 - way, slice(bound - 1, None))):
                value, level = moves[way][0][..., None], moves[way][1][..., None]
                better = value < rest[last][..., ages]
                rest[last][..., ages] = np.where(better, value, rest[last][..., ages])
                orders[hour, last][..., ages] = np.where(
                    better, level, orders[hour, last][..., ages]
                )
    return np.moveaxis(orders, 2, 1)


def _best(value: np.ndarray, way: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the least value beyond each level (above for 1, below for -1) and where it lies."""
    spare = value.shape[1] - 1
    least, where = np.full(value.shape, np.inf), np.zeros(value.shape, int)
    steps = range(spare - 1, -1, -1) if way > 0 else range(1, spare + 1)
    for level in steps:
        other = level + way
        nearer = value[:, other] < least[:, other]
        least[:, level] = np.where(nearer, value[:, other], least[:, other])
        where[:, level] = np.where(nearer, other, where[:, other])
    return least, where


def _walked(needed, beds: int, bound: int, orders: np.ndarray) -> tuple[int, int]:
    level, age, last, staffed, waiting = 0, bound - 1, 1, 0, 0
    for hour, need in enumerate(np.asarray(needed).tolist()):
        order = int(orders[hour, last, level, age])
        if order == KEEP:
            age = min(age + 1, bound - 1)
        else:
            level, age, last = order, 0, int(order < level)
        staffed += level
        waiting += max(need - beds - level, 0)
    return staffed, waiting
