"""Levels as they would have been told at past moments, from what had happened by then."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from carepath.analysis import escalation, level_ahead, unit_demand
from carepath.analysis.level_ahead import Need
from carepath.capacity import queries as capacity
from carepath.forecasts import queries as forecasts
from carepath.forecasts.queries import Read, Ward
from carepath.frames.moments import HOUR, from_us, to_us
from carepath.outcomes.queries.ahead import HOURS
from carepath.outcomes.queries.pressures import picture, values
from carepath.outcomes.queries.rules import standard
from carepath.places.models import Bed, Site


@dataclass(frozen=True, slots=True)
class Retold:
    """The chance of each level so many hours after a moment, the level of that moment, and the one
    that came (0 = unknown), both as scored today."""

    hours: int
    chances: tuple[float, ...]
    now: int
    came: int


def retold(*, site: Site, slot_at: datetime, today: datetime) -> list[Retold]:
    """Return the levels that would have been told at a past hour by the rules in force and with the
    beds of today; [] where too little had happened by then, or a parameter is not known.

    What came late counts as if it had been known: it is no level that anybody saw.
    """
    origin, rules = to_us(slot_at), standard(site).rules
    moments = np.array([origin, *(origin + hours * HOUR for hours in HOURS)])
    found = picture(site=site, low=slot_at, high=from_us(int(moments[-1])))
    each = values(found, moments, rules)
    now, *came = escalation.levels(rules, each).tolist()
    score = escalation.score(rules, {key: float(value[0]) for key, value in each.items()})
    points = {part.key: part.points for part in score.parts}
    needs = _needs(site, origin, today)
    told = []
    for hours, level in zip(HOURS, came, strict=True):
        law = {key: [one[hours] for one in group] for key, group in needs.items()}
        made = level_ahead.ahead(rules, points, law["inpatient"], law["emergency"])
        if made is not None and any(needs.values()):
            told.append(Retold(hours, made.chances, now or score.least, level))
    return told


def _needs(site: Site, origin: int, today: datetime) -> dict[str, list[Mapping[int, Need]]]:
    """Return what each unit would have been foretold to need, by hours ahead and kind of unit."""
    read = forecasts.read(site=site, now=origin)
    cares = capacity.care_of_units(site=site)
    every = forecasts.wards(site=site, now=to_us(today))
    wards = [
        one for one in every if one.unit and cares.get(one.unit.pk, Bed.Care.DAY) != Bed.Care.DAY
    ]
    made = unit_demand.foretell(
        [read.stays(ward) for ward in wards], origin, read.zone, max(HOURS), since=read.since,
        came_since=read.came_since, special=read.special,
    )  # fmt: skip
    found: dict[str, list[Mapping[int, Need]]] = {"inpatient": [], "emergency": []}
    for ward, one in zip(wards, made, strict=True):
        if one is not None and ward.unit is not None:
            group = "emergency" if cares[ward.unit.pk] == Bed.Care.EMERGENCY else "inpatient"
            kept = _kept(read, ward, one.present)
            found[group].append({
                hours: Need(one.demand.pmf[hours - 1], ward.staffed, kept) for hours in HOURS
            })  # fmt: skip
    return found


def _kept(read: Read, ward: Ward, present: int) -> int:
    """Return who waited although the unit had a bed."""
    waits = unit_demand.waiting(read.spans, np.array(ward.keys), read.now)
    return min(waits, max(ward.staffed - (present - waits), 0))
