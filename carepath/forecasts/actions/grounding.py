"""What all advice of a slot rests on, read once: proof, limits, beds, and advice given before."""

from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from carepath.analysis.bed_worth import Price
from carepath.capacity import queries as capacity
from carepath.forecasts import queries
from carepath.forecasts.models import Backtest, Recommendation, Vintage
from carepath.frames.advice import Limits
from carepath.places.models import Site

Kind, State = Recommendation.Kind, Recommendation.State
MORE = (Kind.OPEN, Kind.MOVE)
"""Kinds that give a unit more beds."""
DISCHARGES = "discharges"
"""What a recommendation is about that opens or closes no bed, and stands beside one that does."""
HOURS = 24
"""Hours of which a recommendation speaks."""


@dataclass(frozen=True)
class Ground:
    """What all advice of a slot rests on: how good forecasts were, beds that could be opened, the
    last advice of each unit, the beds that were opened on advice, the forecast before each, the
    limits in force, past nights (chance told, whether short), the forecasts of the slot, the care
    of each unit, the last advice to give staff away, and the last about discharges of each unit."""

    judged: dict[str, Backtest]
    spare: dict[int, int]
    last: dict[int, Recommendation]
    opened: dict[int, int]
    before: dict[int, Vintage]
    held: queries.Held
    told: NDArray[np.float64]
    came: NDArray[np.bool_]
    rows: list[Vintage]
    cares: dict[int, str]
    given: dict[int, Recommendation]
    sooner: dict[int, Recommendation]

    @property
    def limits(self) -> Limits:
        return self.held.limits

    @property
    def price(self) -> Price:
        return Price(opens=self.limits.opens, keeps=self.limits.holds)

    def staffed_of(self, row: Vintage) -> int:
        """Return the beds that are staffed, or will be by what was accepted a while ago."""
        staffed, last = row.staffed or 0, self.last.get(row.unit_id or 0)
        rests = timedelta(hours=self.limits.cool_h)
        if last is None or last.state != State.ACCEPTED or row.slot_at - last.decided_at >= rests:
            return staffed
        return (max if last.kind in MORE else min)(staffed, last.with_it)

    def spare_of(self, row: Vintage) -> int:
        """Return how many beds of a unit may be opened: those there are, and that limits allow."""
        there = self.spare.get(row.unit_id or 0, 0)
        ordered = max(self.staffed_of(row) - (row.staffed or 0), 0)
        return max(min(there, self.limits.most.get(row.series, there)) - ordered, 0)


def ground_of(site: Site, rows: list[Vintage]) -> Ground:
    """Return what advice rests on by these forecasts, all read at once."""
    judged = queries.judged(site=site, job="beds")
    nights = [one for row in judged.values() if row.series for one in row.result.get("nights", ())]
    return Ground(
        judged=judged,
        spare=queries.spare_beds(site=site),
        last=queries.last_recommendations(site=site),
        opened=queries.opened_beds(site=site),
        before=queries.told_before(rows),
        held=queries.limits_held(site),
        told=np.array([chance for _start, _end, chance, _missing in nights], np.float64),
        came=np.array([missing > 0 for _start, _end, _chance, missing in nights], np.bool_),
        rows=rows,
        cares=capacity.care_of_units(site=site),
        given=queries.last_given(site=site),
        sooner=queries.last_recommendations(site=site, about=DISCHARGES),
    )


def is_good_today(row: Vintage, ground: Ground) -> bool:
    """Return whether what is foretold until the day ends is good enough to bring discharges forward
    by: that was judged by itself."""
    judged = ground.judged.get(row.series)
    today = judged.result.get("today") if judged is not None else None
    return is_good(row, ground) and bool(today and today["skill"])


def is_good(row: Vintage, ground: Ground) -> bool:
    """Return whether a forecast is good enough to act on."""
    judged = ground.judged.get(row.series)
    if row.facts["short"] or judged is None or not judged.result["skill"]:
        return False
    return not queries.is_stale(row, at=row.slot_at)
