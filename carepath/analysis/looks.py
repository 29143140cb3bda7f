"""Looks: what a detector tested, and the finding it would make of it.

A look that cannot be a finding (too few, too little to matter, away) keeps its place among all
looks with p = 1: leaving it out would make the others seem rarer than they are.
Reference: docs/algorithms/findings.md.
"""

from dataclasses import dataclass
from typing import NamedTuple

from carepath.analysis.shares import Share

(BEYOND_TARGET, QUEUE, LEVEL_SHIFT, OUTAGE, NIGHT, CLOCK, UNIT, RHYTHM, LARGEST_HOURS) = (
    "beyond target",
    "queue at certain hours",
    "level shift",
    "outage",
    "slower at night",
    "clock offset",
    "one unit stands out",
    "daily rhythm",
    "largest hours",
)
DETECTORS = (BEYOND_TARGET, QUEUE, LEVEL_SHIFT, OUTAGE, NIGHT, CLOCK, UNIT)
DESCRIPTIONS = (RHYTHM, LARGEST_HOURS)
"""What is told beside the findings: it is there on every day, or has no other side to test."""
MINUTES, HOURS, PATIENT_HOURS = "min", "h", "patient-hours"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one detector saw. `effect` is in `unit`, with its 95 % interval (None where there is
    none); `hours` are the patient-hours concerned, `journeys` those in which
    these n were; `q` is None for a description, not a test.

    `source` is "" where the wait of one stage is meant. `inside_s` and `outside_s` are the two
    medians compared: within the hours and outside of them, after and before, night and day, this
    unit and the others. `days` (Monday 0) and `first_hour` up to `last_hour` are when it is, `at`
    to `until` the moments from and up to which (microseconds), `place` the code of a unit.
    `also` are findings about the same trouble.
    """

    detector: str
    kind: str
    source: str
    target: str
    phase: str
    effect: float
    unit: str
    low: float | None
    high: float | None
    n: int
    hours: float
    journeys: int | None = None
    q: float | None = None
    inside_s: float | None = None
    outside_s: float | None = None
    days: tuple[int, ...] = ()
    first_hour: int | None = None
    last_hour: int | None = None
    at: int | None = None
    until: int | None = None
    place: int | None = None
    expected: float | None = None
    share: Share | None = None
    share_of_hours: float | None = None
    median_s: float | None = None
    within_us: int | None = None
    also: tuple["Finding", ...] = ()


class Look(NamedTuple):
    """One test: its p-value, corrected for what it scanned, and what it would be reported as."""

    p: float
    finding: Finding | None


SILENT = Look(1.0, None)
"""A look at what could not be a finding."""
