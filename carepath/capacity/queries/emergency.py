"""The emergency department of a site: at a moment, and over the days before it."""

from dataclasses import dataclass

import numpy as np

from carepath.analysis import attendances as analysis
from carepath.analysis import crowding, emergency, occupancy
from carepath.analysis.attendances import Attendances
from carepath.analysis.emergency import Part, Times
from carepath.analysis.occupancy import Steps
from carepath.capacity.queries.record import Record, named
from carepath.capacity.queries.units_now import UnitNow, staffed, units_now
from carepath.capacity.queries.ventilated import ventilated
from carepath.frames.moments import HOUR, OPEN, from_us
from carepath.journeys.models import Journey
from carepath.places.models import Bed, Unit
from carepath.ui import paging
from carepath.ui.paging import Page

PAGE = 25
NO_SPACES, NO_BEDS, NOBODY_PLACED = "spaces", "beds", "placed"
"""Why there is no crowding score, as codes."""


@dataclass(frozen=True, slots=True)
class Boarding:
    """How many board in a unit (None = in no space), and for how long the longest (µs)."""

    unit: Unit | None
    n: int
    longest: int


@dataclass(frozen=True, slots=True)
class Crowding:
    """The NEDOCS score rounded, None where `missing` says what is not known.

    It is at least so high: nobody records who needs one nurse alone, and who is ventilated is known
    by the ventilators in use, if at all (`ventilated` None = not).
    """

    score: int | None
    band: str
    missing: tuple[str, ...]
    ventilated: int | None = None


@dataclass(frozen=True, slots=True)
class EmergencyNow:
    """The department at a moment. Times in microseconds, None where there is nobody.

    `placed` patients are in a space by their journeys, `occupied` spaces by the board: the same,
    unless somebody is in a place that is no bed, or two claim one.
    """

    units: list[UnitNow]
    patients: int
    placed: int
    occupied: int
    spaces: int
    longest: int | None
    to_be_seen: int
    longest_to_be_seen: int | None
    boarding: list[Boarding]
    crowding: Crowding

    @property
    def waiting(self) -> int:
        """Return how many are in no space."""
        return self.patients - self.placed

    @property
    def boarders(self) -> int:
        """Return how many wait for a bed elsewhere."""
        return sum(one.n for one in self.boarding)

    @property
    def longest_boarding(self) -> int | None:
        """Return for how long the longest of them has waited."""
        return max((one.longest for one in self.boarding), default=None)


@dataclass(frozen=True, slots=True)
class EmergencyWindow:
    """Arrivals of [low, high), in microseconds UTC, and what became of them by `high`."""

    low: int
    high: int
    arrivals: int
    within: Part
    from_decision: Part
    from_arrival: Part
    doctor: Times
    unseen: Part
    boarding: Times


@dataclass(frozen=True, slots=True)
class Attending:
    """A patient in the department: for how long, where, and since when they were seen and wait for
    a bed elsewhere (microseconds; None = not)."""

    journey: Journey
    unit: Unit | None
    placed: bool
    here: int
    seen: int | None
    asks: int | None


def attendances(found: Record) -> Attendances:
    """Return the attendances of a record, as of its moment."""
    return analysis.attendances(found.spans, found.department, found.at)


def emergency_now(found: Record, every: Attendances) -> EmergencyNow:
    """Return the department at the moment of a record."""
    units = units_now(
        site=found.site,
        at=from_us(found.at),
        units=found.department.units,
        known_at=found.known_at,
        past=found.past,
    )
    here = every.only(every.here)
    unseen = here.only(here.seen == OPEN)
    spaces = sum(one.staffed for one in units)
    return EmergencyNow(
        units=units,
        patients=len(here),
        placed=int(here.placed.sum()),
        occupied=sum(one.occupied for one in units),
        spaces=spaces,
        longest=_longest(found.at, here.arrived),
        to_be_seen=len(unseen),
        longest_to_be_seen=_longest(found.at, unseen.arrived),
        boarding=_boarding(found, here),
        crowding=_crowding(found, every, spaces),
    )


def emergency_window(every: Attendances, *, low: int, high: int) -> EmergencyWindow:
    """Return what became of the arrivals of a window by its end."""
    came = emergency.arrived_within(every, low, high)
    return EmergencyWindow(
        low=low,
        high=high,
        arrivals=len(came),
        within=emergency.within(came, high),
        from_decision=emergency.boarded_beyond(came, high),
        from_arrival=emergency.beyond(came, high),
        doctor=emergency.door_to_doctor(came),
        unseen=emergency.unseen(came),
        boarding=emergency.boarding(came),
    )


def census(every: Attendances) -> Steps:
    """Return how many were in the department when, as an exact step function."""
    return occupancy.steps(every.arrived, every.left)


def in_department(found: Record, every: Attendances, *, after: str = "") -> Page:
    """Return who is in the department, the longest there first, a page of Attending."""
    here = every.only(every.here)
    ids = found.spans.journey_id[here.journey]
    page = paging.ranked(found.at - here.arrived, ids, after=after, size=PAGE)
    some = here.only(page.items)
    journeys = named(found.spans, some.journey.tolist())
    rows = [
        _attending(found, some.only(np.array([row])), journeys[position])
        for row, position in enumerate(some.journey.tolist())
    ]
    return Page(rows, page.after)


def _attending(found: Record, one: Attendances, journey: Journey) -> Attending:
    def known(moments: np.ndarray) -> int | None:
        return None if moments[0] == OPEN else int(moments[0])

    placed = bool(one.placed[0])
    return Attending(
        journey=journey,
        unit=found.unit(one.unit[0]) if placed else None,
        placed=placed,
        here=found.at - int(one.arrived[0]),
        seen=known(one.seen),
        asks=known(one.asks),
    )


def _longest(at: int, since: np.ndarray) -> int | None:
    return int(at - since.min()) if len(since) else None


def _boarding(found: Record, here: Attendances) -> list[Boarding]:
    """Return who boards by unit, the longest first."""
    boards = here.only(here.boards)
    places = np.where(boards.placed, boards.unit, -1)
    each = []
    for place, n in zip(*(part.tolist() for part in np.unique_counts(places)), strict=True):
        since = int(boards.asks[places == place].min())
        each.append(Boarding(found.unit(place), n, found.at - since))
    return sorted(each, key=lambda one: -one.longest)


def _crowding(found: Record, every: Attendances, spaces: int) -> Crowding:
    here = every.only(every.here)
    boards = here.only(here.boards)
    inpatient = found.of_care(Bed.Care.WARD, Bed.Care.HIGH, Bed.Care.INTENSIVE)
    beds = staffed(
        site=found.site,
        at=from_us(found.at),
        units=inpatient,
        known_at=found.known_at,
        past=found.past,
    )
    last = emergency.last_door_to_space(every)
    unknown = ((NO_SPACES, not spaces), (NO_BEDS, not beds), (NOBODY_PLACED, last is None))
    missing = tuple(why for why, holds in unknown if holds)
    waited = _longest(found.at, boards.asks) or 0
    breathing = ventilated(found, found.department.units)
    score = crowding.nedocs(
        crowding.Department(
            ed_patients=len(here),
            admits_waiting=len(boards),
            last_door_to_bed_h=(last or 0) / HOUR,
            critical_patients=breathing or 0,
            longest_admit_wait_h=waited / HOUR,
            ed_beds=spaces,
            inpatient_beds=beds,
        )
    )
    if missing or score is None:
        return Crowding(None, "", missing, breathing)
    return Crowding(crowding.rounded(score), crowding.band(score), (), breathing)
