"""Companions: stages that are mostly done at the same instant, such as the values of one blood
sample, so that folding may take them as one group.

Method: for every two stages, the instants of a journey at which both stand; two belong together if
these are at least half of the instants of the rarer one and a tenth of those of the other, and not
few. Groups are what such pairs connect. Assumption: instants known to the day only say nothing.
Reference: docs/algorithms/flow.md.
"""

import numpy as np
from numpy.typing import NDArray

from carepath.analysis import tracks
from carepath.frames.spans import PRECISIONS, Spans

DAY_PRECISION = PRECISIONS.index("day")
OF_RARER, OF_OTHER, FEWEST = 0.5, 0.1, 20
WIDEST = 12
"""Instants with more stages than this (a batch of everything) say nothing about pairs."""


def companions(spans: Spans, now: int | None = None) -> list[tuple[str, ...]]:
    """Return the groups of two or more stages, each by name, the groups in order of names."""
    track = tracks.track(spans, tracks.ACTIVITY, now)
    k = len(spans.stages)
    alone, stage, instant = _instants(track, k)
    linked: dict[int, set[int]] = {}
    for one, other, both in _together(stage, instant, k):
        few, many = sorted((alone[one], alone[other]))
        if both >= max(FEWEST, OF_RARER * few, OF_OTHER * many):
            group = linked.get(one, {one}) | linked.get(other, {other})
            linked.update(dict.fromkeys(group, group))
    groups = {tuple(sorted(spans.stages[code] for code in group)) for group in linked.values()}
    return sorted(groups)


def _instants(
    track: tracks.Track, k: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return the instants of each stage, and (stage, instant) of those with company, once each."""
    known = track.precision != DAY_PRECISION
    stage, start = track.stage[known], track.start[known]
    with_last = np.zeros(len(stage) + 1, bool)
    with_last[1:-1] = start[1:] == start[:-1]
    kept = np.concatenate(([0], np.cumsum(known)))
    begins = kept[track.offsets[1:-1]]
    with_last[begins[begins < len(stage)]] = False
    company = with_last[:-1] | with_last[1:]
    instants = np.bincount(stage[~company], minlength=k)
    number = np.cumsum(~with_last[:-1])[company]
    once = np.unique(number * k + stage[company])
    instants += np.bincount(once % k, minlength=k)
    return instants, once % k, once // k


def _together(
    stage: NDArray[np.int64], instant: NDArray[np.int64], k: int
) -> list[tuple[int, int, int]]:
    """Return (stage, stage, at how many instants both stand) for pairs that meet."""
    first = np.searchsorted(instant, instant, side="left")
    after = np.searchsorted(instant, instant, side="right")
    keep = after - first <= WIDEST
    stage, instant = stage[keep], instant[keep]
    codes = []
    for apart in range(1, WIDEST):
        same = instant[apart:] == instant[:-apart]
        if not same.any():
            break
        codes.append(stage[:-apart][same] * k + stage[apart:][same])
    if not codes:
        return []
    pairs, counts = np.unique(np.concatenate(codes), return_counts=True)
    return [(*divmod(code, k), n) for code, n in zip(pairs.tolist(), counts.tolist(), strict=True)]
