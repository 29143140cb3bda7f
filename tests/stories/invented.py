"""The invented hospital's events as Spans, without a database, as an import would fold them."""

from random import Random
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl

from carepath.analysis import findings, flow, milestones
from carepath.analysis.looks import CLOCK, LEVEL_SHIFT, NIGHT, OUTAGE, QUEUE, UNIT
from carepath.frames.moments import DAY, HOUR, OPEN, SECOND, UNKNOWN
from carepath.frames.spans import Spans
from carepath.simulator import parameters, plants, stages
from carepath.simulator.hospital import Hospital

LONDON = ZoneInfo("Europe/London")
STARTS = 1_767_571_200_000_000  # 2026-01-05 00:00 in London, a Monday
UNITS = tuple(stages.UNITS)
PLACES = {unit: code for code, unit in enumerate(UNITS)}
WORKDAYS, MONDAYS = (0, 1, 2, 3, 4), (0,)


def hospital(seed, *, planted=(), days=60):
    """Return (spans, now) of a hospital that has run for so many days."""
    made = Hospital(parameters=parameters.load(), seed=seed, starts=STARTS, plants=planted)
    now = STARTS + days * DAY
    return spans_of(made.run(now)), now


def drawn(seed):
    """Return freshly drawn plants."""
    return plants.draw(Random(seed), STARTS)


def spans_of(events):
    """Return the spans of EVENTS, closed by the end stages or open."""
    names = sorted(events["stage"].unique().to_list())
    code = {name: index for index, name in enumerate(names)}
    rows = events.select(
        pl.col("case").rank("dense").alias("case") - 1,
        pl.col("stage").replace_strict(code).alias("stage"),
        pl.col("kind"),
        pl.col("unit").replace_strict(PLACES, default=-1).alias("unit"),
        pl.col("requested").cast(pl.Int64).fill_null(UNKNOWN),
        pl.col("started").cast(pl.Int64).fill_null(OPEN).alias("start"),
        pl.col("ended").cast(pl.Int64).fill_null(OPEN).alias("end"),
        pl.col("seq"),
    ).sort("case", "start", "end", "seq")
    case = rows["case"].to_numpy().astype(np.int64)
    stage, start = rows["stage"].to_numpy(), rows["start"].to_numpy()
    first = np.where(rows["requested"] == UNKNOWN, start, rows["requested"])
    n = int(case.max()) + 1
    opened, closed = np.full(n, OPEN), np.full(n, OPEN)
    np.minimum.at(opened, case, np.minimum(first, start))
    ends = np.isin(stage, [code[name] for name in stages.END_STAGES if name in code])
    ends &= start != OPEN
    closed[case[ends]] = start[ends]
    return Spans(
        stage=stage.astype(np.uint16),
        kind=rows["kind"].to_numpy().astype(np.uint8),
        parent=np.full(len(case), -1, np.int32),
        unit=rows["unit"].to_numpy().astype(np.int32),
        requested=rows["requested"].to_numpy(),
        start=start,
        end=rows["end"].to_numpy(),
        precision=np.ones(len(case), np.uint8),
        offsets=np.concatenate(([0], np.cumsum(np.bincount(case, minlength=n)))),
        journey_id=np.arange(n),
        source=np.zeros(n, np.int32),
        opened=opened,
        closed=closed,
        stages=tuple(names),
        phases=tuple(stages.PHASES.get(name, "") for name in names),
        intervals=True,
    )


def found(spans, now):
    """Return the findings of the hospital's log with its own targets."""
    return findings.findings(spans, edges(spans, now), declared(spans, now), now, LONDON)


def declared(spans, now):
    """Return the ways of the hospital's own targets."""
    return [
        milestones.between(spans, target.source, target.target, now, target.within_s * SECOND)
        for target in stages.TARGETS
    ]


def edges(spans, now):
    """Return all hand-overs."""
    return flow.edges(spans, now)


def missed(planted, told):
    """Return the names of the plants that none of these findings tells truly."""
    return [plant.name for plant in planted if not any(tells(one, plant) for one in told)]


def tells(finding, plant):
    """Return whether a finding is this plant: what it is about, where, and when."""
    return TELLS[plant.name](finding, plant.numbers)


def _mornings(found, n):
    hours = found.days == WORKDAYS and found.first_hour < n["until"] and found.last_hour > n["from"]
    return found.detector == QUEUE and found.target == "CT" and hours


def _transport(found, n):
    return found.detector == UNIT and found.target == "Transport home" and _at(found, n)


def _lab(found, n):
    begun = STARTS + n["day"] * DAY + n["from"] * HOUR
    return found.detector == OUTAGE and "Lab" in found.target and abs(found.at - begun) < 2 * HOUR


def _antibiotics(found, _n):
    return found.detector == NIGHT and found.target == "Antibiotics" and found.effect > 0


def _improved(found, n):
    ways = {way.source: way.target for way in stages.TARGETS}
    target = ways["Stroke alert" if n["pathway"] == "stroke" else "Hip fracture admission"]
    day = found.detector == LEVEL_SHIFT and (found.at - STARTS) / DAY
    return day and found.target == target and found.effect < 0 and abs(day - n["day"]) <= 3


def _clock(found, n):
    exact = found.low - 0.5 <= -n["minutes"] <= found.high + 0.5
    return found.detector == CLOCK and _at(found, n) and exact


def _mondays(found, _n):
    stages_of = {one.target for one in (found, *found.also)}
    return found.detector == QUEUE and found.days == MONDAYS and "Doctor assessment" in stages_of


def _at(found, n):
    return found.place == PLACES[n["unit"]]


TELLS = {
    plants.CT_MORNINGS: _mornings,
    plants.TRANSPORT: _transport,
    plants.LAB_DOWN: _lab,
    plants.NIGHT_ANTIBIOTICS: _antibiotics,
    plants.IMPROVED: _improved,
    plants.LATE_CLOCK: _clock,
    plants.MONDAY_DOCTORS: _mondays,
}
