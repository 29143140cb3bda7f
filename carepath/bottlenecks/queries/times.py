"""What all the time of the journeys was: care, waiting, time between events, away."""

from dataclasses import dataclass

from carepath.analysis import waits
from carepath.bottlenecks.queries.logs import Log


@dataclass(frozen=True, slots=True)
class Times:
    """Microseconds over all journeys; together their length. A log of completions has no waiting:
    it has time between events, which may hold care."""

    care: int
    waiting: int
    between: int
    away: int

    @property
    def all(self) -> int:
        return self.care + self.waiting + self.between + self.away

    @property
    def uncovered(self) -> int:
        """Return what no stage covers in the hospital: waiting and time between events."""
        return self.waiting + self.between


def times(log: Log) -> Times:
    """Return what all the time was, by the additive attribution."""
    return log.recall("times", lambda: _summed(waits.totals(log.spans, log.now)))


def _summed(totals: list[waits.Total]) -> Times:
    sums = dict.fromkeys(waits.KINDS, 0)
    for total in totals:
        sums[total.kind] += total.us
    return Times(
        care=sums[waits.STAGE],
        waiting=sums[waits.WAIT] + sums[waits.GAP],
        between=sums[waits.BETWEEN],
        away=sums[waits.AWAY],
    )
