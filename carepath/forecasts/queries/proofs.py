"""How good forecasts were, as a page tells it: of each series, and of a site as a whole."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from carepath.analysis import departure_backtests
from carepath.analysis.demand_backtests import Night
from carepath.forecasts import policies
from carepath.forecasts.models import Backtest
from carepath.frames import acuity
from carepath.frames.moments import from_us

LIMITS = (0.1, 0.2, 0.35, 0.5)
"""Chances at which one might warn; the one in use is policies.RULE.raises."""


@dataclass(frozen=True, slots=True)
class Warned:
    """Nights, how many of them were short of beds, how many of those were warned of, and how often
    a warning was false."""

    nights: int
    short: int
    warned: int
    false: int

    @property
    def missed(self) -> int:
        return self.short - self.warned

    def __add__(self, other: "Warned") -> "Warned":
        mine, theirs = ((one.nights, one.short, one.warned, one.false) for one in (self, other))
        return Warned(*(a + b for a, b in zip(mine, theirs, strict=True)))


@dataclass(frozen=True)
class Proof:
    """The backtest of one series."""

    row: Backtest

    @property
    def name(self) -> str:
        """Return what the series is called; '' = the whole site, or all its inpatient units."""
        return str(self.row.unit) if self.row.unit_id else ""

    @property
    def nights(self) -> list[Night]:
        """Return its nights, the oldest first; arrivals have none."""
        limit = policies.RULE.raises
        return [
            Night(start, end, chance, missing, chance >= limit)
            for start, end, chance, missing in self.row.result.get("nights", ())
        ]

    @property
    def warned(self) -> Warned:
        """Return how its warnings did at the limit in use."""
        return self.warned_at(policies.RULE.raises)

    def warned_at(self, limit: float) -> Warned:
        """Return how warnings at another limit would have done."""
        found = self.nights
        return Warned(
            len(found),
            sum(one.short for one in found),
            sum(one.short and one.chance >= limit for one in found),
            sum(not one.short and one.chance >= limit for one in found),
        )

    @property
    def leaving(self) -> list[departure_backtests.Judged]:
        """Return how good the windows of who leaves were, the shortest first; [] = not judged."""
        return [departure_backtests.Judged(**one) for one in self.row.result.get("leaving", ())]

    def leaving_of(self, width: int) -> departure_backtests.Judged | None:
        """Return how good the windows of so many hours were, None = not judged."""
        return next((one for one in self.leaving if one.width == width), None)

    @property
    def best(self) -> tuple[str, float]:
        """Return the name and the error of the baseline that did best."""
        errors = [
            (one["mase"], name)
            for name, one in self.row.result["baselines"].items()
            if one["mase"] is not None
        ]
        error, name = min(errors, default=(float("nan"), ""))
        return name, error

    @property
    def acuities(self) -> list[tuple[str, dict[str, Any]]]:
        """Return each group of acuity and how good its forecasts were, in order; beds have none."""
        found = self.row.result.get("acuity", {})
        return [(label, found[label]) for label in acuity.in_order(found)]

    @property
    def misses(self) -> list[tuple[datetime, int, float, float, bool]]:
        """Return (origin, hours ahead, expected, came, outside) of its worst hours."""
        return [
            (from_us(one["origin"]), one["ahead"], one["point"], one["actual"], one["outside"])
            for one in self.row.result["misses"]
        ]


def proofs(rows: Iterable[Backtest]) -> list[Proof]:
    """Return what backtests tell, by name; what is no single unit last."""
    found = [Proof(row) for row in rows]
    return sorted(found, key=lambda one: (one.row.series == "", one.name))


def together(found: Iterable[Proof]) -> Warned:
    """Return how the warnings of all single units did."""
    total = Warned(0, 0, 0, 0)
    for one in found:
        if one.row.series:
            total = total + one.warned
    return total
