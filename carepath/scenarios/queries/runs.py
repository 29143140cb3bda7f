"""Which runs a scenario needs, which are there, and what one is."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import isnan, nan
from typing import Any

from carepath.places.models import Site
from carepath.scenarios import policies
from carepath.scenarios.models import Calibration, Run, Scenario
from carepath.scenarios.queries import reading
from carepath.scenarios.queries.reading import Read, TooLittle
from carepath.simulator import flow
from carepath.simulator.flow import Change, HistoryError, Model

Outcomes = dict[str, float]
Stored = dict[str, float | None]


@dataclass(frozen=True, slots=True)
class Wanted:
    """One run: of which hospital (as `Run.changes` says), over how many weeks, which draw."""

    changes: str
    weeks: int
    place: int


def calibrated(*, site: Site, at: Any) -> Calibration:
    """Return a calibration to the history of a site as it is known at a moment of its own, not
    saved; TooLittle."""
    read = reading.read(site=site, at=at)
    try:
        return _calibrated(read, site, at)
    except HistoryError as error:
        raise TooLittle(str(error)) from error


def _calibrated(read: Read, site: Site, at: Any) -> Calibration:
    held = flow.hold_out(read.history)
    return Calibration(
        site=site, made_at=at, since=read.since, until=read.until, method=policies.METHOD,
        fingerprint=read.fingerprint, read=read.counts,
        model=flow.calibrate(read.history).to_json(),
        held=held.model.to_json() if held.held_out else "",
        observed=stored(held.observed), observed_weeks=held.weeks,
    )  # fmt: skip


def digest(changes: Sequence[Mapping[str, Any]]) -> str:
    """Return the name of changes among runs, the same in whatever order they were asked for."""
    lines = sorted(json.dumps(one, sort_keys=True) for one in changes)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def wanted(row: Scenario, calibration: Calibration) -> list[Wanted]:
    """Return the runs that a scenario needs, in the order in which they are done."""
    fit = [
        Wanted(Run.HELD, calibration.observed_weeks, place) for place in range(policies.FIT_RUNS)
    ]
    changed = digest(row.changes)
    pairs = [Wanted(side, row.weeks, place) for place in range(row.pairs) for side in ("", changed)]
    return [*fit, *pairs]


def missing(row: Scenario, calibration: Calibration) -> list[Wanted]:
    """Return the runs of a scenario that are not there yet, in order."""
    every = wanted(row, calibration)
    names = {one.changes for one in every}
    rows = Run.objects.filter(calibration=calibration, changes__in=names)
    there = set(rows.values_list("changes", "weeks", "place"))
    return [one for one in every if (one.changes, one.weeks, one.place) not in there]


@dataclass(frozen=True)
class Hospitals:
    """The models of a calibration, each read once, when the first run asks for it; ModelError where
    they are of another version."""

    calibration: Calibration

    @cached_property
    def model(self) -> Model:
        return Model.from_json(self.calibration.model)

    @cached_property
    def held(self) -> Model:
        return Model.from_json(self.calibration.held) if self.calibration.held else self.model

    def run(self, one: Wanted, changes: Sequence[Change]) -> Run:
        """Return a run, not saved; ChangeError where a change does not fit the hospital."""
        model = self.held if one.changes == Run.HELD else self.model
        made = flow.one(
            model, changes if one.changes not in ("", Run.HELD) else (), seed=policies.SEED,
            place=one.place, weeks=one.weeks,
        )  # fmt: skip
        return Run(
            calibration=self.calibration, changes=one.changes, weeks=one.weeks, place=one.place,
            result=stored(made),
        )  # fmt: skip


def outcomes(calibration: Calibration, changes: str, weeks: int, places: int) -> list[Outcomes]:
    """Return the outcomes of the first `places` runs of a hospital, by draw."""
    rows = Run.objects.filter(
        calibration=calibration, changes=changes, weeks=weeks, place__lt=places
    )
    return [known(result) for result in rows.order_by("place").values_list("result", flat=True)]


def stored(values: Mapping[str, float]) -> Stored:
    """Return outcomes as JSON holds them."""
    return {key: None if isnan(value) else float(value) for key, value in values.items()}


def known(values: Mapping[str, float | None]) -> Outcomes:
    """Return stored outcomes as numbers."""
    return {key: nan if value is None else value for key, value in sorted(values.items())}
