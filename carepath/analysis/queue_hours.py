"""Queues by weekday and hour: a block of the week in which a wait is longer than otherwise.

Method: three scans of each series. One over hours of Monday to Friday and of weekends against the
rest of the week, which must also differ from the same hours of the other kind of day; one over
hours of single weekdays against the same hours of the other days of their kind; and one over hours
of every day: a rhythm that every hospital has, told as a description. The statistic of a block is
the sum of its centred ranks over its standard deviation, in which whole windows of a day vary
together. The best block is judged by the best ones of seeded permutations: days change places and
turn by whole hours, or (single weekdays) change places with days of their kind, so that what
depends within a day stays together. Assumption: without such a queue a day's course could as well
have begun at another hour.
Reference: Kulldorff, Commun. Stat. Theory Methods 26 (1997) 1481-1496; docs/algorithms/findings.md.
"""

from collections.abc import Callable, Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from carepath.analysis import clusters, tails
from carepath.analysis.compared import Least, compared
from carepath.analysis.looks import QUEUE, RHYTHM, SILENT, Finding, Look
from carepath.analysis.series import FEWEST, MILESTONE, Series
from carepath.frames.moments import MINUTE

FEWEST_DAYS = 4
"""Days of a kind below which a block cannot be told from chance: four Mondays."""
LEAST = Least(4 * MINUTE, 1.25, FEWEST_DAYS)
"""Less cannot be acted upon: a quarter longer, which behind a median of a quarter of an hour are
the first four minutes."""
LEAST_RHYTHM = Least(10 * MINUTE, 1.5, FEWEST_DAYS)
"""Every queue is a little longer by day, which is no news."""
OF_EXCESS, GUARD = 0.5, 0.01
"""Part of what a block of working days or weekends is longer by that must set it apart from the
same hours of the other days, and the chance of so much by chance: else it is a rhythm."""
PERMUTATIONS = 99
"""Enough for the law of the best block: below one in ten Gumbel's gives the tail."""
SEED = 20_100_601
SCREEN = 3.5
"""A best block below it is never rare: the best of some hundred is about 3 by chance alone."""

EVERY_DAY, KINDS_OF_DAY = (tuple(range(7)),), (tuple(range(5)), (5, 6))
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
        return np.isin(np.arange(7), self.days)[series.weekday] & self.hours(series)

    def hours(self, series: Series) -> NDArray[np.bool_]:
        """Return which times began within the hours, on any day."""
        return (series.hour >= self.first) & (series.hour < self.last)


def looks(found: Iterable[Series]) -> list[Look]:
    """Return three looks a series of waits or hand-overs; seeded: the same data, the same looks."""
    every = []
    for series in found:
        if series.kind != MILESTONE:
            timed = series if series.timed.all() else series.only(series.timed)
            every += _looks(timed) if timed.n >= 2 * FEWEST else [SILENT] * 3
    return every


def _looks(series: Series) -> list[Look]:
    whole = _Table(series, series.rank)

    def set_apart(finding: Finding) -> bool:
        return _set_apart(series, finding)

    def others(block: Block) -> NDArray[np.bool_]:
        return ~block.holds(series)

    kinds = _Scan(QUEUE, LEAST, KINDS_OF_DAY, others, set_apart, turned=True)
    days = _Scan(RHYTHM, LEAST_RHYTHM, EVERY_DAY, others, turned=True)
    return [_look(series, whole, kinds), _single_days(series), _look(series, whole, days)]


def _set_apart(series: Series, finding: Finding) -> bool:
    """Return whether these hours are longer than the same hours of the other kind of day."""
    block = Block(finding.days, finding.first_hour, finding.last_hour)
    inside, alike = block.holds(series), block.hours(series)
    if (alike & ~inside).sum() < FEWEST:
        return False
    here, others = np.median(series.us[inside]), np.median(series.us[alike & ~inside])
    if here - others < OF_EXCESS * finding.effect * MINUTE:
        return False
    return clusters.contrast(series.rank[alike], inside[alike], series.day[alike]).p <= GUARD


def _single_days(series: Series) -> Look:
    """Look at single weekdays, after taking off the course of a day of their kind."""
    weekend = series.weekday >= 5
    slot = weekend * 24 + series.hour
    counts = np.bincount(slot, minlength=48)
    usual = np.bincount(slot, series.rank, minlength=48) / np.maximum(counts, 1)
    table = _Table(series, series.rank - usual[slot])

    def others(block: Block) -> NDArray[np.bool_]:
        alike = weekend == (block.days[0] >= 5)
        return alike & block.hours(series) & ~block.holds(series)

    return _look(series, table, _Scan(QUEUE, LEAST, SINGLE_DAYS, others, turned=False))


class _Scan(NamedTuple):
    """One scan: over hours of which days, held against which others, and what it must reach."""

    detector: str
    least: Least
    kinds: tuple[tuple[int, ...], ...]
    others: Callable[[Block], NDArray[np.bool_]]
    guard: Callable[[Finding], bool] | None = None
    turned: bool = True


