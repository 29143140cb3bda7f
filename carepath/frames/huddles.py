"""What a huddle looks at: the units of a hospital at one moment, as they were found then."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit: how many beds a patient is known to have, are staffed, could take somebody now, how
    many patients wait for one of them, and how many beds more are said to be occupied while no
    patient is known to be in them."""

    code: str
    name: str
    occupied: int
    staffed: int
    available: int
    waiting: int
    unnamed: int = 0


@dataclass(frozen=True, slots=True)
class Shortage:
    """That a unit is foretold to be short of so many beds at a moment (microseconds UTC), with the
    chance that it is short of any."""

    unit: str
    beds: int
    at: int
    chance: float


COUNTS = ("occupied", "staffed", "available", "waiting")
"""The numbers of a unit, which add up to those of the hospital."""


@dataclass(frozen=True, slots=True)
class Picture:
    """The units of a site by code at a moment (microseconds UTC), the longest wait for a bed (in
    microseconds; None = nobody waits), the level of escalation (None = not known), what was
    foretold to be short within a day (None = nothing, or no forecast that is fresh), and the names
    of feeds that were silent against their habit."""

    at: int
    units: tuple[UnitLine, ...]
    longest: int | None = None
    level: int | None = None
    short: Shortage | None = None
    silent: tuple[str, ...] = ()

    def total(self, name: str) -> int:
        """Return one of COUNTS over all units."""
        return sum(getattr(unit, name) for unit in self.units)

    @property
    def occupied(self) -> int:
        """Return how many beds hold a patient."""
        return self.total("occupied")

    @property
    def staffed(self) -> int:
        """Return how many beds are staffed."""
        return self.total("staffed")

    @property
    def available(self) -> int:
        """Return how many beds could take somebody."""
        return self.total("available")

    @property
    def waiting(self) -> int:
        """Return how many patients wait for a bed."""
        return self.total("waiting")

    def content(self) -> dict[str, Any]:
        """Return it as plain values, to be kept."""
        return asdict(self)


def picture_of(content: Mapping[str, Any]) -> Picture:
    """Return the picture whose plain values were kept, also by a version that kept fewer."""
    units = tuple(UnitLine(**unit) for unit in content["units"])
    short = content.get("short")
    return Picture(
        at=content["at"],
        units=units,
        longest=content["longest"],
        level=content["level"],
        short=Shortage(**short) if short else None,
        silent=tuple(content.get("silent", ())),
    )
