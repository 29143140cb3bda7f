"""Synthetic logs of any size, seeded: about 22 events a case over 20 stages, ties and loops."""

import numpy as np

from carepath.frames.moments import HOUR, SECOND, UNKNOWN
from carepath.frames.spans import POINT, Spans

EVENTS_PER_CASE = 22
STAGES = tuple(f"Stage {number:02}" for number in range(20))
FIRST = 1_700_000_000 * SECOND


def log(events: int, seed: int = 1) -> Spans:
    """Return a closed log of completions with about this many events."""
    rng = np.random.default_rng(seed)
    cases = max(1, events // EVENTS_PER_CASE)
    lengths = 1 + rng.poisson(EVENTS_PER_CASE - 1, cases)
    offsets = np.concatenate(([0], np.cumsum(lengths)))
    start = _starts(rng, lengths, offsets)
    n = len(start)
    return Spans(
        stage=_stages(rng, lengths, offsets),
        kind=np.full(n, POINT, np.uint8),
        parent=np.full(n, -1, np.int32),
        unit=np.full(n, -1, np.int32),
        requested=np.full(n, UNKNOWN),
        start=start,
        end=start,
        precision=np.ones(n, np.uint8),
        offsets=offsets,
        journey_id=np.arange(cases),
        source=np.zeros(cases, np.int32),
        opened=start[offsets[:-1]],
        closed=start[offsets[1:] - 1],
        stages=STAGES,
        phases=("department",) * len(STAGES),
        intervals=False,
    )


def _starts(rng: np.random.Generator, lengths: np.ndarray, offsets: np.ndarray) -> np.ndarray:
    """Return ascending times within each case; one gap in ten is zero, as in real logs."""
    n = int(offsets[-1])
    gaps = (rng.exponential(2 * HOUR, n) // SECOND).astype(np.int64) * SECOND
    gaps[rng.random(n) < 0.1] = 0
    clock = np.cumsum(gaps)
    opened = FIRST + rng.integers(0, 730 * 24 * 3600, len(lengths)) * SECOND
    return clock + np.repeat(opened - clock[offsets[:-1]], lengths)


def _stages(rng: np.random.Generator, lengths: np.ndarray, offsets: np.ndarray) -> np.ndarray:
    """Return stages that advance with the case, now and then skip, repeat or go back."""
    n, k = int(offsets[-1]), len(STAGES)
    place = np.arange(n) - np.repeat(offsets[:-1], lengths)
    step = rng.choice(np.array([0, 0, 0, 0, 0, 1, 1, 2, -1, -2]), n)
    return ((place * k // np.repeat(lengths, lengths) + step) % k).astype(np.uint16)
