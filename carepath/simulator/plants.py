"""Planted truths: what is wrong with the invented hospital, so that an analysis can be tested.

Each has a sentence that says what is true and the numbers it was planted with. `STANDARD` is the
demo's set, `draw` one with sizes, hours and units drawn afresh.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

from carepath.frames.moments import DAY, MINUTE, from_us
from carepath.simulator.rules import Rule
from carepath.simulator.stages import UNITS

CT_MORNINGS = "ct mornings"
TRANSPORT = "transport"
LAB_DOWN = "lab down"
NIGHT_ANTIBIOTICS = "night antibiotics"
IMPROVED = "improved"
LATE_CLOCK = "late clock"
MONDAY_DOCTORS = "monday doctors"
NAMES = (
    CT_MORNINGS,
    TRANSPORT,
    LAB_DOWN,
    NIGHT_ANTIBIOTICS,
    IMPROVED,
    LATE_CLOCK,
    MONDAY_DOCTORS,
)


@dataclass(frozen=True, slots=True)
class Plant:
    """One planted truth. Hours are of the local day, days count from the hospital's start."""

    name: str
    truth: str
    numbers: Mapping[str, Any] = field(default_factory=dict)


def STANDARD(starts: int) -> tuple[Plant, ...]:
    """Return the demo's planted truths for a hospital that starts at this moment."""
    return _plants(
        starts,
        ct_from=8.0,
        ct_hours=4.0,
        ct_left=1,
        ward="MEB",
        ride=240.0,
        lab_day=31,
        lab_from=9.0,
        lab_hours=6.0,
        slower=2.4,
        pathway="stroke",
        better_day=40,
        better=0.45,
        clock_unit="XR",
        clock_minutes=7.0,
        late_hours=4.0,
        late_left=1,
    )


def draw(rng: Random, starts: int = 0) -> tuple[Plant, ...]:
    """Return planted truths with fresh sizes, each large enough for a good analysis to find."""
    return _plants(
        starts,
        ct_from=rng.choice((8.0, 8.5, 9.0)),
        ct_hours=rng.choice((3.5, 4.0)),
        ct_left=1,
        ward=rng.choice(("MEA", "MEB", "ELD", "SUR")),
        ride=rng.uniform(200.0, 320.0),
        lab_day=31,
        lab_from=rng.choice((8.0, 9.0, 10.0, 12.0)),
        lab_hours=6.0,
        slower=rng.uniform(2.2, 2.8),
        pathway=rng.choice(("stroke", "hip fracture")),
        better_day=40,
        better=rng.uniform(0.35, 0.5),
        clock_unit="XR",
        clock_minutes=rng.uniform(6.0, 9.0),
        late_hours=rng.choice((3.5, 4.0, 4.5)),
        late_left=1,
    )


def _plants(starts: int, **n: Any) -> tuple[Plant, ...]:
    down = from_us(starts + n["lab_day"] * DAY)
    ends = n["ct_from"] + n["ct_hours"]
    better = {"stroke": "stroke alert to CT", "hip fracture": "hip fracture admission to surgery"}
    return (
        Plant(
            CT_MORNINGS,
            f"On weekdays from {_clock(n['ct_from'])} to {_clock(ends)} booked scans leave "
            f"{n['ct_left']} CT scanner to emergencies: patients queue.",
            {"from": n["ct_from"], "until": ends, "left": n["ct_left"]},
        ),
        Plant(
            TRANSPORT,
            f"Patients of {UNITS[n['ward']]} who need transport home wait {n['ride']:.0f} minutes "
            "longer for it than elsewhere.",
            {"unit": n["ward"], "minutes": n["ride"]},
        ),
        Plant(
            LAB_DOWN,
            f"The laboratory's analysers were down for {n['lab_hours']:.0f} hours from "
            f"{_clock(n['lab_from'])} on day {n['lab_day']} ({down:%Y-%m-%d}).",
            {"day": n["lab_day"], "from": n["lab_from"], "hours": n["lab_hours"]},
        ),
        Plant(
            NIGHT_ANTIBIOTICS,
            f"From 22:00 to 06:00 antibiotics in sepsis take {n['slower']:.1f} times as long to "
            "prepare as by day.",
            {"from": 22.0, "until": 6.0, "factor": n["slower"]},
        ),
        Plant(
            IMPROVED,
            f"From day {n['better_day']} the time from {better[n['pathway']]} fell to "
            f"{n['better']:.0%} of what it was.",
            {"pathway": n["pathway"], "day": n["better_day"], "factor": n["better"]},
        ),
        Plant(
            LATE_CLOCK,
            f"The clock of {UNITS[n['clock_unit']]} runs {n['clock_minutes']:.0f} minutes late: "
            "its times are recorded earlier than they were.",
            {"unit": n["clock_unit"], "minutes": n["clock_minutes"]},
        ),
        Plant(
            MONDAY_DOCTORS,
            f"On Mondays the early shift of emergency doctors starts {n['late_hours']:g} hours "
            f"late; only {n['late_left']} is there meanwhile.",
            {"hours": n["late_hours"], "left": n["late_left"]},
        ),
    )


def _clock(hours: float) -> str:
    return f"{int(hours):02d}:{int(hours % 1 * 60):02d}"


def rules(plants: Mapping[str, Plant], starts_of_day: Any) -> list[Rule]:
    """Return the planted truths that are rules; `starts_of_day` gives the instant a day begins."""
    found = []
    if TRANSPORT in plants:
        n = plants[TRANSPORT].numbers
        extra = int(n["minutes"] * MINUTE)
        found.append(Rule("transport", "hold", extra=extra, unit=n["unit"]))
    if NIGHT_ANTIBIOTICS in plants:
        n = plants[NIGHT_ANTIBIOTICS].numbers
        hours = (n["from"], n["until"])
        found.append(Rule("antibiotics", "hold", factor=n["factor"], hours=hours))
    if IMPROVED in plants:
        n = plants[IMPROVED].numbers
        key = "stroke_ct" if n["pathway"] == "stroke" else "hip_surgery"
        found.append(Rule(key, "hold", factor=n["factor"], since=starts_of_day(n["day"])))
    return found


def late_clocks(plants: Mapping[str, Plant]) -> dict[str, int]:
    """Return by how many microseconds the clocks of units run late."""
    if LATE_CLOCK not in plants:
        return {}
    n = plants[LATE_CLOCK].numbers
    return {n["unit"]: int(n["minutes"] * MINUTE)}
