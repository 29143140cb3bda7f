"""What was weighed beside what is advised, each with its price and why it is not advised."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from carepath.analysis import alternatives, sooner_discharges, surge_beds
from carepath.analysis.alternatives import NOTHING, Alternative
from carepath.analysis.surge_beds import Option
from carepath.forecasts.actions import grounding, weighing
from carepath.forecasts.actions.grounding import HOURS, MORE, Ground
from carepath.forecasts.models import Recommendation, Vintage
from carepath.forecasts.queries import Told

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
    if kind == Kind.SOONER:
        rows.append(_of_patients(found, ground, alternatives.CHOSEN))
    else:
        rows.append(alternatives.of(kind, found, HOURS, alternatives.CHOSEN, name))
    if kind != Kind.CLOSE:
        rows += _sooner(row, ground, kind, found)
    if kind in MORE:
        rows += [
            _other_move(row, one, ground, kind, found)
            for one in weighing.alike(row, ground)
            if giver is None or one.unit_id != giver.unit_id
        ]
    return [
        asdict(one) | {"each": one.each} | costs(one.kind, one.beds, ground)
        for one in alternatives.ranked(rows)
    ]


def costs(kind: str, beds: int, ground: Ground) -> dict[str, float]:
    """Return the hours of staff and the money that so many beds, or patients, take in addition."""
    limits = ground.limits
    if kind == Kind.SOONER:
        hours = beds * limits.sooner_min / 60
        return {"staff_hours": hours, "cost": hours * _an_hour(ground)}
    extra = 0 if kind in (Kind.MOVE, NOTHING) else beds * HOURS  # who is moved is paid anyway
    return {"staff_hours": extra * limits.staff, "cost": extra * limits.cost}


def _an_hour(ground: Ground) -> float:
    """Return what an hour of staff costs by what a staffed bed takes and costs; 0 = not said."""
    limits = ground.limits
    return limits.cost / limits.staff if limits.staff else 0.0


def _of_patients(found: Option, ground: Ground, why: str) -> Alternative:
    """Return discharges brought forward as an alternative, by the beds their time could staff."""
    hours = found.beds * ground.limits.sooner_min / 60
    return alternatives.of_time(Kind.SOONER, found, hours / (ground.limits.staff or 1), why)


def _sooner(row: Vintage, ground: Ground, kind: str, found: Option) -> Iterator[Alternative]:
    """Yield discharges brought forward: other numbers than are advised, or why none are."""
    if not ground.limits.sooner_h or Told(row).present is None:
        return
    if kind != Kind.SOONER and not grounding.is_good_today(row, ground):
        yield alternatives.idle(Kind.SOONER, found.before, Why.UNSURE)
        return
    worth = len(weighing.steps(row, row, ground, ground.limits.hastens)) - 1
    sure = min(sooner_discharges.most(Told(row).present), ground.limits.sooner_most)
    if not sure:
        yield alternatives.idle(Kind.SOONER, found.before, Why.STAYING)
        return
    chosen = found.beds if kind == Kind.SOONER else 0
    near = {chosen - 1, chosen + 1} if chosen else {max(worth, 1)}
    for patients in sorted(near & set(range(1, sure + 1))):
        one = weighing.hastened(row, ground, patients, None if chosen else surge_beds.EVERY)
        if chosen:
            why = Why.FEWER if patients < chosen else Why.HARDLY
        else:
            why = Why.LONGER if worth else Why.HARDLY
        if one is not None:
            yield _of_patients(one, ground, why)


def _other_beds(row: Vintage, ground: Ground, kind: str, found: Option) -> Iterator[Alternative]:
    """Yield other numbers of beds to open (or to close) near to what is advised."""
    sign = -1 if kind == Kind.CLOSE else 1
    most = weighing.opened_of(row, ground) if sign < 0 else ground.spare_of(row)
    middle = min(found.beds, most)
    for beds in range(max(middle - BESIDE, 1), min(middle + BESIDE, most) + 1):
        among = weighing.today(row) if kind == Kind.SOONER else surge_beds.EVERY
        one = weighing.option_of(row, ground, sign * beds, among)
        if one is None or (kind in (Kind.OPEN, Kind.CLOSE) and beds == found.beds):
            continue
        fewer, more = (Why.SPARES, Why.CLOSES) if sign < 0 else (Why.FEWER, Why.UNUSED)
        why = fewer if beds < found.beds else more
        if kind == Kind.SOONER:
            why = Why.UNUSED
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
