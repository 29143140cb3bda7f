"""What all the time of the journeys was: care, waiting, time between events, away."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from carepath.analysis import waits
from carepath.analysis.tables import KIND
from carepath.bottlenecks.queries.logs import Log
from carepath.ui.memory import Memory

SETTLED = Memory(4)
"""Per source: what the time of its closed journeys was, which any period or cohort sums."""


@dataclass(frozen=True, slots=True)
class Settled:
    """Credits of all journeys of a source by code of waits.KINDS, shape (m, kinds), as of `now`;
    `ids` ascend. Journeys that closed until then are final."""

    ids: NDArray[np.int64]
    credits: NDArray[np.int64]
    now: int


@dataclass(frozen=True, slots=True)
class Times:
    """Microseconds over all journeys; together their length.

    `asked` is declared waiting, from request to start; `gaps` lie between stages and nobody is
    known to have asked for anything. A log of completions has neither: it has time between events,
    which may hold care.
    """

    care: int
    asked: int
    gaps: int
    between: int
    away: int

    @property
    def all(self) -> int:
        return self.care + self.asked + self.gaps + self.between + self.away


def times(log: Log) -> Times:
    """Return what all the time was, by the additive attribution."""
    return log.recall("times", lambda: _named(_credits(log).sum(axis=0)))


def _credits(log: Log) -> NDArray[np.int64]:
    """Return the credits of the log's journeys: closed ones looked up, the others computed."""
    settled = SETTLED.recall(
        "settled", lambda: _settled(log), about=log.source.pk, version=log.state
    )
    fresh = log.spans.closed > min(settled.now, log.now)
    at = np.searchsorted(settled.ids, log.spans.journey_id[~fresh])
    return np.concatenate([settled.credits[at], waits.by_journey(log.spans.take(fresh), log.now)])


def _settled(log: Log) -> Settled:
    spans = log.everything()
    order = np.argsort(spans.journey_id)
    return Settled(spans.journey_id[order], waits.by_journey(spans, log.now)[order], log.now)


def _named(us: NDArray[np.int64]) -> Times:
    sums = {name: int(us[code]) for name, code in KIND.items()}
    return Times(
        care=sums[waits.STAGE],
        asked=sums[waits.WAIT],
        gaps=sums[waits.GAP],
        between=sums[waits.BETWEEN],
        away=sums[waits.AWAY],
    )
