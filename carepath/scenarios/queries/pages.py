"""What pages show of scenarios: what may be asked, the answer in lines, and some side by side."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from carepath.journeys import queries as journeys
from carepath.places.models import Site, Unit
from carepath.scenarios.models import Calibration, Scenario
from carepath.scenarios.queries import answers, outcomes, reading, stations, wording
from carepath.scenarios.queries.answers import Answer
from carepath.scenarios.queries.outcomes import OF_SITE, OF_STATION, OF_UNIT, Outcome
from carepath.simulator import flow
from carepath.simulator.flow import Difference, Reproduced

LEFT_OUT = {
    "implausible": lambda: _("journeys with a stage that lasts longer than it ever should"),
    "times_disagree": lambda: _("visits that ended, or were decided on, before they began"),
    "request_withdrawn": lambda: _("requests for a bed that were withdrawn"),
    "no_time_in_bed": lambda: _("stays without any time in the bed"),
    "request_unknown": lambda: _("admissions of which nobody recorded when the bed was asked for"),
    "quiet_units": lambda: _("units in which too few stays ended to learn from"),
}
"""Why something of the record was not used, in words."""


@dataclass(frozen=True, slots=True)
class Offered:
    """What changes may be about: units with their staffed beds, and stations."""

    units: list[tuple[Unit, int]]
    stations: list[str]


@dataclass(frozen=True, slots=True)
class Line:
    """One outcome of a place in words: without and with the changes, and what they differ by."""

    title: str | Promise
    place: str
    before: str
    before_range: str
    after: str
    after_range: str
    change: str
    range80: str
    range95: str
    is_clear: bool
    fits: bool


@dataclass(frozen=True, slots=True)
class FitLine:
    """One outcome of the last weeks: as it was, and what the model says of them."""

    title: str | Promise
    place: str
    observed: str
    middle: str
    range80: str
    inside: bool


@dataclass(frozen=True, slots=True)
class Told:
    """An answer as a page shows it. `doubt` says that what it is about does not fit the model."""

    site: list[Line]
    units: list[Line]
    stations: list[Line]
    fit: list[FitLine]
    inside: int
    weeks: int
    held_out: bool
    doubt: bool
    assumptions: list[str]


@dataclass(frozen=True, slots=True)
class Column:
    """An outcome of one of several scenarios: with its changes, and what it differs by."""

    name: str
    after: str
    change: str
    range80: str


Outcomes = list[tuple[str | Promise, str, str, list[Column]]]


@dataclass(frozen=True, slots=True)
class Beside:
    """Scenarios side by side: their names and answers, and of each outcome (title, place, without
    changes, then with those of each)."""

    rows: list[tuple[Scenario, str, str]]
    answers: list[Answer]
    lines: list[Outcomes]
    """Those of the hospital, then those of units, then those of stations."""

    @property
    def doubt(self) -> bool:
        """Return whether a number that is compared does not fit what the record shows."""
        heads = {answers.headline(row) for row, _change, _answer in self.rows}
        return not all(self.answers[0].fits(key) for key in {*heads, answers.BOARDING})

    @property
    def best(self) -> tuple[Scenario, str]:
        """Return the scenario with the least boarding, and its answer."""
        least = min(
            range(len(self.rows)),
            key=lambda n: self.answers[n].differences[answers.BOARDING].difference.mean,
        )
        row, _change, answer = self.rows[least]
        return row, answer


def offered(*, site: Site, by: Any, at: datetime) -> Offered:
    """Return what can be changed at a site as it is at a moment of its own."""
    spans = journeys.snapshot(by=by, site=site.slug).spans
    return Offered(reading.wards(site=site, at=at), list(stations.there(site=site, spans=spans)))


def answer_of(row: Scenario, change: str) -> str:
    """Return the answer of a scenario in one sentence; `change` = its changes in words."""
    found = answers.answer(row)
    key = answers.headline(row)
    return outcomes.sentence(change, key, found.differences[key])


def told_of(row: Scenario, found: Answer, units: Mapping[str, str]) -> Told:
    """Return an answer as a page shows it."""
    rows = {one.key: one for one in found.fit.rows}
    fit = [
        _fit(rows[key], one, outcomes.named(place, units))
        for key, one, place in outcomes.all_lines(rows)
    ]
    return Told(
        *(_lines(found, of, units) for of in (OF_SITE, OF_UNIT, OF_STATION)),
        fit=fit,
        inside=sum(one.inside for one in fit),
        weeks=found.fit.weeks,
        held_out=found.fit.held_out,
        doubt=not found.fits(answers.headline(row)),
        assumptions=assumptions(),
    )


def stand_ins(calibration: Calibration, units: Mapping[str, str]) -> list[str]:
    """Return the units that stand in for each other in a model, each group in words."""
    found = calibration.read.get("groups", [])
    return [get_text_list([units.get(one, one) for one in group], _("and")) for group in found]


def left_out(calibration: Calibration) -> list[tuple[int, str]]:
    """Return how many of what were not used of a history, in words."""
    found = calibration.read.get("left_out", {})
    return [(n, LEFT_OUT[why]()) for why, n in sorted(found.items())]


def assumptions() -> list[str]:
    """Return what a model takes for granted, and how the record was read, in words."""
    ours = [
        _("The hospital as it is has the beds that are staffed now, at all hours."),
        _("A station does as many at once as were ever seen at that hour of a weekday or weekend."),
        _("Units stand in for each other only where all beds are entered with one specialty."),
    ]
    return [*(_(text) for text in flow.ASSUMPTIONS.values()), *ours]


def beside(rows: Sequence[Scenario], units: Mapping[str, str]) -> Beside:
    """Return answered scenarios of one calibration side by side."""
    found = [answers.answer(row) for row in rows]
    said = [wording.all_said(wording.changes_of(row), units) for row in rows]
    heads = [(row, change, answer_of(row, change)) for row, change in zip(rows, said, strict=True)]
    lines = [
        [
            (one.title, outcomes.named(place, units),
             outcomes.told(found[0].differences[key].before.mean, one.kind),
             [_column(row, each.differences[key], one)
              for row, each in zip(rows, found, strict=True)])
            for key, one, place in outcomes.lines(found[0].differences, of)
        ]
        for of in (OF_SITE, OF_UNIT, OF_STATION)
    ]  # fmt: skip
    return Beside(heads, found, lines)


def _column(row: Scenario, one: Difference, outcome: Outcome) -> Column:
    change = one.difference
    return Column(
        row.name, outcomes.told(one.after.mean, outcome.kind),
        outcomes.changed(change.mean, outcome.kind),
        _range(change.low80, change.high80, outcome.kind, outcomes.changed),
    )  # fmt: skip


def _lines(found: Answer, of: str, units: Mapping[str, str]) -> list[Line]:
    return [
        _line(found.differences[key], one, outcomes.named(place, units), found.fits(key))
        for key, one, place in outcomes.lines(found.differences, of)
    ]


def _line(one: Difference, outcome: Outcome, place: str, fits: bool) -> Line:
    kind, change = outcome.kind, one.difference
    sides = [
        part
        for side in (one.before, one.after)
        for part in (outcomes.told(side.mean, kind), _range(side.low80, side.high80, kind))
    ]
    return Line(
        outcome.title, place, *sides, outcomes.changed(change.mean, kind),
        _range(change.low80, change.high80, kind, outcomes.changed),
        _range(change.low95, change.high95, kind, outcomes.changed),
        change.low80 > 0 or change.high80 < 0, fits,
    )  # fmt: skip


def _fit(one: Reproduced, outcome: Outcome, place: str) -> FitLine:
    spread = one.simulated
    return FitLine(
        outcome.title, place, outcomes.told(one.observed, outcome.kind),
        outcomes.told(spread.mean, outcome.kind),
        _range(spread.low80, spread.high80, outcome.kind), one.inside,
    )  # fmt: skip


def _range(low: float, high: float, kind: str, told: Any = outcomes.told) -> str:
    return outcomes.both(told(low, kind), told(high, kind))
