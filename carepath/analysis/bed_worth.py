"""What a further bed is worth: in which share of the hours somebody would lie in it who else waits.

Method: of n beds the n-th spares an hour of waiting whenever at least n are needed, so that the
mean of P(demand > n - 1) over its hours is the waiting it is expected to spare in each hour that it
is staffed. A bed is opened when its first day is worth much and closed when its next hours are
worth little: far apart, because who opens or closes a bed is bound to it for a day.
Assumption: a bed that is opened draws no patient of its own.
Reference: docs/algorithms/bed_demand.md.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from carepath.analysis.bed_demand import Demand

BOUND = 24
"""Hours for which who opens a bed is bound to it."""


@dataclass(frozen=True, slots=True)
class Price:
    """The least worth at which a bed is opened and at which it is kept, the hours it takes to open
    one, and the hours looked ahead to close one."""

    opens: float = 0.75
    keeps: float = 0.25
    lead: int = 4
    soon: int = 8

    def __post_init__(self) -> None:
        if not 0 <= self.keeps <= self.opens <= 1 or self.lead < 0 or self.soon < 1:
            raise ValueError("A bed is kept at or below the worth at which it is opened.")


def used(demand: Demand, staffed: int, beds: int) -> NDArray[np.float64]:
    """Return the chance that each bed after the first `staffed` ones is used at the end of each
    hour, (hours, beds): never more than that of the bed before it."""
    hours = len(demand.pmf)
    each = [demand.beyond(np.full(hours, staffed + bed)) for bed in range(beds)]
    return np.stack(each, axis=1) if beds > 0 else np.zeros((hours, 0))


def to_open(used: NDArray[np.float64], price: Price) -> int:
    """Return how many of these beds, none of them open, are worth to be opened."""
    first_day = used[price.lead : price.lead + BOUND]
    return int((first_day.mean(0) >= price.opens).sum())


def to_close(used: NDArray[np.float64], price: Price) -> int:
    """Return how many of these beds, all of them open, are not worth to be kept."""
    return int((used[: price.soon].mean(0) < price.keeps).sum())
