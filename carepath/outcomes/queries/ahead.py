"""The escalation level to come: from the beds that are foretold, by the rules in force."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from carepath.analysis import level_ahead
from carepath.analysis.level_ahead import Ahead, Need
from carepath.capacity import queries as capacity
from carepath.forecasts import queries as forecasts
from carepath.forecasts.models import Slot, Vintage
from carepath.forecasts.queries import Told
from carepath.frames.escalation import Rules
from carepath.outcomes.queries.proofs import Judged, proofs_of_levels
from carepath.outcomes.queries.rules import standard
from carepath.outcomes.queries.scores import LevelNow
from carepath.places.models import Bed, Site
from carepath.ui.memory import Memory

HOURS = (8, 24)
"""Hours ahead that are told of."""
DRIVERS = 3
"""Parameters named as what drives a level to come."""
TOLD = Memory(32)
"""Levels by the forecasts, the beds and the points that they follow from."""


@dataclass(frozen=True, slots=True)
class Driver:
    """A parameter with the points it has now and those expected; `held` = as it is now."""

    key: str
    now: int | None
    then: float
    held: bool


@dataclass(frozen=True, slots=True)
class LevelAhead:
    """The level of a site some hours ahead, at a moment, by the forecasts of a slot; `judged` = how
    good those told before were, None where nobody knows (yet, or then)."""

    hours: int
    at: datetime
    slot_at: datetime
    ahead: Ahead
    drivers: tuple[Driver, ...]
    judged: Judged | None = None

    @property
    def has_no_skill(self) -> bool:
        """Return whether a simple rule was as good over the last weeks."""
        return self.judged is not None and not self.judged.proof.skill

    @property
    def level(self) -> int:
        """Return the likeliest level."""
        return self.ahead.likeliest

    @property
    def chance(self) -> float:
        """Return the chance of that level."""
        return self.ahead.chances[self.level - 1]

    @property
    def from_three(self) -> float:
        """Return the chance of level 3 or a higher one."""
        return self.ahead.at_least(3)

    @property
    def main(self) -> tuple[Driver, ...]:
        """Return what gives most points then."""
        return tuple(one for one in self.drivers if one.then >= 0.5)[:DRIVERS]


def levels_ahead(
    *, site: Site, now: LevelNow, at: datetime, past: bool = False
) -> list[LevelAhead]:
    """Return the level of a site 8 and 24 hours after a moment, [] where it cannot be told: there
    is no fresh forecast, or what is held as it is now is not known."""
    rows = [
        row
        for row in forecasts.latest(site=site, job=Slot.Job.BEDS, known_at=at)
        if row.series and not forecasts.is_stale(row, at=at)
    ]
    if not rows or now.score is None or now.stale:
        return []
    rules = standard(site).rules
    points = {key: points for key, _value, _band, points in now.score.parts}
    opened = capacity.open_beds(site=site, at=at if past else None)
    each = [_told(site, rules, points, rows, opened, at, hours) for hours in HOURS]
    found = [one for one in each if one is not None]
    judged = {} if past or not found else proofs_of_levels(site=site)
    return [replace(one, judged=judged.get(one.hours)) for one in found]


def _told(
    site: Site,
    rules: Rules,
    points: Mapping[str, int | None],
    rows: Sequence[Vintage],
    opened: Mapping[int, int],
    at: datetime,
    hours: int,
) -> LevelAhead | None:
    """Return the level at the end of the whole hour that a moment lies in."""
    then = at + timedelta(hours=hours)
    place = int(-((rows[0].slot_at - then) // timedelta(hours=1))) - 1
    if not 0 <= place < Told(rows[0]).hours:
        return None
    beds = tuple(opened.get(row.unit_id or 0, row.staffed or 0) for row in rows)
    question = (
        site.pk, tuple(row.pk for row in rows), beds, place, rules.cuts, str(rules.bands),
        tuple(points.items()),
    )  # fmt: skip
    found = TOLD.recall(question, partial(_ahead, site, rules, points, rows, beds, place))
    if found is None:
        return None
    return LevelAhead(hours, then, rows[0].slot_at, found, _drivers(found, points))


def _ahead(
    site: Site,
    rules: Rules,
    points: Mapping[str, int | None],
    rows: Sequence[Vintage],
    beds: Sequence[int],
    place: int,
) -> Ahead | None:
    cares = capacity.care_of_units(site=site)
    inpatient, emergency = [], []
    for row, staffed in zip(rows, beds, strict=True):
        care = cares.get(row.unit_id or 0)
        if care is not None and care != Bed.Care.DAY:
            group = emergency if care == Bed.Care.EMERGENCY else inpatient
            group.append(Need(Told(row).demand.pmf[place], staffed, _kept(row)))
    return level_ahead.ahead(rules, points, inpatient, emergency)


def _kept(row: Vintage) -> int:
    """Return who waited for a bed that was there, when the forecast was made."""
    waits = int(row.facts["waiting"])
    lie = int(row.facts["present"]) - waits
    return min(waits, max((row.staffed or 0) - lie, 0))


def _drivers(found: Ahead, points: Mapping[str, int | None]) -> tuple[Driver, ...]:
    each = [
        Driver(key, points.get(key), then, key in found.held) for key, then in found.points.items()
    ]
    return tuple(sorted(each, key=lambda one: -one.then))
