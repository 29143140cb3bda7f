"""Who waits to move: from the emergency department, from intensive care, from anywhere."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from carepath.analysis import bed_waits as analysis
from carepath.analysis.bed_waits import BedWaits
from carepath.capacity.queries.record import Record, named
from carepath.capacity.queries.units_now import UnitNow, units_now
from carepath.frames.moments import from_us
from carepath.journeys.models import Journey
from carepath.places.models import Bed, Unit
from carepath.ui import paging
from carepath.ui.paging import Page

PAGE = 25


@dataclass(frozen=True, slots=True)
class Move:
    """A patient who waits to move: for how long (microseconds), from where (None = in no bed, such
    as a waiting room) and to which unit."""

    journey: Journey
    us: int
    source: Unit | None
    wanted: Unit


@dataclass(frozen=True, slots=True)
class IntensiveNow:
    """Intensive care at a moment: its units as the board has them, who waits to leave it and who
    to come in, and for how long the longest of each (microseconds; None = nobody)."""

    units: list[UnitNow]
    leaving: int
    longest_leaving: int | None
    coming: int
    longest_coming: int | None

    @property
    def beds(self) -> int:
        """Return how many beds there are."""
        return sum(len(one.states) for one in self.units)

    @property
    def staffed(self) -> int:
        """Return how many beds are staffed."""
        return sum(one.staffed for one in self.units)

    @property
    def occupied(self) -> int:
        """Return how many beds a patient is known to have."""
        return sum(one.occupied for one in self.units)

    @property
    def available(self) -> int:
        """Return how many more patients may come: beds that are free and staffed."""
        return sum(one.available for one in self.units)


def bed_waits(found: Record) -> BedWaits:
    """Return who waits for a bed at the moment of a record."""
    return analysis.waiting(found.spans, found.at)


def leaving(waits: BedWaits, units: frozenset[int]) -> BedWaits:
    """Return who waits to leave these units for another."""
    return waits.only(_among(waits.source, units) & ~_among(waits.wanted, units))


def coming(waits: BedWaits, units: frozenset[int]) -> BedWaits:
    """Return who waits to come into these units from elsewhere."""
    return waits.only(_among(waits.wanted, units) & ~_among(waits.source, units))


def waits_between(waits: BedWaits, *, source: int | None, wanted: int | None) -> BedWaits:
    """Return those from one unit (-1 = from no bed) and to one; None does not narrow."""
    if source is not None:
        waits = waits.only(waits.source == source)
    return waits if wanted is None else waits.only(waits.wanted == wanted)


def longest_wait(found: Record, waits: BedWaits) -> int | None:
    """Return for how long the longest has waited, None where nobody does."""
    return found.at - int(waits.asked.min()) if len(waits) else None


def moves(found: Record, waits: BedWaits, *, after: str = "", size: int = PAGE) -> Page:
    """Return who waits to move, the longest first, a page of Move."""
    ids = (
        found.spans.journey_id[waits.journey] * 2**20
        + waits.row
        - found.spans.offsets[waits.journey]
    )  # a patient may wait for two beds
    page = paging.ranked(found.at - waits.asked, ids, after=after, size=size)
    some = waits.only(page.items)
    journeys = named(found.spans, some.journey.tolist())
    columns = (some.journey, some.asked, some.source, some.wanted)
    rows = zip(*(column.tolist() for column in columns), strict=True)
    return Page(
        [
            Move(journeys[place], found.at - asked, found.unit(source), found.units[wanted])
            for place, asked, source, wanted in rows
        ],
        page.after,
    )


def intensive_now(found: Record, waits: BedWaits) -> IntensiveNow:
    """Return intensive care at the moment of a record: the units whose beds are entered so."""
    units = found.of_care(Bed.Care.INTENSIVE)
    out, into = leaving(waits, units), coming(waits, units)
    return IntensiveNow(
        units=units_now(
            site=found.site,
            at=from_us(found.at),
            units=units,
            known_at=found.known_at,
            past=found.past,
        ),
        leaving=len(out),
        longest_leaving=longest_wait(found, out),
        coming=len(into),
        longest_coming=longest_wait(found, into),
    )


def _among(column: NDArray[np.int64], units: frozenset[int]) -> NDArray[np.bool_]:
    return np.isin(column, list(units))
