"""The scale of a waterfall: one journey's time on a line, its quiet stretches folded.

On a straight axis a stay of weeks hides the first hours, where most happens. Stretches in which
nothing begins or ends are therefore drawn short and marked, longest first, until the first hours
take at least a quarter of the width. Positions are percent of the width, times microseconds UTC.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from carepath.frames.moments import DAY, HOUR, MINUTE, from_us, to_us

FIRST = 4 * HOUR
"""What counts as the first hours."""
QUARTER = 25.0
SHORTEST = 30 * MINUTE
"""A quiet stretch shorter than this stays as it is."""
WIDEST = 15.0
"""A quiet stretch that would take more percent of the width than this is folded."""
EACH, ALL = 5.0, 45.0
"""Percent of the width that one fold takes, and all folds together at most."""
STEPS = (
    *(MINUTE * n for n in (1, 2, 5, 10, 15, 30)),
    *(HOUR * n for n in (1, 2, 3, 6, 12)),
    *(DAY * n for n in (1, 2, 7, 14, 28, 91, 182, 365, 730, 1825)),
)


@dataclass(frozen=True, slots=True)
class Fold:
    """A quiet stretch [start, end) drawn from x over `width` percent."""

    start: int
    end: int
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Scale:
    """Times to percent: straight between knots. `folds` are in order of time."""

    times: NDArray[np.int64]
    places: NDArray[np.float64]
    folds: tuple[Fold, ...] = ()

    @property
    def start(self) -> int:
        return int(self.times[0])

    @property
    def end(self) -> int:
        return int(self.times[-1])

    def x(self, at: int) -> float:
        """Return where a moment is drawn; what lies outside is drawn at the edge."""
        return float(np.interp(at, self.times, self.places))

    def xs(self, moments: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return where many moments are drawn."""
        return np.interp(moments, self.times, self.places)


def straight(lo: int, hi: int) -> Scale:
    """Return the true scale of [lo, hi]; a journey without length gets a minute."""
    return Scale(np.array([lo, max(hi, lo + MINUTE)]), np.array([0.0, 100.0]))


def folded(lo: int, hi: int, moments: Sequence[int] | NDArray[np.int64]) -> Scale:
    """Return the scale of [lo, hi] with the quiet stretches between these moments folded."""
    length = hi - lo
    if length * QUARTER <= FIRST * 100:
        return straight(lo, hi)
    inside = np.asarray(moments, np.int64)
    inside = inside[(inside > lo) & (inside < hi)]
    busy = bool(np.any(inside < lo + FIRST))
    edges = np.unique(np.concatenate((inside, [lo, hi] + ([lo + FIRST] if busy else []))))
    gaps = np.diff(edges)
    foldable = (gaps >= SHORTEST) & ((edges[:-1] >= lo + FIRST) | (not busy))
    folds = _which(gaps, foldable, length)
    if folds.all():  # nothing happens at all: there is nothing to make room for
        return straight(lo, hi)
    return _drawn(edges, gaps, folds, lo + FIRST if busy else None)


def _which(gaps: NDArray, foldable: NDArray, length: int) -> NDArray[np.bool_]:
    """Return which gaps to fold: the longest, until the first hours and the rest have room."""
    order = np.flatnonzero(foldable)[np.argsort(-gaps[foldable], kind="stable")]
    chosen, open_time = np.zeros(len(gaps), bool), length
    for count, gap in enumerate(order):
        room = 100.0 - _room(count)
        first = FIRST / open_time * room
        widest = gaps[gap] / open_time * room
        if first >= QUARTER and widest <= WIDEST:
            break
        chosen[gap] = True
        open_time -= int(gaps[gap])
    return chosen


def _room(folds: int) -> float:
    return min(EACH * folds, ALL)


def _drawn(edges: NDArray, gaps: NDArray, folds: NDArray, first: int | None) -> Scale:
    weights = np.log2(2.0 + gaps[folds] / HOUR)
    room = _room(int(folds.sum()))
    widths = np.zeros(len(gaps))
    widths[folds] = room * weights / weights.sum() if room else 0.0
    early = (edges[1:] <= first) & ~folds if first is not None else np.zeros(len(gaps), bool)
    late = ~folds & ~early
    _spread(widths, gaps, early, late, 100.0 - room)
    places = np.concatenate(([0.0], np.cumsum(widths)))
    places *= 100.0 / places[-1]
    marks = tuple(
        Fold(int(edges[i]), int(edges[i + 1]), float(places[i]), float(places[i + 1] - places[i]))
        for i in np.flatnonzero(folds)
    )
    return Scale(edges, places, marks)


def _spread(widths: NDArray, gaps: NDArray, early: NDArray, late: NDArray, room: float) -> None:
    """Share the room out by time; the first hours get their quarter even where nothing folds."""
    total = gaps[early | late].sum() or 1
    share = room * gaps[early].sum() / total
    if early.any() and late.any():
        share = max(share, min(QUARTER + 1.0, room))
    if early.any():
        widths[early] = share * gaps[early] / gaps[early].sum()
    if late.any():
        widths[late] = (room - share) * gaps[late] / gaps[late].sum()


def ticks(
    scale: Scale, *, zone: ZoneInfo | None = None, origin: int = 0, apart: float = 11.0
) -> list[int]:
    """Return moments to write on the axis, at least `apart` percent apart.

    They are round civil times in the zone or, without one, round times since the origin. None falls
    into a fold: what is folded carries its own label.
    """
    found: list[int] = []
    last = -apart
    for start, end in _stretches(scale):
        wide = scale.x(end) - scale.x(start)
        if wide <= 0:
            continue
        step = next((s for s in STEPS if s * wide >= apart * (end - start)), STEPS[-1])
        times = _since(start, end, step, origin) if zone is None else _civil(start, end, step, zone)
        for at in times:
            place = scale.x(at)
            if place - last >= apart and place <= 100.0 - apart / 2:
                found.append(at)
                last = place
    return found


def _stretches(scale: Scale) -> list[tuple[int, int]]:
    """Return the stretches between folds."""
    cuts = [scale.start]
    for fold in scale.folds:
        cuts += [fold.start, fold.end]
    cuts.append(scale.end)
    return [(cuts[i], cuts[i + 1]) for i in range(0, len(cuts), 2) if cuts[i] < cuts[i + 1]]


def _since(start: int, end: int, step: int, origin: int) -> range:
    """Return the multiples of a step since the origin, in [start, end)."""
    return range(origin + -(-(start - origin) // step) * step, end, step)


def _civil(start: int, end: int, step: int, zone: ZoneInfo) -> list[int]:
    """Return the multiples of a step since local midnight, in [start, end)."""
    day = from_us(start).astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    if step >= DAY:
        days = step // DAY
        day -= timedelta(days=day.toordinal() % days)
        times = (day + timedelta(days=days * i) for i in range((end - start) // step + 3))
    else:
        # Wall clock arithmetic: noon stays noon over a clock change.
        count = (end - start) // step + DAY // step + 2
        times = (day + timedelta(microseconds=step * i) for i in range(count))
    return [at for at in map(to_us, times) if start <= at < end]
