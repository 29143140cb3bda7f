"""Queues by weekday and hour: a block of the week in which a wait is longer than otherwise.

Method: two scans of each series. One over hours of all days, of Monday to Friday and of weekends,
against the rest of the week; one over hours of single weekdays, against the same hours of the other
days of their kind. The statistic of a block is the sum of its centred ranks over its standard
deviation, in which whole windows of a day vary together. The best block is judged by the best ones
of seeded permutations: days change places and turn by whole hours (first scan), or change places
with days of their kind (second scan), so that what depends within a day stays together.
Assumption: without such a queue a day's course could as well have begun at another hour.
Reference: Kulldorff, Commun. Stat. Theory Methods 26 (1997) 1481-1496; docs/algorithms/findings.md.
"""

from collections.abc import Callable, Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from carepath.analysis import tails
from carepath.analysis.compared import Least, compared
from carepath.analysis.looks import QUEUE, SILENT, Look
from carepath.analysis.series import FEWEST, MILESTONE, Series
from carepath.frames.moments import MINUTE

FEWEST_DAYS = 4
"""Days of a kind below which a block cannot be told from chance: four Mondays."""
LEAST = Least(10 * MINUTE, 1.5, FEWEST_DAYS)
"""Less cannot be acted upon; and every queue is a little longer by day, which is no news."""
PERMUTATIONS, PERMUTATIONS_LONG, LONG = 199, 99, 200
"""Permutations, fewer in a log of more than LONG days: Gumbel's law gives the tail either way."""
SEED = 20_100_601

KINDS_OF_DAY = (tuple(range(7)), tuple(range(5)), (5, 6))
SINGLE_DAYS = tuple((day,) for day in range(7))
_SHORTEST = 2
_FIRST, _LAST = (
    edges.astype(np.intp)
    for edges in np.array([(a, b) for a in range(24) for b in range(a + _SHORTEST, 25)], np.int64).T
)


class Block(NamedTuple):
    """Hours `first` up to `last` (not within) of some weekdays."""

    days: tuple[int, ...]
    first: int
    last: int

    def holds(self, series: Series) -> NDArray[np.bool_]:
        """Return which times began within the block."""
        return np.isin(series.weekday, self.days) & self.hours(series)

    def hours(self, series: Series) -> NDArray[np.bool_]:
        """Return which times began within the hours, on any day."""
        return (series.hour >= self.first) & (series.hour < self.last)


def looks(found: Iterable[Series]) -> list[Look]:
    """Return two looks a series of waits or hand-overs, seeded: the same data, the same answer."""
    every = []
    for series in found:
        if series.kind == MILESTONE:
            continue
        timed = series if series.timed.all() else series.only(series.timed)
        every += [_hours(timed), _single_days(timed)] if timed.n >= 2 * FEWEST else [SILENT] * 2
    return every


def _hours(series: Series) -> Look:
    table = _Table(series, series.rank)
    kinds = np.array([np.isin(table.weekday, days) for days in KINDS_OF_DAY], float)
    kinds[kinds.sum(1) < FEWEST_DAYS] = 0
    best = table.best(kinds, KINDS_OF_DAY)
    return _judged(series, table, best, lambda block: ~block.holds(series), _turned(kinds))


def _single_days(series: Series) -> Look:
    """Look at single weekdays, after taking off the course of a day of their kind."""
    weekend = series.weekday >= 5
    slot = weekend * 24 + series.hour
    counts = np.bincount(slot, minlength=48)
    usual = np.bincount(slot, series.rank, minlength=48) / np.maximum(counts, 1)
    table = _Table(series, series.rank - usual[slot])
    kinds = np.array([table.weekday == day for day in range(7)], float)
    kinds[kinds.sum(1) < FEWEST_DAYS] = 0
    best = table.best(kinds, SINGLE_DAYS)

    def others(block: Block) -> NDArray[np.bool_]:
        alike = weekend == (block.days[0] >= 5)
        return alike & block.hours(series) & ~block.holds(series)

    return _judged(series, table, best, others, _swapped(kinds))


