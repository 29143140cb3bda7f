"""Lifecycle rows to spans: which start belongs to which completion, and to which request.

With an instance id the first start of the instance goes with its first completion, and so on;
without one a completion closes the oldest open start of the same case and activity. A withdrawal
ends a request. A suspended piece ends and the resumed one starts anew, so that the pause is no
service. All by sorting and counting, no loop over rows.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from carepath.frames.lifecycle import (
    ASSIGN,
    COMPLETE,
    IGNORE,
    REQUEST,
    START,
    UNKNOWN_WORD,
    WITHDRAW,
)

_NONE = np.empty(0, np.int64)


@dataclass(frozen=True, slots=True)
class Pairs:
    """One entry a span: positions of its rows, -1 where it has none. A request that was withdrawn
    has no start. `lost` are positions of withdrawals without a request, `merged` of rows that add
    nothing to a request."""

    request: NDArray[np.int64]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    lost: NDArray[np.int64]
    merged: NDArray[np.int64]


def pair(
    word: NDArray[np.uint8],
    group: NDArray[np.int64],
    us: NDArray[np.int64],
    by_instance: bool,
) -> Pairs:
    """Return the spans of rows in file order; `group` is the same for rows that may be paired."""
    turn = np.where(word == COMPLETE, 1, 0)  # at one instant a start comes before a completion
    order = np.lexsort((np.arange(len(us)), turn, us, group))
    word, group = word[order], group[order]
    group = np.cumsum(np.r_[False, group[1:] != group[:-1]])  # 0, 1, 2 ... and ascending
    merged = _assigned_after_request(word, group) | (word == IGNORE)
    opens, closes = np.flatnonzero(word == START), np.flatnonzero(word == COMPLETE)
    left, right = _match(opens, closes, group, by_instance)
    starts = np.concatenate((left, np.setdiff1d(opens, left), np.setdiff1d(closes, right)))
    users = np.concatenate((np.sort(starts), np.flatnonzero(word == WITHDRAW)))
    asks = np.flatnonzero(((word == REQUEST) | (word == ASSIGN)) & ~merged)
    asked, used = _match(asks, np.sort(users), group, by_instance)
    return _spans(order, word, (left, right), (asked, used), (opens, closes, asks), merged)


def _match(
    opens: NDArray, closes: NDArray, group: NDArray, by_rank: bool
) -> tuple[NDArray, NDArray]:
    """Return matching positions of openings and closings, both given sorted by group and time."""
    if not by_rank:
        closes = closes[~_premature(opens, closes, group)]
    left, right = _ranked(opens, group), _ranked(closes, group)
    _, at_left, at_right = np.intersect1d(left, right, assume_unique=True, return_indices=True)
    return opens[at_left], closes[at_right]


def _ranked(positions: NDArray, group: NDArray) -> NDArray[np.int64]:
    """Return a number per position, the same for the k-th of a group on either side."""
    if not len(positions):
        return _NONE
    groups = group[positions]
    first = _first(groups)
    begin = np.maximum.accumulate(np.where(first, np.arange(len(positions)), 0))
    return groups * (len(group) + 1) + np.arange(len(positions)) - begin


def _premature(opens: NDArray, closes: NDArray, group: NDArray) -> NDArray[np.bool_]:
    """Return which closings find nothing open before them: new lows of openings less closings."""
    found = np.zeros(len(closes), bool)
    both = np.concatenate((opens, closes))
    if not len(both):
        return found
    order = np.argsort(both, kind="stable")
    step = np.where(order < len(opens), 1, -1)
    groups = group[both[order]]
    first = _first(groups)
    rank = np.cumsum(first) - 1
    total = np.cumsum(step)
    floor = -rank * (2 * len(both) + 2)  # each group starts below everything before it
    level = total - (total - step)[first][rank] + floor
    lowest = np.minimum.accumulate(np.minimum(level, floor))
    before = np.where(first, floor, np.r_[0, lowest[:-1]])
    fresh = (step < 0) & (level < before)
    found[order[fresh] - len(opens)] = True
    return found


def _first(groups: NDArray) -> NDArray[np.bool_]:
    return np.r_[True, groups[1:] != groups[:-1]]


def _assigned_after_request(word: NDArray, group: NDArray) -> NDArray[np.bool_]:
    before = np.r_[np.uint8(UNKNOWN_WORD), word[:-1]]
    same = np.r_[False, group[1:] == group[:-1]]
    return (word == ASSIGN) & (before == REQUEST) & same


def _spans(
    order: NDArray,
    word: NDArray,
    served: tuple[NDArray, NDArray],
    asked: tuple[NDArray, NDArray],
    every: tuple[NDArray, NDArray, NDArray],
    merged: NDArray,
) -> Pairs:
    opens, closes, asks = every
    n = len(order)
    end_of, ask_of = np.full(n + 1, -1), np.full(n + 1, -1)
    end_of[served[0]] = served[1]
    ask_of[asked[1]] = asked[0]
    alone = np.setdiff1d(closes, served[1])
    withdrawn = np.flatnonzero(word == WITHDRAW)
    kept, lost = withdrawn[ask_of[withdrawn] >= 0], withdrawn[ask_of[withdrawn] < 0]
    waiting = np.setdiff1d(asks, asked[0])
    none = [np.full(len(part), -1) for part in (alone, kept, waiting)]
    request = np.concatenate((ask_of[opens], ask_of[alone], ask_of[kept], waiting))
    start = np.concatenate((opens, *none))
    end = np.concatenate((end_of[opens], alone, kept, none[2]))
    place = np.r_[order, -1]
    return Pairs(place[request], place[start], place[end], order[lost], order[merged])
