"""How good chances of one event were: what was told, beside whether it came.

Method: Brier's score, the mean of the squared differences of chance and event; 0 for who was sure
and right. Beside it those of "as often as in these weeks" (climatology, which knows the weeks
afterwards) and "as now" (persistence); reliability by bins of what was told. Where the event never
came nothing is proven: not to fear it is no skill. Assumption: none, but times an hour apart depend
on each other, so that days count as history, not times.
Reference: Brier, Mon. Weather Rev. 78 (1950) 1-3; docs/algorithms/advice_proofs.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from carepath.analysis import level_proof
from carepath.analysis.level_proof import LEAST_DAYS, Bin


@dataclass(frozen=True, slots=True)
class Proof:
    """n times of so many days: the mean chance that was told, how often the event came, the scores
    of the forecast and of both simple rules, and bins of what was told."""

    n: int
    days: int
    told: float
    came: int
    brier: float
    baselines: Mapping[str, float]
    bins: tuple[Bin, ...]

    @property
    def share(self) -> float:
        """Return the share of times at which it came."""
        return self.came / self.n

    @property
    def best(self) -> tuple[str, float]:
        """Return the simple rule that did best, and its score."""
        score, name = min((score, name) for name, score in self.baselines.items())
        return name, score

    @property
    def is_decided(self) -> bool:
        """Whether it came at some times and not at others: else there is nothing to tell apart."""
        return 0 < self.came < self.n

    @property
    def skill(self) -> bool:
        """Whether it can be told, and the score is below that of every simple rule."""
        return self.is_decided and self.brier < self.best[1]

    @property
    def short(self) -> bool:
        """Whether too few days are known to go by."""
        return self.days < LEAST_DAYS


def proof(
    told: NDArray[np.float64],
    came: NDArray[np.bool_],
    now: NDArray[np.bool_],
    day: NDArray[np.int64],
) -> Proof | None:
    """Return how good chances were, from each, whether it came, whether it was so when it was told,
    and its day. None without any."""
    if not len(told):
        return None
    return Proof(
        n=len(told),
        days=len(np.unique(day)),
        told=float(told.mean()),
        came=int(came.sum()),
        brier=float(((told - came) ** 2).mean()),
        baselines={
            "climatology": float(((came.mean() - came) ** 2).mean()),
            "persistence": float((now != came).mean()),
        },
        bins=level_proof.binned(told, came),
    )


def read(said: Mapping[str, object] | None) -> Proof | None:
    """Return a proof from what was kept of it; None of nothing."""
    if not said:
        return None
    fields = {name: value for name, value in said.items() if name in Proof.__slots__}
    bins: Sequence[Mapping[str, object]] = fields.pop("bins")
    return Proof(**fields, bins=tuple(Bin(**one) for one in bins))