class _Table:
    """Sums of ranks and counts by day and hour, and the variance of windows of each length."""

    def __init__(self, series: Series, rank: NDArray[np.float64]) -> None:
        day = series.day
        self.days = int(day.max()) + 1
        slot, size = day * 24 + series.hour, self.days * 24
        self.sums = np.bincount(slot, rank, minlength=size).reshape(-1, 24)
        self.counts = np.bincount(slot, minlength=size).reshape(-1, 24).astype(float)
        first = int(series.weekday[np.argmin(day)])
        self.weekday = (first + np.arange(self.days)) % 7
        self.spread = self._spread()

    def _spread(self) -> NDArray[np.float64]:
        """Return per length in hours the variance that one time adds to the sum of a window."""
        around = np.cumsum(np.concatenate((self.sums, self.sums), axis=1), axis=1)
        around = np.pad(around, ((0, 0), (1, 0)))
        total = self.counts.sum()
        spread = np.ones(25)
        for length in range(_SHORTEST, 25):
            windows = around[:, length : length + 24] - around[:, :24]
            spread[length] = (windows * windows).sum() / (length * total)
        return np.maximum(spread, 1e-12)

    def scores(self, sums: NDArray, counts: NDArray) -> NDArray[np.float64]:
        """Return the statistic of every block, given (..., kinds of day, 24) sums and counts."""
        high, many = (_windows(table) for table in (sums, counts))
        total = self.counts.sum()
        scale = many * (1 - many / total) * self.spread[_LAST - _FIRST]
        few = (many < FEWEST) | (total - many < FEWEST)
        return np.where(few, -np.inf, high / np.sqrt(np.where(few, 1, scale)))

    def best(
        self, kinds: NDArray[np.float64], names: tuple[tuple[int, ...], ...]
    ) -> tuple[Block, float]:
        """Return the block with the largest statistic, and that."""
        scores = self.scores(kinds @ self.sums, kinds @ self.counts)
        kind, window = np.unravel_index(int(scores.argmax()), scores.shape)
        block = Block(names[kind], int(_FIRST[window]), int(_LAST[window]))
        return block, float(scores[kind, window])


Permuted = Callable[[_Table, np.random.Generator, int], tuple[NDArray, NDArray]]


def _judged(
    series: Series,
    table: _Table,
    best: tuple[Block, float],
    others: Callable[[Block], NDArray[np.bool_]],
    permuted: Permuted,
) -> Look:
    """Return the look at a best block; permutations are drawn only where it could matter."""
    block, score = best
    if score <= 0 or not np.isfinite(score):
        return SILENT
    inside, outside = block.holds(series), others(block)
    hours = {"days": block.days, "first_hour": block.first, "last_hour": block.last}
    finding = compared(QUEUE, series, inside, outside, series.day, LEAST, **hours)
    if finding is None:
        return SILENT
    rng = np.random.default_rng(SEED)
    draws = PERMUTATIONS if table.days <= LONG else PERMUTATIONS_LONG
    sums, counts = permuted(table, rng, draws)
    chance = table.scores(sums, counts).max(axis=(1, 2))
    return Look(tails.largest_tail(score, chance[np.isfinite(chance)]), finding)


def _turned(kinds: NDArray[np.float64]) -> Permuted:
    """Return draws in which days change places and each turns by whole hours."""

    def permuted(table: _Table, rng: np.random.Generator, n: int) -> tuple[NDArray, NDArray]:
        order = rng.permuted(np.tile(np.arange(table.days), (n, 1)), axis=1)
        turn = rng.integers(0, 24, order.shape)
        cells = order[:, :, None] * 24 + (np.arange(24) + turn[:, :, None]) % 24
        sums, counts = (part.astype(np.float32).ravel()[cells] for part in _both(table))
        weights = kinds.astype(np.float32)
        return weights @ sums, weights @ counts

    return permuted


def _swapped(kinds: NDArray[np.float64]) -> Permuted:
    """Return draws in which days change places with days of their kind, hours staying."""

    def permuted(table: _Table, rng: np.random.Generator, n: int) -> tuple[NDArray, NDArray]:
        order = np.tile(np.arange(table.days), (n, 1))
        for alike in (table.weekday < 5, table.weekday >= 5):
            order[:, alike] = rng.permuted(order[:, alike], axis=1)
        weights = kinds[:, order].transpose(1, 0, 2)
        sums, counts = _both(table)
        return weights @ sums, weights @ counts

    return permuted


def _both(table: _Table) -> tuple[NDArray, NDArray]:
    return table.sums, table.counts


def _windows(table: NDArray) -> NDArray:
    """Return the sums over all windows of hours."""
    ends = np.concatenate((np.zeros((*table.shape[:-1], 1)), np.cumsum(table, axis=-1)), axis=-1)
    return ends[..., _LAST] - ends[..., _FIRST]
