"""Write advice down with all it promises: risk before and after, ranges, cost, alternatives."""

from typing import Any

from carepath.analysis import promises
from carepath.analysis.surge_beds import Move, Option
from carepath.forecasts.actions import considering
from carepath.forecasts.actions.grounding import DISCHARGES, HOURS, Ground
from carepath.forecasts.actions.weighing import Hastened
from carepath.forecasts.models import Recommendation, Vintage
from carepath.forecasts.queries import Told

Kind = Recommendation.Kind


def write(
    row: Vintage, ground: Ground, kind: str, found: Option | None, giver: Vintage | None = None
) -> bool:
    """Write advice down; return whether there is any."""
    if found is None:
        return False
    said = promise(row, ground, kind, found, giver)
    made = Recommendation(site=row.site, unit=row.unit, kind=kind, **said)
    if giver is not None and isinstance(found, Move):
        made.giver = giver.unit
        ground.given[made.giver_id] = made
        for name, value in harm(giver, found).items():
            setattr(made, name, value)
    if kind == Kind.SOONER:
        made.about = DISCHARGES
    made.save(force_insert=True)
    return True


def harm(giver: Vintage, found: Move) -> dict[str, Any]:
    """Return what a move does to the unit that gives."""
    return {
        "giver_staffed": giver.staffed or 0,
        "giver_before": found.held.chance,
        "giver_after": found.left.chance,
    }


def promise(
    row: Vintage, ground: Ground, kind: str, found: Option, giver: Vintage | None = None
) -> dict[str, Any]:
    """Return what a recommendation promises by a forecast, its cost, and what else there is."""
    ends, hours = Told(row).ends, HOURS
    worst = found.after if kind == Kind.CLOSE else found.before
    before_low, before_high, nights = promises.alike(ground.told, ground.came, found.before.chance)
    after_low, after_high, _n = promises.alike(ground.told, ground.came, found.after.chance)
    takes = 0 if kind == Kind.SOONER else found.beds * hours
    return {
        "beds": found.beds,
        "staffed": ground.staffed_of(row),
        "before": found.before.chance,
        "after": found.after.chance,
        "before_low": before_low,
        "before_high": before_high,
        "after_low": after_low,
        "after_high": after_high,
        "nights": nights,
        "short_before": found.before.beds,
        "short_after": found.after.beds,
        "lacks_before": found.before.bed_hours,
        "lacks_after": found.after.bed_hours,
        "bed_hours": takes,
        "inputs": inputs_of(row, found),
        "limits": ground.held.name,
        "considered": considering.considered(row, ground, kind, found, giver),
        "worst_at": ends[worst.hour],
        "after_at": ends[found.after.hour],
        "until_at": ends[hours - 1],
        "made_at": row.issued_at,
        "vintage": row.pk,
    } | considering.costs(kind, found.beds, ground)


def inputs_of(row: Vintage, found: Option) -> dict[str, Any]:
    """Return the numbers that advice of its kind was made of, {} where the forecast says all."""
    if not isinstance(found, Hastened):
        return {}
    left_at = Told(row).ends[found.before.hour]
    return found.inputs | {"slot": row.slot_at.isoformat(), "left_at": left_at.isoformat()}
