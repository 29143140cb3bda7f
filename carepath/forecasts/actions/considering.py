"""What was weighed beside what is advised, each with its price and why it is not advised."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from carepath.analysis import alternatives
from carepath.analysis.alternatives import Alternative
from carepath.analysis.surge_beds import Option
from carepath.forecasts.actions import weighing
from carepath.forecasts.actions.grounding import HOURS, MORE, Ground
from carepath.forecasts.models import Recommendation, Vintage

Kind, Why = Recommendation.Kind, Recommendation.Why
BESIDE = 2
"""Numbers of beds fewer and more that are named as alternatives."""


def considered(
    row: Vintage, ground: Ground, kind: str, found: Option, giver: Vintage | None
) -> list[dict[str, Any]]:
    """Return what was weighed beside what is advised, best first, each with why it is not advised,
    as it is written down."""
    rows = [
        alternatives.idle(alternatives.NOTHING, found.before, Why.IDLE),
        *_other_beds(row, ground, kind, found),
    ]
    name = str(giver.unit) if giver is not None else ""
    rows.append(alternatives.of(kind, found, HOURS, alternatives.CHOSEN, name))
    if kind in MORE:
        rows += [
            _other_move(row, one, ground, kind, found)
            for one in weighing.alike(row, ground)
            if giver is None or one.unit_id != giver.unit_id
        ]
    return [
        asdict(one) | {"each": one.each} | costs(one.kind, one.bed_hours, ground)
        for one in alternatives.ranked(rows)
    ]


def costs(kind: str, bed_hours: int, ground: Ground) -> dict[str, float]:
    """Return the hours of staff and the money that so many staffed bed-hours take in addition."""
    extra = 0 if kind == Kind.MOVE else bed_hours  # who is moved is paid anyway
    return {"staff_hours": extra * ground.limits.staff, "cost": extra * ground.limits.cost}


def _other_beds(row: Vintage, ground: Ground, kind: str, found: Option) -> Iterator[Alternative]:
    """Yield other numbers of beds to open (or to close) near to what is advised."""
    sign = -1 if kind == Kind.CLOSE else 1
    most = weighing.opened_of(row, ground) if sign < 0 else ground.spare_of(row)
    middle = min(found.beds, most)
    for beds in range(max(middle - BESIDE, 1), min(middle + BESIDE, most) + 1):
        one = weighing.option_of(row, ground, sign * beds)
        if one is None or (kind != Kind.MOVE and beds == found.beds):
            continue
        fewer, more = (Why.SPARES, Why.CLOSES) if sign < 0 else (Why.FEWER, Why.UNUSED)
        why = fewer if beds < found.beds else more
        if kind == Kind.MOVE:
            why = Why.LESS if one.removed < found.removed else Why.STANDS
        yield alternatives.of(Kind.CLOSE if sign < 0 else Kind.OPEN, one, HOURS, why)


def _other_move(
    row: Vintage, giver: Vintage, ground: Ground, kind: str, found: Option
) -> Alternative:
    """Return staff of another unit than is advised, with why it stays."""
    why, name = weighing.keeps_staff(giver, row, ground), str(giver.unit)
    move = None if why else weighing.moving(row, giver, ground)
    if move is None:
        return alternatives.idle(Kind.MOVE, found.before, why or Why.HARMS, name)
    if not row.facts["warning"]["stands"]:
        why = Why.CALM
    elif kind == Kind.OPEN and found.beds < ground.spare_of(row):
        why = Why.OPENS
    else:
        why = Why.LESS if move.removed <= found.removed else Why.STANDS
    return alternatives.of(Kind.MOVE, move, HOURS, why, name)
