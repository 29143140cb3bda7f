"""Vitals: hourly observations of inpatients, plausible for NEWS2, worse before the worst.

Every value is a function of the patient, the hour and the course alone (a counter-based hash), so
that any stretch of time can be asked for, in any pieces, with the same answer.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from carepath.frames.moments import HOUR

VITALS = {
    "case": pl.String,
    "patient": pl.String,
    "unit": pl.String,
    "at": pl.Int64,  # microseconds UTC
    "respiratory_rate": pl.Int16,  # breaths a minute
    "spo2": pl.Int16,  # per cent
    "oxygen": pl.Boolean,  # breathes added oxygen
    "systolic_bp": pl.Int16,  # mmHg
    "pulse": pl.Int16,  # beats a minute
    "consciousness": pl.String,  # A or one of C, V, P, U
    "temperature": pl.Float64,  # degrees Celsius
}
"""Columns of the frame."""

TURN = 18 * HOUR
"""How long before the worst the vitals begin to turn."""
KEPT = 3 * 24 * HOUR
"""For how long the course of a stay that ended can still be asked for."""
WELL, ILL, WORST = 0.05, 0.75, 1.0


@dataclass(slots=True)
class Course:
    """How ill a patient is during one stay: lines between (moment, illness), 0 well to 1 dying."""

    case: str
    patient: str
    unit: str
    began: int
    ended: int
    knots: list[tuple[int, float]]

    def head_for(self, now: int, at: int, illness: float) -> None:
        """Let the illness go from where it is now to this at that moment; the past stays."""
        here = float(np.interp(now, [k[0] for k in self.knots], [k[1] for k in self.knots]))
        self.knots = [knot for knot in self.knots if knot[0] < now]
        self.knots += [(now, here), (max(at, now + 1), illness)]


def begin(case: str, patient: str, unit: str, now: int) -> Course:
    """Return the course of a stay that begins now: most get better within two days."""
    first = 0.5 if unit == "ICU" else 0.18 if unit == "AMU" else 0.1
    return Course(case, patient, unit, now, -1, [(now, first), (now + 48 * HOUR, WELL)])


def frame(courses: Iterable[Course], since: int, until: int) -> pl.DataFrame:
    """Return one row per inpatient and full hour in [since, until), ordered by case and hour."""
    found = [_hours(course, since, until) for course in courses]
    found = [(course, hours) for course, hours in found if len(hours)]
    if not found:
        return pl.DataFrame(schema=VITALS)
    counts = [len(hours) for _, hours in found]
    at = np.concatenate([hours for _, hours in found]) * HOUR
    who = np.repeat(np.array([_key(course.case) for course, _ in found], np.uint64), counts)
    ill = np.concatenate([_illness(course, hours * HOUR) for course, hours in found])
    columns = {
        name: np.repeat(np.array([getattr(course, name) for course, _ in found], object), counts)
        for name in ("case", "patient", "unit")
    }
    rows = pl.DataFrame(
        columns | {"at": at} | _values(who, (at // HOUR).astype(np.uint64), ill),
        schema=VITALS,
    )
    return rows.sort("case", "at", maintain_order=True)


def _hours(course: Course, since: int, until: int) -> tuple[Course, NDArray[np.int64]]:
    """Return the full hours (counted from the epoch) at which the course was observed."""
    low = max(course.began, since)
    high = until if course.ended < 0 else min(course.ended, until)
    return course, np.arange(-(-low // HOUR), -(-high // HOUR), dtype=np.int64)


def _illness(course: Course, at: NDArray[np.int64]) -> NDArray[np.float64]:
    moments, levels = zip(*course.knots, strict=True)
    return np.interp(at, moments, levels)


def _values(
    who: NDArray[np.uint64], hour: NDArray[np.uint64], ill: NDArray[np.float64]
) -> dict[str, NDArray]:
    level = [_normal(who, np.uint64(0), column) for column in range(5)]
    noise = [_normal(who, hour, column) for column in range(5, 11)]
    spo2 = 96.8 + 0.7 * level[0] + 0.8 * noise[0] - 9.5 * ill
    oxygen = spo2 < 94.0
    aware = ill + 0.06 * noise[5]
    return {
        "respiratory_rate": _whole(16 + 1.0 * level[1] + 1.3 * noise[1] + 11 * ill, 6, 45),
        "spo2": _whole(spo2 + 2.0 * oxygen, 70, 100),
        "oxygen": oxygen,
        "systolic_bp": _whole(128 + 11 * level[2] + 6 * noise[2] - 42 * ill, 55, 225),
        "pulse": _whole(76 + 7 * level[3] + 5 * noise[3] + 45 * ill, 35, 180),
        "consciousness": np.where(aware > 0.95, "V", np.where(aware > 0.8, "C", "A")).astype(
            object
        ),
        "temperature": np.round(36.7 + 0.25 * level[4] + 0.2 * noise[4] + 1.3 * ill, 1),
    }


def _whole(values: NDArray[np.float64], low: int, high: int) -> NDArray[np.int16]:
    return np.clip(np.round(values), low, high).astype(np.int16)


def _key(case: str) -> int:
    """Return a number for a case, the same on every machine."""
    return int.from_bytes(case.encode()[-8:].rjust(8, b"\0"), "big")


def _normal(who: NDArray[np.uint64], hour: NDArray[np.uint64], column: int) -> NDArray[np.float64]:
    """Return roughly normal numbers, each a function of (who, hour, column): Irwin-Hall of four."""
    with np.errstate(over="ignore"):
        seed = _mixed(who + _mixed(hour * np.uint64(31) + np.uint64(column + 1)))
        total = np.zeros(len(who))
        for _ in range(4):
            seed = _mixed(seed + np.uint64(0x9E3779B97F4A7C15))
            total += (seed >> np.uint64(11)).astype(np.float64) / 2.0**53
    return (total - 2.0) * 3.0**0.5


def _mixed(x: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return splitmix64's mixing of each number."""
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))
