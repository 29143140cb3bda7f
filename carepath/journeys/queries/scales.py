"""The scale on which a journey is drawn: whole or a window of it, folded or true."""

import numpy as np
from numpy.typing import NDArray

from carepath.analysis import waits
from carepath.figures import waterfall
from carepath.figures.waterfall import Scale
from carepath.frames.moments import OPEN, UNKNOWN
from carepath.frames.spans import Spans

Window = tuple[int, int]
"""From and to in microseconds since the opening of a journey."""


def scale(spans: Spans, *, now: int, straight: bool = False, window: Window | None = None) -> Scale:
    """Return the scale on which the only journey of these spans is drawn, as known at `now`.

    What a higher storey draws by it stands exactly below the waterfall of the same address.
    """
    found = waits.attribute(spans, 0, now)
    moments = np.concatenate((spans.requested, spans.start, spans.end))
    known = moments[(moments != UNKNOWN) & (moments != OPEN) & (moments <= now)]
    hi = max(found.until, found.opened)
    return between(found.opened, hi, known, straight=straight, window=window)


def between(
    lo: int, hi: int, moments: NDArray[np.int64], *, straight: bool, window: Window | None
) -> Scale:
    """Return the scale of [lo, hi] or a window of it; quiet stretches between moments fold."""
    start, end = cut(lo, hi, window)
    if straight:
        return waterfall.straight(start, end)
    return waterfall.folded(start, end, moments)


def cut(lo: int, hi: int, window: Window | None) -> tuple[int, int]:
    """Return [lo, hi], or the part of it that a window since lo asks for."""
    if window is None:
        return lo, hi
    start, end = max(lo, lo + window[0]), min(hi, lo + window[1])
    return (start, end) if start < end else (lo, hi)
