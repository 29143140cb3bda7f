"""How good the chances of each level were: what was told, beside the level that then held.

Method: the ranked probability score, the mean of the squared differences of both cumulative laws
at each cut between two levels; 0 for who was sure and right, 1 for who was sure of the other end.
Beside it those of "as often as in these weeks" (climatology, which knows the weeks afterwards) and
"as now" (persistence); reliability by bins of what was told. Assumption: none, but times an hour
apart depend on each other, so that days count as history, not times.
Reference: Murphy, J. Appl. Meteorol. 10 (1971) 155-156; docs/algorithms/escalation.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

EDGES = (0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 1.0)
"""Chances are counted together from one edge up to the next, the last with its end."""
HIGH = 3
"""The level from which on somebody opens beds: told of by itself."""
LIKELY = 0.5
"""From which chance on a high level counts as having been said."""
LEAST_DAYS = 14
"""Days with a pair, without which the history is short."""
Chances = NDArray[np.float64]
Levels = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Bin:
    """What was told with a chance from `low` to `high`: how often, the mean of what was told (None
    = never told), and how often it came."""

    low: float
    high: float
    n: int
    told: float | None
    came: int

    @property
    def share(self) -> float | None:
        """Return the share that came, None where nothing was told."""
        return self.came / self.n if self.n else None


@dataclass(frozen=True, slots=True)
class Proof:
    """n pairs of days that held one: how often the likeliest level was `right`, as now was right,
    and the mean scores of the forecast and of both simple rules, by name.

    Of the times at a high level (`high`) `caught` were said before as likely, `false` were said and
    did not come. `bins` are those of each level, `high_bins` those of a high one.
    """

    n: int
    days: int
    right: int
    right_as_now: int
    rps: float
    baselines: Mapping[str, float]
    high: int
    caught: int
    false: int
    bins: tuple[Bin, ...]
    high_bins: tuple[Bin, ...]

    @property
    def best(self) -> tuple[str, float]:
        """Return the simple rule that did best, and its score."""
        score, name = min((score, name) for name, score in self.baselines.items())
        return name, score

    @property
    def skill(self) -> bool:
        """Whether the score is below that of every simple rule."""
        return self.rps < self.best[1]

    @property
    def short(self) -> bool:
        """Whether too few days are known to go by."""
        return self.days < LEAST_DAYS


def held_at(
    since: NDArray[np.int64],
    seen: NDArray[np.int64],
    shown: Levels,
    at: NDArray[np.int64],
    *,
    fresh: int,
) -> Levels:
    """Return the level that held at each moment, 0 where it is not known.

    Rows in order of time hold from `since`; what was `seen` last more than `fresh` before a moment
    is not known then. All moments in one unit.
    """
    if not len(since):
        return np.zeros(len(at), np.int64)
    place = np.searchsorted(since, at, side="right") - 1
    known = (place >= 0) & (at - seen[place] <= fresh)
    return np.where(known, shown[place], 0)


def rps(chances: Chances, came: Levels) -> NDArray[np.float64]:
    """Return the ranked probability score of each pair, 0 to 1, from (pairs, levels) chances and
    the levels (from 1) that came."""
    cuts = np.arange(1, chances.shape[1])
    told = np.cumsum(chances, axis=1)[:, :-1]
    return ((told - (came[:, None] <= cuts)) ** 2).mean(1)


def proof(chances: Chances, came: Levels, now: Levels, day: NDArray[np.int64]) -> Proof | None:
    """Return how good the chances were, from those of (pairs, levels), the levels that came and
    those that held when they were told (from 1), and the day of each. None without a pair."""
    n, levels = chances.shape
    if not n:
        return None
    likeliest = levels - np.argmax(chances[:, ::-1], axis=1)
    happened = came[:, None] == np.arange(1, levels + 1)
    usual = np.tile(happened.mean(0), (n, 1))
    as_now = (now[:, None] == np.arange(1, levels + 1)).astype(float)
    high_told, high = chances[:, HIGH - 1 :].sum(1), came >= HIGH
    said = high_told >= LIKELY
    return Proof(
        n=n,
        days=len(np.unique(day)),
        right=int((likeliest == came).sum()),
        right_as_now=int((now == came).sum()),
        rps=float(rps(chances, came).mean()),
        baselines={
            "climatology": float(rps(usual, came).mean()),
            "persistence": float(rps(as_now, came).mean()),
        },
        high=int(high.sum()),
        caught=int((high & said).sum()),
        false=int((said & ~high).sum()),
        bins=binned(chances.ravel(), happened.ravel()),
        high_bins=binned(high_told, high),
    )


def binned(told: NDArray[np.float64], came: NDArray[np.bool_]) -> tuple[Bin, ...]:
    """Return what was told with chances up to each of EDGES, and how often it came."""
    # Sums of chances miss their bin by what floats cannot hold.
    place = np.searchsorted(EDGES[1:-1], told + 1e-12, side="right")
    found = []
    for number, (low, high) in enumerate(zip(EDGES, EDGES[1:], strict=False)):
        mine = place == number
        n = int(mine.sum())
        mean = float(told[mine].mean()) if n else None
        found.append(Bin(low, high, n, mean, int(came[mine].sum())))
    return tuple(found)
