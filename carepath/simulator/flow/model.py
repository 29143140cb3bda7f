"""A hospital's model: the weeks it was learnt from, as tables to draw whole visits and stays from.

It is frozen and plain: `to_json` and `from_json` give the same model again, bit for bit.
"""

import json
from dataclasses import dataclass, fields, replace

import numpy as np

from carepath.simulator.flow.history import WEEK

VERSION = 2


class ModelError(ValueError):
    """A stored model that cannot be read."""


@dataclass(frozen=True, slots=True)
class Model:
    """All there is to simulate a hospital. Times are hours, `*_hour` hours of the week of a row.

    Rows of visits, stays, planned admissions and other scans say of which week they are (0, 1 ...);
    `picked` lists the weeks in use, each as often as it counts, and `resampled` draws others.
    """

    units: tuple[str, ...]
    groups: tuple[tuple[int, ...], ...]
    beds: np.ndarray
    stations: tuple[str, ...]
    servers: np.ndarray
    picked: np.ndarray
    arrivals: np.ndarray
    """Visits to the emergency department, (weeks x 168)."""
    dispersion: float
    """Variance of a day's level around 1, beyond that of a Poisson number."""
    drift: float
    """Standard deviation of the level of the weeks to come against those learnt from."""
    visit_week: np.ndarray
    visit_hour: np.ndarray
    visit_decided: np.ndarray
    """Hours from arrival to the decision; where there were scans, from the last one's end."""
    visit_after: np.ndarray
    """Hours from the decision to leaving the department of those who are not admitted."""
    visit_unit: np.ndarray
    """Unit of the bed that is asked for, -1 = not admitted."""
    visit_total: np.ndarray
    """Hours from arrival to the decision, all waits with it."""
    visit_boarders: np.ndarray
    """Patients who waited for a bed when it came."""
    visit_scan: np.ndarray
    """Hours from arrival to the request, (visits x stations), NaN = none."""
    visit_take: np.ndarray
    """Hours that the scan takes."""
    stay_week: np.ndarray
    stay_unit: np.ndarray
    stay_hour: np.ndarray
    stay_length: np.ndarray
    """Hours from coming to leaving, or to the request for the next bed."""
    stay_next: np.ndarray
    """Unit of the next bed, -1 = leaves."""
    planned_week: np.ndarray
    planned_hour: np.ndarray
    planned_unit: np.ndarray
    other_week: np.ndarray
    other_hour: np.ndarray
    other_station: np.ndarray
    other_take: np.ndarray
    """Scans that no decision in the emergency department waits for."""
    bed_handling: tuple[np.ndarray, ...]
    """By unit, hours from a free bed to being in it."""
    scan_handling: tuple[np.ndarray, ...]
    """By station, hours from a request to being ready for a free scanner."""
    visits_first: np.ndarray
    """By station, whether scans of the emergency department go first."""
    turnaround: np.ndarray
    """By unit, hours from leaving a bed until it can be given again."""
    occupied: np.ndarray
    """By unit, patients in its beds on average."""
    by_day: bool = True
    """Whether people leave at the hours of the day they left at; else lengths alone count."""

    @property
    def weeks(self) -> int:
        """Return how many weeks it was learnt from."""
        return len(self.arrivals)

    def resampled(self, rng: np.random.Generator) -> "Model":
        """Return the model of weeks drawn anew: one fewer, with replacement, which makes the
        variance of a mean right (Rao and Wu 1988)."""
        number = max(1, self.weeks - 1)
        return replace(self, picked=np.sort(rng.integers(0, self.weeks, number)))

    def to_json(self) -> str:
        """Return the model as one line of JSON."""
        content = {entry.name: _plain(getattr(self, entry.name)) for entry in fields(self)}
        return json.dumps({"version": VERSION, **content}, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> "Model":
        """Return the model that was written; ModelError where it is of another version."""
        content = json.loads(text)
        if content.pop("version", None) != VERSION:
            raise ModelError("This model was written by another version: calibrate again.")
        return cls(**{name: _read(content, name) for name in content})


_LISTS = ("bed_handling", "scan_handling")
_WHOLE = ("_week", "_unit", "_next", "_station", "picked", "arrivals")
_ACROSS = {"beds": WEEK, "servers": WEEK, "arrivals": WEEK}
"""Columns of those with two dimensions."""


def _plain(value: object) -> object:
    if isinstance(value, np.ndarray):
        if value.dtype.kind == "f":
            return [_plain_float(one) for one in value.ravel().tolist()]
        return value.ravel().tolist()
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return value


def _plain_float(value: float) -> float | int | None:
    if value != value:
        return None
    return int(value) if value == int(value) else value


def _read(content: dict, name: str) -> object:
    value = content[name]
    if name in ("units", "stations"):
        return tuple(value)
    if name == "groups":
        return tuple(tuple(group) for group in value)
    if name in _LISTS:
        return tuple(np.array(one, float) for one in value)
    if not isinstance(value, list):
        return value
    kind = bool if name == "visits_first" else int if name.endswith(_WHOLE) else float
    array = np.array(value, kind)
    if name in ("visit_scan", "visit_take"):
        return array.reshape(len(content["visit_week"]), len(content["stations"]))
    return array.reshape(-1, _ACROSS[name]) if name in _ACROSS else array
