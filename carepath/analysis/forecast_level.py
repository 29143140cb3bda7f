"""The level of a series: how busy it is now, as weighted means of its last days.

Method: means in which days count half after 5, 10, 20 or 40 days, mixed by how well each would
have foretold the weeks so far (quasi-likelihood): steady or small series look far back, restless
ones do not. Where the days since some day differ from the four weeks before by a quarter and by
more than chance can do, older days do not count at all. Assumption: days are about independent
given the level. Reference: Bates & Granger, Oper. Res. Q. 20 (1969) 451-468.
"""

import numpy as np
from numpy.typing import NDArray

HALF_LIVES = (5.0, 10.0, 20.0, 40.0)
"""Days after which a day counts half, in each of the means that are mixed."""
CHECKED = 26
"""Last weeks that tell how well each mean does."""
SOONEST, LATEST = 3, 56
"""Days ago on which a shift can be seen."""
BEFORE = 28
"""Days before a shift that it is compared with."""
LEAST = np.log(1.25)
"""A smaller shift is followed by the weighted means."""
SURE = 5.0
"""Standard errors that a shift needs: it is the largest of many looks."""
UNEVEN = 0.1
"""Days differ by at least this share, whatever their counts."""


def running(count: NDArray[np.float64], usual: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the level from each day back by each half-life, (half-lives, series, days + 1), from
    days with the latest first.

    Entry j is made of day j and older ones, so that it is what was known before day j - 1; the
    last entry repeats the one before. `usual` is what a level of 1 would bring.
    """
    fade = 0.5 ** (1 / np.array(HALF_LIVES))[:, None]
    series, days = count.shape
    found = np.zeros((len(HALF_LIVES), series, days + 1))
    above = below = np.zeros((len(HALF_LIVES), series))
    for day in range(days - 1, -1, -1):
        above, below = above * fade + count[:, day], below * fade + usual[:, day]
        found[:, :, day] = _ratio(above, below)
    found[:, :, days] = found[:, :, days - 1]
    return found


def mixed(
    count: NDArray[np.float64], usual: NDArray[np.float64], levels: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return how much each half-life counts, (half-lives, series), summing to 1.

    Each whole week but the oldest is foretold with the level of the days before it.
    """
    weeks = min(CHECKED, count.shape[1] // 7 - 1)
    if weeks < 1:
        return np.full(levels.shape[:2], 1 / len(HALF_LIVES))
    came, norm = (
        part[:, : 7 * weeks].reshape(len(count), weeks, 7).sum(2) for part in (count, usual)
    )
    told = np.maximum(levels[:, :, 7 : 7 * weeks + 1 : 7] * norm, 1e-9)
    loss = (told - came * np.log(told)).sum(2)
    excess = ((came - told) ** 2 / np.maximum(told, 1)).mean(2).min(0)
    loss = (loss - loss.min(0)) / np.maximum(excess, 1)
    weight = np.exp(-loss)
    return weight / weight.sum(0)


def now(
    count: NDArray[np.float64], usual: NDArray[np.float64], weight: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return the level of each series with these weights of half-lives, and how many days ago it
    shifted (0 = it did not)."""
    ago = shifts(count, usual)
    days = np.arange(count.shape[1])
    counted = (ago[:, None] == 0) | (days < ago[:, None])
    fade = 0.5 ** (days / np.array(HALF_LIVES)[:, None])
    above, below = ((part * counted) @ fade.T for part in (count, usual))
    whole = _ratio(count.sum(1), usual.sum(1))[:, None]
    level = np.where(below > 0, _ratio(above, below), whole)
    return (level * weight.T).sum(1), ago


def shifts(count: NDArray[np.float64], usual: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return how many days ago the level of each series shifted, 0 where it did not."""
    days = min(LATEST, count.shape[1] - SOONEST)
    best, found = np.full(len(count), SURE), np.zeros(len(count), np.int64)
    for ago in range(SOONEST, days + 1):
        score = _apart(count, usual, slice(0, ago), slice(ago, ago + BEFORE))
        better = score > best
        best, found = np.where(better, score, best), np.where(better, ago, found)
    return found


def _apart(count: NDArray, usual: NDArray, new: slice, old: slice) -> NDArray[np.float64]:
    """Return how many standard errors the logarithms of two levels are apart, 0 when that does
    not matter."""
    (log, error, days), (log_before, error_before, days_before) = (
        _log_level(count[:, part], usual[:, part]) for part in (new, old)
    )
    apart = np.abs(log - log_before)
    told = (np.minimum(days, days_before) >= SOONEST) & (apart >= LEAST)
    return np.where(told, apart / np.sqrt(error + error_before), 0)


def _log_level(count: NDArray, usual: NDArray) -> tuple[NDArray, NDArray, NDArray]:
    """Return the logarithm of a level, its squared error, and the days behind it."""
    total, days = count.sum(1) + 0.5, (usual > 0).sum(1)
    level = _ratio(total, usual.sum(1))
    off = np.where(usual > 0, count - level[:, None] * usual, 0)
    error = np.maximum((off**2).sum(1) / total**2, 1 / total) + UNEVEN**2 / np.maximum(days, 1)
    return np.log(np.where(level > 0, level, 1)), error, days


def _ratio(above: NDArray, below: NDArray) -> NDArray[np.float64]:
    return above / np.where(below > 0, below, 1)
