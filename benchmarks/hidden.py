"""Invented hospitals with parameters nobody knows, each with one intervention: what was recorded
before it, and what became of the weeks after with and without it (the same random numbers).

The hospital is the detailed engine of the demo (SimPy, stations, staff, spaces, cleaning, porters);
the flow model shares nothing with it but the record.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import polars as pl

from benchmarks import recorded
from carepath.frames.moments import HOUR, to_us
from carepath.simulator import flow, parameters
from carepath.simulator.changes import ARRIVALS, BEDS, DOWN, EFFECT, Change
from carepath.simulator.hospital import Hospital
from carepath.simulator.stages import INPATIENT

WARM, PAST, AHEAD = 3, 8, 4
"""Weeks that nobody sees, weeks of record, weeks that are foretold."""
KINDS = ("beds", "arrivals", "station", "discharges")
PATIENTS = {
    "AMU": 36,
    "MEA": 28,
    "MEB": 27,
    "ELD": 24,
    "SUR": 26,
    "ORT": 25,
    "STR": 18,
    "ICU": 11,
}
"""In beds on average with 245 arrivals a day and the usual stays."""
SPARE = 8
"""Beds a unit has beyond those staffed."""
DAY_SCANNERS, NIGHT_SCANNERS, OPENS = 2, 1, 8


@dataclass(frozen=True, slots=True)
class Hidden:
    """What was drawn: the scenario of the engine, beds by unit, when the second scanner closes, and
    the intervention as it is asked for (`change`)."""

    seed: int
    kind: str
    starts: datetime
    scenario: dict
    beds: dict[str, int]
    closes: int
    change: flow.Change


@dataclass(frozen=True, slots=True)
class Truth:
    """The record of the past, and outcomes of the weeks after without and with the change."""

    past: flow.History
    without: dict[str, float]
    with_change: dict[str, float]


def draw(seed: int) -> Hidden:
    """Return the hidden hospital of a seed; kinds of interventions take turns."""
    rng = np.random.default_rng([71, seed])
    kind = KINDS[seed % len(KINDS)]
    base = parameters.load()
    monday = datetime(2025, 1, 6, tzinfo=base.zone) + timedelta(weeks=int(rng.integers(0, 34)))
    per_day, longer = rng.uniform(100, 150), rng.uniform(0.85, 1.2, 3)
    beds = _beds(rng, per_day / base.arrivals.per_day, longer)
    closes = int(rng.choice([15, 16, 17, 18]))
    scenario = _scenario(rng, base, per_day, longer, beds)
    change = _change(rng, kind, beds, closes)
    return Hidden(seed, kind, monday, scenario, beds, closes, change)


def _beds(rng, size: float, longer: np.ndarray) -> dict[str, int]:
    """Return staffed beds: what is needed on average, at some occupancy by group of units."""
    medicine, surgery, others = rng.uniform(0.80, 0.92), rng.uniform(0.78, 0.92), 0.62
    beds = {}
    for unit, patients in PATIENTS.items():
        surgical = unit in ("SUR", "ORT")
        stays = longer[1] if surgical else longer[0]
        if unit in ("AMU", "ICU"):
            stays, full = 1.0, others
        else:
            full = surgery if surgical else medicine
        beds[unit] = max(4, round(patients * size * stays / full))
    return beds


def _scenario(rng, base, per_day: float, longer: np.ndarray, beds: dict[str, int]) -> dict:
    days, tests = base.stays.days, rng.uniform(0.8, 1.3)
    factor = {"MED": longer[0], "STR": longer[0], "HIP": longer[1], "SUR": longer[1]}
    size = per_day / base.arrivals.per_day
    return {
        "arrivals": {"per_day": per_day},
        "stays": {
            "days": {
                name: [mean * factor.get(name, longer[1]), spread]
                for name, (mean, spread) in days.items()
            },
            "home_from_amu": rng.uniform(0.50, 0.62),
            "needs_transport": 1.0,
        },
        "tests": {"ct": {area: min(share * tests, 1.0) for area, share in base.tests.ct.items()}},
        "timings": {"amu_hours": [rng.uniform(9, 13), 0.35], "ct": [rng.uniform(20, 30), 0.3]},
        "holds": {"transport": [HELD, 0.4]},
        "staff": {"transport_crew": {"early": 20, "late": 20, "night": 8}},
        "stations": {"ct": {"machines": DAY_SCANNERS}},
        "planned": {"clinic_a_day": 0, "surgery_a_day": round(14 * size * rng.uniform(0.8, 1.2))},
        "already_in": {unit: int(beds[unit] * 0.8) for unit in INPATIENT},
        "units": {unit: {"open": n, "physical": n + SPARE} for unit, n in beds.items()}
        | {"MIN": {"open": 14}, "MAJ": {"open": 26}, "RES": {"open": 7}},
    }


HELD, FACTOR = 172.0, 0.3
"""Minutes from being ready to transport home, and the part the lever `discharge_lounge` leaves."""


def _change(rng, kind: str, beds: dict[str, int], closes: int) -> flow.Change:
    if kind == "beds":
        unit = str(rng.choice(["MEA", "MEB", "SUR", "ORT", "AMU"]))
        return flow.Change("beds", unit, int(rng.choice([-2, 2, 3, 4, 5])))
    if kind == "arrivals":
        return flow.Change("arrivals", value=float(rng.choice([0.85, 0.9, 1.05, 1.1, 1.15])))
    if kind == "station":
        return flow.Change("station", "CT", DAY_SCANNERS, closes, 22)
    return flow.Change("discharges", value=round(HELD * (1 - FACTOR) / 60, 2))


def live(hidden: Hidden) -> Truth:
    """Return what the hospital recorded, and what became of it."""
    loaded = parameters.load(hidden.scenario)
    starts, zone = to_us(hidden.starts), loaded.zone
    began = recorded.monday_after(hidden.starts, WARM + PAST)
    hospital = Hospital(parameters=loaded, seed=hidden.seed, starts=starts)
    for change in _nights(hidden, hidden.closes, 0, WARM + PAST):
        hospital.apply(change)
    past = hospital.run(began)
    saved = hospital.save()
    before = recorded.history(
        past, zone, starts, WARM + PAST, hidden.beds, servers(hidden.closes), after=WARM
    )
    futures = []
    for changed in (False, True):
        again = Hospital.resume(saved, parameters=loaded)
        for change in _engine_changes(hidden, began, changed):
            again.apply(change)
        whole = pl.concat([past, again.run(recorded.monday_after(hidden.starts, ALL))])
        record = recorded.history(
            whole, zone, starts, ALL, _after(hidden, changed), servers(hidden.closes), after=WARM
        )
        futures.append(flow.outcomes_of(record, PAST * 168.0, (PAST + AHEAD) * 168.0))
    return Truth(before, *futures)


ALL = WARM + PAST + AHEAD


def servers(closes: int) -> np.ndarray:
    """Return scanners by hour of the week, as the hospital says."""
    hour = np.arange(168) % 24
    by_day = (hour >= OPENS) & (hour < closes)
    return np.where(by_day, DAY_SCANNERS, NIGHT_SCANNERS)[None, :].astype(float)


def _after(hidden: Hidden, changed: bool) -> dict[str, int]:
    change = hidden.change
    if not changed or change.kind != "beds":
        return hidden.beds
    return hidden.beds | {change.name: hidden.beds[change.name] + int(change.value)}


def _nights(hidden: Hidden, closes: int, first: int, until: int) -> list[Change]:
    """Return when the second scanner is closed, night by night of weeks [first, until)."""
    found, down = [], DAY_SCANNERS - NIGHT_SCANNERS
    for day in range(first * 7, until * 7):
        date = hidden.starts + timedelta(days=day)
        at, until_at = date.replace(hour=closes), (date + timedelta(days=1)).replace(hour=OPENS)
        found.append(Change(to_us(at), DOWN, "ct", down, to_us(until_at)))
    if first == 0:
        found.insert(
            0, Change(to_us(hidden.starts), DOWN, "ct", down, to_us(hidden.starts) + OPENS * HOUR)
        )
    return found


def _engine_changes(hidden: Hidden, began: int, changed: bool) -> list[Change]:
    change = hidden.change
    longer = changed and change.kind == "station"
    found = _nights(hidden, int(change.closes) if longer else hidden.closes, WARM + PAST, ALL)
    if changed and change.kind == "beds":
        found.append(Change(began, BEDS, change.name, hidden.beds[change.name] + int(change.value)))
    elif changed and change.kind == "arrivals":
        found.append(Change(began, ARRIVALS, "flu", change.value))
    elif changed and change.kind == "discharges":
        found.append(Change(began, EFFECT, "discharge_lounge", 1))
    return found