class _Table:
    """Sums of ranks and counts by day and hour, and the variance of windows of each length."""

    def __init__(self, series: Series, rank: NDArray[np.float64]) -> None:
        day = series.day
        self.days, self.total = int(day.max()) + 1, series.n
        slot, size = day * 24 + series.hour, self.days * 24
        self.sums = np.bincount(slot, rank, minlength=size)
        self.counts = np.bincount(slot, minlength=size)
        self.weekday = (int(series.weekday[np.argmin(day)]) + np.arange(self.days)) % 7
        self.present = np.bincount(self.weekday, minlength=7)
        self.spread = self._spread()

    def _weights(self, kinds: tuple[tuple[int, ...], ...]) -> NDArray[np.float64]:
        """Return which weekdays make each kind of day; none where there are too few of it."""
        weights = np.zeros((len(kinds), 7))
        for at, days in enumerate(kinds):
            if self.present[list(days)].sum() >= FEWEST_DAYS:
                weights[at, list(days)] = 1
        return weights

    def _spread(self) -> NDArray[np.float64]:
        """Return per length in hours the variance that one time adds to the sum of a window.

        The squared sums of all windows, wherever they begin, follow from the autocovariance.
        """
        power = np.abs(np.fft.rfft(self.sums.reshape(-1, 24), axis=1)) ** 2
        near = np.fft.irfft(power.sum(0), 24)
        lag, length = np.arange(1, 24), np.arange(25)
        weights = np.maximum(length[:, None] - lag, 0)
        squares = length * near[0] + 2 * weights @ near[1:]
        return np.maximum(squares / (np.maximum(length, 1) * self.total), 1e-12)

    def best(self, kinds: tuple[tuple[int, ...], ...]) -> tuple[Block, float]:
        """Return the block with the largest statistic, and that."""
        slot = (self.weekday[:, None] * 24 + np.arange(24)).ravel()
        week = (np.bincount(slot, part, minlength=168) for part in (self.sums, self.counts))
        scores = self._scores(self._weights(kinds), *(part.reshape(7, 24) for part in week))
        kind, window = np.unravel_index(int(scores.argmax()), scores.shape)
        block = Block(kinds[kind], int(_FIRST[window]), int(_LAST[window]))
        return block, float(scores[kind, window])

    def chance(
        self, kinds: tuple[tuple[int, ...], ...], turned: bool, n: int = PERMUTATIONS
    ) -> NDArray[np.float64]:
        """Return the best statistic of n seeded permutations.

        Turned: days change places and each turns by whole hours. Else they change places with
        days of their kind only, and hours stay.
        """
        rng = np.random.default_rng(SEED)
        cells = np.flatnonzero(self.counts)
        day, hour = cells // 24, cells % 24
        order = np.tile(np.arange(self.days), (n, 1))
        groups = (self.weekday >= 0,) if turned else (self.weekday < 5, self.weekday >= 5)
        for alike in groups:
            order[:, alike] = rng.permuted(order[:, alike], axis=1)
        if turned:
            hour = (hour + rng.integers(0, 24, order.shape)[:, day]) % 24
        slot = (24 * self.weekday)[order[:, day]] + hour + 168 * np.arange(n)[:, None]
        week = (
            np.bincount(slot.ravel(), np.tile(part[cells], n), minlength=168 * n)
            for part in (self.sums, self.counts)
        )
        tables = (part.reshape(n, 7, 24) for part in week)
        best = self._scores(self._weights(kinds), *tables).max(axis=(1, 2))
        return best[np.isfinite(best)]

    def _scores(self, weights: NDArray, sums: NDArray, counts: NDArray) -> NDArray[np.float64]:
        """Return the statistic of every block, given (..., 7, 24) sums and counts."""
        high, many = (_windows(weights @ table) for table in (sums, counts))
        few = (many < FEWEST) | (self.total - many < FEWEST)
        scale = many * (1 - many / self.total) * self.spread[_LAST - _FIRST]
        return np.where(few, -np.inf, high / np.sqrt(np.where(few, 1, scale)))


def _windows(table: NDArray) -> NDArray[np.float64]:
    """Return the sums over all windows of hours."""
    ends = np.zeros((*table.shape[:-1], 25))
    np.cumsum(table, axis=-1, out=ends[..., 1:])
    return ends[..., _LAST] - ends[..., _FIRST]


def _look(series: Series, table: _Table, scan: _Scan) -> Look:
    """Return the look at the best block; permutations are drawn only where it could matter."""
    block, score = table.best(scan.kinds)
    if not np.isfinite(score) or score < SCREEN:
        return SILENT
    inside, outside = block.holds(series), scan.others(block)
    hours = {"days": block.days, "first_hour": block.first, "last_hour": block.last}
    where = {"place": _place(series)} | hours
    finding = compared(scan.detector, series, inside, outside, series.day, scan.least, **where)
    if finding is None or (scan.guard is not None and not scan.guard(finding)):
        return SILENT
    return Look(tails.largest_tail(score, table.chance(scan.kinds, scan.turned)), finding)


def _place(series: Series) -> int | None:
    """Return the unit in which nearly all of it is, if there is one."""
    units, counts = np.unique_counts(series.unit)
    at = int(counts.argmax())
    return int(units[at]) if units[at] >= 0 and counts[at] >= 0.9 * series.n else None
