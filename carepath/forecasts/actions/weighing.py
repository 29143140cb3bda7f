"""What each thing that could be done is worth by the forecasts of a slot; nothing is written."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from carepath.analysis import bed_worth, sooner_discharges, surge_beds
from carepath.analysis.sooner_discharges import Step
from carepath.analysis.surge_beds import Move, Option, Place
from carepath.forecasts.actions.grounding import HOURS, Ground, is_good
from carepath.forecasts.models import Recommendation, Vintage
from carepath.forecasts.queries import Told

Why = Recommendation.Why
LEAST = 0.01
"""Discharges are brought forward where the chance of the worst hour falls by so much."""


@dataclass(frozen=True, slots=True)
class Hastened(Option):
    """So many patients (`beds`) brought forward, and the numbers that it was made of."""

    inputs: dict[str, Any]


def opening(row: Vintage, ground: Ground) -> Option | None:
    """Return the beds that this forecast and the one before it find worth to be opened."""
    earlier = ground.before.get(row.pk)
    if earlier is None:
        return None
    beds = min(
        bed_worth.to_open(_used(one, ground.staffed_of(row), ground.spare_of(row)), ground.price)
        for one in (earlier, row)
    )
    return option_of(row, ground, beds)


def still(row: Vintage, ground: Ground) -> Option | None:
    """Return the beds that are worth to be opened by now; one, while that would be worth to keep if
    it were open, so that advice does not come and go."""
    used = _used(row, ground.staffed_of(row), ground.spare_of(row))
    kept = replace(ground.price, opens=ground.price.keeps)
    beds = bed_worth.to_open(used, ground.price) or min(bed_worth.to_open(used, kept), 1)
    return option_of(row, ground, beds)


def closing(row: Vintage, ground: Ground) -> Option | None:
    """Return the beds that were opened on advice and are not worth to be kept."""
    staffed, opened = ground.staffed_of(row), opened_of(row, ground)
    beds = bed_worth.to_close(_used(row, staffed - opened, opened), ground.price)
    return option_of(row, ground, -beds)


def opened_of(row: Vintage, ground: Ground) -> int:
    """Return how many beds that were opened on advice are open still."""
    return min(ground.opened.get(row.unit_id or 0, 0), ground.staffed_of(row))


def _used(row: Vintage, staffed: int, beds: int) -> NDArray[np.float64]:
    return bed_worth.used(Told(row).demand, staffed, beds)


def option_of(
    row: Vintage, ground: Ground, more: int, among: slice = surge_beds.EVERY
) -> Option | None:
    """Return so many beds more (or fewer) with the risk before and after; None for none."""
    demand, staffed = Told(row).demand, ground.staffed_of(row)
    before, after = (
        surge_beds.risk(demand, beds, HOURS, among=among) for beds in (staffed, staffed + more)
    )
    return Option(abs(more), before, after) if more else None


def hastening(row: Vintage, ground: Ground) -> Hastened | None:
    """Return the discharges that this forecast and the one before it find worth to be brought
    forward, where that lowers the chance to be short for the rest of the day."""
    earlier = ground.before.get(row.pk)
    if earlier is None:
        return None
    worth = ground.limits.hastens
    patients = min(len(steps(one, row, ground, worth)) - 1 for one in (earlier, row))
    found = hastened(row, ground, patients)
    if found is None or found.after.chance > found.before.chance - LEAST:
        return None
    return found


def still_hastening(row: Vintage, ground: Ground) -> Hastened | None:
    """Return the discharges that are worth to be brought forward by now; one, while that is worth
    what keeps a bed open, so that advice does not come and go."""
    worth, kept = ground.limits.hastens, min(ground.limits.hastens, ground.limits.holds)
    patients = len(steps(row, row, ground, worth)) - 1
    return hastened(row, ground, max(patients, min(len(steps(row, row, ground, kept)) - 1, 1)))


def steps(one: Vintage, row: Vintage, ground: Ground, worth: float) -> list[Step]:
    """Return nobody, one patient ... as many as a forecast finds worth it, [] = not known."""
    present, limits = Told(one).present, ground.limits
    if present is None or not limits.sooner_h:
        return []
    return sooner_discharges.to_hasten(
        present, ground.staffed_of(row), worth=worth, most_of=limits.sooner_most, by=limits.sooner_h
    )


def today(row: Vintage) -> slice:
    """Return the hours that discharges brought forward can change."""
    present = Told(row).present
    return slice(sooner_discharges.LEAD, present.hours if present else None)


def hastened(
    row: Vintage, ground: Ground, patients: int, among: slice | None = None
) -> Hastened | None:
    """Return so many patients brought forward, with the risk before and after, of the rest of the
    day where no other hours are asked for; None for none. Bed-hours are those of all hours."""
    told, staffed, by = Told(row), ground.staffed_of(row), ground.limits.sooner_h
    if patients < 1 or told.present is None:
        return None
    now, then = (sooner_discharges.step(told.present, n, by) for n in (0, patients))
    hours = among or today(row)
    laws = [sooner_discharges.laid_over(told.demand, one) for one in (now, then)]
    before, after = (surge_beds.risk(law, staffed, HOURS, among=hours) for law in laws)
    hour = min(before.hour, told.present.hours - 1)  # from the day's end on nothing differs
    left = float((1 - told.present.chances[:, hour]).sum())
    inputs = {
        "by": by,
        "hours": told.present.hours,
        "present": len(told.present.chances),
        "expected": float(sooner_discharges.leavers(told.present).mean[0]),
        "sure": sooner_discharges.most(told.present),
        "freed": then.freed,
        "left_without": left,
        "left_with": left + float((now.demand.mean - then.demand.mean)[hour]),
    }
    return Hastened(patients, before, after, inputs)


def givers(row: Vintage, ground: Ground) -> Iterator[Vintage]:
    """Yield the units that may give staff to one that is warned of."""
    if row.facts["warning"]["stands"]:
        for one in alike(row, ground):
            if not keeps_staff(one, row, ground):
                yield one


def alike(row: Vintage, ground: Ground) -> Iterator[Vintage]:
    """Yield the other units of the same care."""
    care = ground.cares.get(row.unit_id)
    for one in ground.rows:
        if one.unit_id != row.unit_id and ground.cares.get(one.unit_id) == care:
            yield one


def keeps_staff(one: Vintage, row: Vintage, ground: Ground) -> str:
    """Return why a unit gives no staff, '' = it may: it is calm, well foretold, rested, and neither
    stands in open advice nor was part of any within the time before a turn."""
    since = row.slot_at - timedelta(hours=ground.limits.reverse_h)
    last = ground.last.get(one.unit_id)
    if one.series in ground.limits.keeps:
        return Why.KEEPS
    if one.facts["warning"]["stands"]:
        return Why.WARNED
    if not is_good(one, ground):
        return Why.UNSURE
    rests = last is not None and (last.is_open or last.decided_at > since)
    return Why.RESTS if rests or _gave(one, ground, since) else ""


def _gave(one: Vintage, ground: Ground, since: datetime) -> bool:
    gave = ground.given.get(one.unit_id)
    return gave is not None and (gave.is_open or gave.decided_at > since)


def moving(row: Vintage, giver: Vintage, ground: Ground) -> Move | None:
    """Return how many beds' staff a unit may give to another, None where no number helps."""
    there = ground.spare.get(row.unit_id, 0)
    taker = Place(Told(row).demand, ground.staffed_of(row), there)
    gives = Place(Told(giver).demand, giver.staffed or 0)
    return surge_beds.to_move(taker, gives, low=ground.limits.clears, hours=HOURS)
