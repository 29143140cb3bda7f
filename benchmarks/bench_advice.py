"""Recommendations replayed: hours of waiting beside a census threshold, at equal bed-days.

    python benchmarks/bench_advice.py [--hospitals 16] [--first 100] [--units 3] [--weeks 26]

Each invented hospital (`hospitals.py`: stays and arrivals that break what the forecaster assumes)
has lived for 30 weeks; then come 26 in which beds are opened and closed by one policy, the same
patients for each: the product's own worth of a bed (`analysis/bed_worth.py` on the law of demand,
each hour, always accepted), a census threshold with hysteresis tuned on the training weeks, the
best that could have been done, nothing. All need four hours to open a bed and are bound to what
they did for a day. The threshold and the best are taken at the bed-days which the product used,
between the two nearest of their ladders. The chances to leave are learnt each midnight.
"""

import argparse
import itertools
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks import hospitals, perfect, shortages  # noqa: E402
from benchmarks.hospitals import DAY, WEEK, Unit  # noqa: E402
from carepath.analysis import (  # noqa: E402
    bed_demand,
    bed_worth,
    forecasts,
    stay_hazards,
)
from carepath.analysis.bed_worth import BOUND, Price  # noqa: E402

BURN, TRAINED, FAR = 4, 26, 28
"""Weeks before anything is looked at, weeks of training, hours looked ahead."""
PRICE = Price()
PRICES = np.geomspace(0.05, 1.2, 18)
"""Of a staffed bed-hour in hours of waiting, for the ladder of the threshold."""
GRID = [
    (low, low + more, low + more + rest)
    for low, more, rest in itertools.product(range(-6, 6), range(4), (1, 2, 3, 4, 6, 8))
]
"""Free beds below which some are opened, that there are to be then, above which some are closed."""
Decide = Callable[[int, int, int], int]


@dataclass(frozen=True, slots=True)
class Course:
    """Hours of waiting, bed-hours that were staffed more, most reversals of a day."""

    waiting: int
    staffed: int
    reversals: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """A hospital's hours of waiting by policy, all at the bed-hours of the product."""

    nothing: float
    threshold: float
    product: float
    best: float
    staffed: float
    reversals: int


def main() -> int:
    """Print the figures and return 0 when the goals are met."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--hospitals", type=int, default=16)
    parser.add_argument("--first", type=int, default=100)
    parser.add_argument("--units", type=int, default=3)
    parser.add_argument("--weeks", type=int, default=26)
    given = parser.parse_args()
    found = []
    for seed in range(given.first, given.first + given.hospitals):
        found.append(replayed(seed, given.units, given.weeks))
        show(told(f"hospital {seed}", found[-1]))
    return 0 if judged(found) else 1


def replayed(seed: int, units: int = 3, weeks: int = 26) -> Outcome:
    """Return what came of a hospital under each policy."""
    first, hours = (BURN + TRAINED) * WEEK, weeks * WEEK
    whole = BURN + TRAINED + weeks + 1
    found = hospitals.hospital(seed, whole, BURN + TRAINED, units)
    span = slice(first, first + hours)
    done = [lived(unit, span, product(unit, span)) for unit in found]
    staffed = sum(one.staffed for one in done)
    nothing = sum(_waiting(unit, span) for unit in found)
    best = sum(
        perfect.frontier(unit.demand[1:][span], unit.beds, unit.spare, BOUND) for unit in found
    )
    return Outcome(
        nothing=nothing,
        threshold=_at(ladder(found, span), staffed, nothing),
        product=sum(one.waiting for one in done),
        best=_at(best, staffed, nothing),
        staffed=staffed,
        reversals=max(one.reversals for one in done),
    )


def lived(unit: Unit, span: slice, decide: Decide) -> Course:
    """Return what comes of a policy, which says each hour how many beds more are to be open.

    It sees the hour, how many need a bed and how many more are open or ordered. A bed that is to
    be closed stays until nobody lies in it.
    """
    needed = unit.demand[span.start : span.stop + 1].tolist()
    level = staffed = total = waiting = 0
    ordered: list[tuple[int, int]] = []
    turned, last, way = [], {1: -BOUND, -1: -BOUND}, 0
    for hour in range(span.stop - span.start):
        wish = min(max(decide(hour, needed[hour], level), 0), unit.spare)
        to = (wish > level) - (wish < level)
        if to and hour - last[-to] >= BOUND:
            turned += [hour] if to == -way else []
            level, last[to], way = wish, hour, to
            ordered = [*ordered, (hour + PRICE.lead, wish)] if to > 0 else []
        while ordered and ordered[0][0] <= hour:
            staffed = max(staffed, ordered.pop(0)[1])
        if staffed > level:
            staffed = max(level, min(staffed, needed[hour] - unit.beds))
        waiting += max(needed[hour + 1] - unit.beds - staffed, 0)
        total += staffed
    days = np.unique([hour // DAY for hour in turned], return_counts=True)[1]
    return Course(waiting, total, int(days.max(initial=0)))


def product(unit: Unit, span: slice) -> Decide:
    """Return the product's policy: beds that two forecasts in a row find worth to be opened."""
    laws, before = chances(unit, span), [np.zeros((FAR, unit.spare))]

    def decide(_hour: int, _needed: int, level: int) -> int:
        used, earlier = next(laws), before[0]
        before[0] = used
        more = min(bed_worth.to_open(one[:, level:], PRICE) for one in (earlier, used))
        return level + more - bed_worth.to_close(used[:, :level], PRICE)

    return decide


