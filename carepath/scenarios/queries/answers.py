"""What came out of a scenario: each outcome without and with the changes, and how much to believe.

`summed` makes of all runs what is stored; `answer` reads it again.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from math import nan
from typing import Any

from carepath.scenarios import policies
from carepath.scenarios.models import Calibration, Run, Scenario
from carepath.scenarios.queries import runs
from carepath.simulator import flow
from carepath.simulator.flow import Difference, Fit, Reproduced, Spread
from carepath.simulator.flow.changes import STATION

BOARDING, WAIT, OCCUPANCY = "boarding_hours_a_day", "bed_wait_mean", "occupancy_mean"
DRAWN = (BOARDING, WAIT, OCCUPANCY)
"""Outcomes of which each run is kept with the answer, to be drawn."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Differences by outcome, the runs of some outcomes without and with the changes, and how the
    last weeks are reproduced."""

    differences: dict[str, Difference]
    drawn: dict[str, tuple[list[float], list[float]]]
    fit: Fit

    def of(self, name: str) -> dict[str, Difference]:
        """Return the differences of an outcome of places, by place ("occupancy_mean" by unit)."""
        start = f"{name}:"
        return {
            key.removeprefix(start): one
            for key, one in self.differences.items()
            if key.startswith(start)
        }

    def fits(self, key: str) -> bool:
        """Return whether the model reproduces an outcome of the last weeks, as far as is known."""
        return all(row.inside for row in self.fit.rows if row.key == key)

    @property
    def misfits(self) -> int:
        """Return how many outcomes of the last weeks lie outside what the model says."""
        return sum(not row.inside for row in self.fit.rows)


def summed(row: Scenario, calibration: Calibration) -> dict[str, Any]:
    """Return what came out of a scenario all of whose runs are there, as it is stored."""
    before = runs.outcomes(calibration, "", row.weeks, row.pairs)
    after = runs.outcomes(calibration, runs.digest(row.changes), row.weeks, row.pairs)
    held = runs.outcomes(calibration, Run.HELD, calibration.observed_weeks, policies.FIT_RUNS)
    fit = flow.reproduced(
        runs.known(calibration.observed), held, weeks=calibration.observed_weeks,
        held_out=bool(calibration.held),
    )  # fmt: skip
    found = {
        "differences": [asdict(one) for one in flow.compare(before, after)],
        "drawn": {key: [[run[key] for run in side] for side in (before, after)] for key in DRAWN},
        "fit": {**asdict(fit), "rows": [asdict(one) for one in fit.rows]},
    }
    return _without_nan(found)


def answer(row: Scenario) -> Answer:
    """Return what came out of an answered scenario."""
    found = row.result
    fit = found["fit"]
    rows = tuple(
        Reproduced(one["key"], one["observed"], _spread(one["simulated"])) for one in fit["rows"]
    )
    return Answer(
        {one["key"]: _difference(one) for one in found["differences"]},
        {key: (_numbers(sides[0]), _numbers(sides[1])) for key, sides in found["drawn"].items()},
        Fit(rows, fit["weeks"], fit["held_out"]),
    )


def headline(row: Scenario) -> str:
    """Return the outcome that answers a scenario first: the wait at a station where it is about
    stations alone, else boarding."""
    kinds = {one["kind"] for one in row.changes}
    return f"scan_wait_mean:{row.changes[0]['name']}" if kinds == {STATION} else BOARDING


def _difference(one: Mapping[str, Any]) -> Difference:
    sides = (_spread(one[side]) for side in ("before", "after", "difference"))
    return Difference(one["key"], *sides, one["lower"])


def _spread(one: Mapping[str, float | None]) -> Spread:
    return Spread(**{name: nan if value is None else value for name, value in one.items()})


def _numbers(values: list[float | None]) -> list[float]:
    return [nan if value is None else value for value in values]


def _without_nan(value: Any) -> Any:
    """Return the same with None for what is not a number: JSON has no word for it."""
    if isinstance(value, dict):
        return {key: _without_nan(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_without_nan(one) for one in value]
    return None if isinstance(value, float) and value != value else value
