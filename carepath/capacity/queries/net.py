"""Net beds by level of care: what is free and staffed now, less what has been decided already."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from carepath.capacity.models import Request, Reservation
from carepath.capacity.queries.units_now import UnitNow
from carepath.frames import beds
from carepath.frames.bed_needs import LEVELS
from carepath.places.models import Bed


@dataclass(frozen=True, slots=True)
class Net:
    """Beds of one care (a value of Bed.Care): `available` = free, staffed and kept for nobody;
    `asked` = patients who wait for one and for whom none is kept."""

    care: str
    available: int
    asked: int

    @property
    def after(self) -> int:
        """Return what remains when everybody who waits has one; below 0 = so many are short."""
        return self.available - self.asked

    @property
    def label(self) -> str:
        """Return the care in words."""
        return str(Bed.Care(self.care).label)


def net_beds(
    units: Iterable[UnitNow], *, waiting: Iterable[Request], kept: Iterable[Reservation]
) -> list[Net]:
    """Return the net beds of each care that has beds or is asked for, the lowest care first."""
    units, kept = list(units), list(kept)
    taken = {row.bed_id for row in kept}
    available: Counter[str] = Counter()
    least: dict[int, str] = {}
    for unit in units:
        available.update(_available(unit, taken))
        cares = [one.care for one in unit.states]
        least[unit.unit.pk] = min(cares, key=_level)
    served = {row.journey_id for row in kept}
    asked = Counter(
        least.get(row.unit_id, Bed.Care.WARD.value)
        for row in waiting
        if row.journey_id not in served
    )
    known = {one.care for unit in units for one in unit.states} | set(asked)
    return [Net(care, available[care], asked[care]) for care in sorted(known, key=_level)]


def _available(unit: UnitNow, taken: Collection[int]) -> Counter[str]:
    """Return the free beds of a unit that are staffed and kept for nobody, by care.

    Which beds of a unit are staffed is not known: the lowest care is counted first.
    """
    ready = [one for one in unit.states if one.state in (beds.FREE, beds.ASSUMED)]
    free = sorted((one.care for one in ready if one.bed not in taken), key=_level)
    n_kept = len(ready) - len(free)
    return Counter(free[: max(0, unit.spare - n_kept)])


def _level(care: str) -> tuple[int, str]:
    return LEVELS.get(care, 0), care