def chances(unit: Unit, span: slice):
    """Yield, hour by hour, the chance that each bed after the usual ones is used."""
    calendar = shortages.hours(span.stop // WEEK + 2)
    since = BURN * WEEK
    for now in range(span.start, span.stop):
        if now % DAY == 0 or now == span.start:
            hazard = stay_hazards.fit(unit.entered, unit.left, now, since)
            counts = np.bincount(unit.entered[unit.entered < now], minlength=now)[since:now]
            past, coming = slice(since, now), slice(now, now + FAR + DAY)
            told = forecasts.forecast(
                counts[None].astype(float), calendar.part(past), calendar.part(coming)
            )
            midnight = now
        there = unit.entered[(unit.entered < now) & (unit.left >= now)]
        expected = told.mean[0, now - midnight : now - midnight + FAR]
        news = bed_demand.to_come(expected, stay_hazards.settling(hazard, now, FAR))
        law = bed_demand.total(
            [
                bed_demand.of_stayers(stay_hazards.staying(hazard, there, now, FAR)),
                bed_demand.of_newcomers(news, told.dispersion[24][0]),
            ]
        )
        yield bed_worth.used(law, unit.beds, unit.spare)


def threshold(unit: Unit, low: int, then: int, high: int) -> Decide:
    """Return a policy by the beds that are free now: below `low` or above `high` of them so many
    are opened or closed that `then` are."""

    def decide(_hour: int, needed: int, level: int) -> int:
        free = unit.beds + level - needed
        wish = needed - unit.beds + then
        return max(level, wish) if free < low else min(level, wish) if free > high else level

    return decide


def ladder(units: list[Unit], span: slice) -> np.ndarray:
    """Return (bed-hours, hours of waiting) of thresholds that were the best of each unit's training
    weeks at each price."""
    trained = slice(BURN * WEEK, (BURN + TRAINED) * WEEK)
    found = np.zeros((len(PRICES), 2))
    for unit in units:
        tried = [lived(unit, trained, threshold(unit, *one)) for one in GRID]
        cost = [[one.waiting + price * one.staffed for one in tried] for price in PRICES]
        chosen = np.argmin(cost, axis=1)
        then = {place: lived(unit, span, threshold(unit, *GRID[place])) for place in set(chosen)}
        found += [[then[place].staffed, then[place].waiting] for place in chosen]
    return found


def _at(rungs: np.ndarray, staffed: float, nothing: float) -> float:
    """Return the hours of waiting at so many bed-hours, between the nearest rungs of a ladder."""
    order = np.argsort(rungs[:, 0], kind="stable")
    return float(np.interp(staffed, np.r_[0, rungs[order, 0]], np.r_[nothing, rungs[order, 1]]))


def _waiting(unit: Unit, span: slice) -> int:
    return int(np.maximum(unit.demand[1:][span] - unit.beds, 0).sum())


def judged(found: list[Outcome], draws: int = 10_000) -> bool:
    """Say what all hospitals tell together; return whether the goals are met."""
    rows = np.array([(one.nothing, one.threshold, one.product, one.best) for one in found])
    picks = np.random.default_rng(1).integers(0, len(rows), (draws, len(rows)))
    sums = rows[picks].sum(1)
    nothing, limit, ours, best = rows.sum(0)
    spared, gap = limit - ours, (limit - ours) / (limit - best)
    low, high = np.quantile((sums[:, 1] - sums[:, 2]) / len(rows), (0.025, 0.975))
    share = np.quantile((sums[:, 1] - sums[:, 2]) / (sums[:, 1] - sums[:, 3]), (0.025, 0.975))
    days = sum(one.staffed for one in found) / DAY
    reversals = max(one.reversals for one in found)
    show(f"{len(rows)} hospitals, {days:.0f} bed-days more, hours of waiting: nothing "
         f"{nothing:.0f}, threshold {limit:.0f}, product {ours:.0f}, best {best:.0f}")  # fmt: skip
    show(f"spared a hospital against the threshold: {spared / len(rows):.0f} h, 95 % interval "
         f"{low:.0f} to {high:.0f} (goal: above 0), {spared / limit:.1%} less; better in "
         f"{np.count_nonzero(rows[:, 2] < rows[:, 1])} of {len(rows)}")  # fmt: skip
    show(f"of the gap between threshold and best: {gap:.1%}, 95 % interval {share[0]:.1%} to "
         f"{share[1]:.1%} (goal 40 %); of that between nothing and best: product "
         f"{(nothing - ours) / (nothing - best):.1%}, threshold "
         f"{(nothing - limit) / (nothing - best):.1%}")  # fmt: skip
    show(f"most reversals of a unit and day: {reversals} (goal 1)")
    return bool(low > 0 and gap >= 0.4 and reversals <= 1)


def told(name: str, one: Outcome) -> str:
    gap = (one.threshold - one.product) / max(one.threshold - one.best, 1)
    return (
        f"  {name}: {one.staffed / DAY:5.0f} bed-days, hours of waiting: nothing {one.nothing:6.0f}"
        f" threshold {one.threshold:6.0f} product {one.product:6.0f} best {one.best:6.0f}; "
        f"{gap:.0%} of the gap"
    )


def show(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
