"""How good forecasts until the day ends were, by which discharges are brought forward.

Method: at each origin the law of beds needed until the day ends is that which was told then, else
made from what was known by then. It is scored by the ranked probability score over numbers of beds
(in beds; of a single number its error), beside "as often at this hour in these weeks" (climatology,
which knows the weeks afterwards) and "as now" (persistence). The chance to be short of the beds of
now stands beside whether it came; and as many as were counted as nearly sure to leave beside how
many of those present left late enough to be brought forward.
Reference: Matheson and Winkler, Manage. Sci. 22 (1976) 1087-1096; docs/algorithms/advice_proofs.md.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from carepath.analysis import chance_proof, civil, sooner_discharges, unit_demand
from carepath.analysis.bed_demand import Demand
from carepath.analysis.chance_proof import Proof
from carepath.analysis.level_proof import LEAST_DAYS
from carepath.analysis.sooner_discharges import LEAD, Present
from carepath.analysis.unit_demand import Stays
from carepath.frames.moments import DAY, HOUR


@dataclass(frozen=True, slots=True)
class Judged:
    """n hours of so many days: the mean score of the forecast and of both simple rules, in beds; of
    `counts` forecasts that counted somebody as nearly sure to leave, how many `held`: at least as
    many left; and how good the chance to be short of beds was."""

    n: int
    days: int
    rps: float
    baselines: Mapping[str, float]
    counts: int
    held: int
    short: Proof

    @property
    def best(self) -> tuple[str, float]:
        """Return the simple rule that did best, and its score."""
        score, name = min((score, name) for name, score in self.baselines.items())
        return name, score

    @property
    def skill(self) -> bool:
        """Whether the score is below that of every simple rule, and so is that of the chance to be
        short where some hours were and some were not."""
        proven = self.short.skill or not self.short.is_decided
        return self.rps < self.best[1] and proven

    @property
    def few_days(self) -> bool:
        """Whether too few days are known to go by."""
        return self.days < LEAST_DAYS


@dataclass(frozen=True, slots=True)
class _Hours:
    """The hours of one origin that could be changed and are over."""

    law: Demand
    came: NDArray[np.int64]
    now: NDArray[np.int64]
    hour: NDArray[np.int64]
    day: NDArray[np.int64]


def present_at(
    stays: Stays, origin: int, zone: ZoneInfo, since: int, **known: object
) -> Present | None:
    """Return who was there at an origin until its day ended, from what was known by then; `known`
    is as of `unit_demand.foretell`. None where too little was."""
    hours = unit_demand.hours_of_day(origin, zone)
    if hours <= LEAD + 1:
        return None
    (found,) = unit_demand.foretell([stays], origin, zone, hours, since=since, **known)
    return None if found is None else Present(found.chances, found.coming, found.dispersion)


def judged(
    found: Mapping[int, Present], stays: Stays, *, staffed: int, now: int, zone: ZoneInfo
) -> Judged | None:
    """Return how good the laws until the day ends of each origin (microseconds) were, as far as
    they are over by `now`; None where none is."""
    rows, counted = [], []
    for origin in sorted(found):
        one = _hours(found[origin], stays, origin, now, zone)
        if one is not None:
            rows.append(one)
            counted.append(_counted(found[origin], stays, origin))
    if not rows:
        return None
    came, then, hour, day = (
        np.concatenate([getattr(one, name) for one in rows])
        for name in ("came", "now", "hour", "day")
    )
    sure = [(most, left) for most, left in counted if most]
    beds = np.full(len(came), staffed)
    chance = np.concatenate([one.law.beyond(np.full(len(one.came), staffed)) for one in rows])
    return Judged(
        n=len(came),
        days=len(np.unique(day)),
        rps=float(np.concatenate([_rps(one.law, one.came) for one in rows]).mean()),
        baselines={
            "climatology": float(_usual(came, hour).mean()),
            "persistence": float(np.abs(came - then).mean()),
        },
        counts=len(sure),
        held=sum(left >= most for most, left in sure),
        short=chance_proof.proof(chance, came > beds, then > beds, day),
    )


def read(said: Mapping[str, object] | None) -> Judged | None:
    """Return what was kept of a judgement; None of nothing."""
    if not said:
        return None
    fields = {name: value for name, value in said.items() if name in Judged.__slots__}
    return Judged(**fields | {"short": chance_proof.read(fields["short"])})


def _hours(present: Present, stays: Stays, origin: int, now: int, zone: ZoneInfo) -> _Hours | None:
    hours = min(present.hours, (now - origin) // HOUR)
    if hours < present.hours or hours <= LEAD:
        return None
    ends = origin + (np.arange(hours) + 1) * HOUR
    came = unit_demand.census(stays, origin, hours).astype(np.int64)
    law = sooner_discharges.step(present, 0, 1).demand.pmf
    local = civil.local(ends - 1, zone)  # the last hour is of this day
    later = slice(LEAD, hours)
    then = int(stays.present(origin).sum())
    return _Hours(
        law=Demand(law[later]),
        came=came[later],
        now=np.full(hours - LEAD, then),
        hour=civil.hour(local)[later],
        day=(local // DAY)[later],
    )


def _counted(present: Present, stays: Stays, origin: int) -> tuple[int, int]:
    """Return how many were counted as nearly sure to leave, and how many of those present left late
    enough to be brought forward."""
    since, until = origin + (LEAD + 1) * HOUR, origin + present.hours * HOUR
    left = stays.present(origin) & (stays.ended > since) & (stays.ended <= until)
    return sooner_discharges.most(present), int(left.sum())


def _rps(law: Demand, came: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the score of each hour: squared differences of both cumulative laws, summed."""
    width = max(law.pmf.shape[1], int(came.max()) + 1)
    told = np.cumsum(np.pad(law.pmf, ((0, 0), (0, width - law.pmf.shape[1]))), axis=1)
    return ((told - (came[:, None] <= np.arange(width))) ** 2).sum(1)


def _usual(came: NDArray[np.int64], hour: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the score of each hour by the law of all that came at this hour of the day."""
    found = np.zeros(len(came))
    cuts = np.arange(int(came.max()) + 1)
    for one in np.unique(hour):
        mine = hour == one
        below = came[mine][:, None] <= cuts
        found[mine] = ((below.mean(0) - below) ** 2).sum(1)
    return found


def mornings(since: int, now: int, hours: Sequence[int], zone: ZoneInfo) -> Iterator[int]:
    """Yield the whole hours from a moment up to another at which the wall shows one of `hours`."""
    first = -(-since // HOUR) * HOUR
    every = np.arange(first, now, HOUR)
    wall = civil.hour(civil.local(every, zone)) if len(every) else every
    yield from every[np.isin(wall, hours)].tolist()
