"""Phases: where the patient is during a stage, and between two.

Method: what is done with the patient (bloods, imaging) is where the patient is: in the stay around
it, else in the department or ward of the latest stage begun before it; the department without any.
Reference: docs/algorithms/findings.md.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from carepath.frames.spans import AWAY, DEPARTMENT, STAY, WARD, WITH_PATIENT, Spans

PLACES = (DEPARTMENT, WARD, AWAY)
"""Code to name of where a patient can be."""


def by_stage(spans: Spans) -> dict[str, str]:
    """Return the phase of each stage: of one done with the patient, where it mostly is; a stage
    without one is of the department."""
    phases = dict(zip(spans.stages, _phases(spans), strict=True))
    if WITH_PATIENT not in phases.values():
        return phases
    cells = spans.stage.astype(np.int64) * len(PLACES) + places(spans)
    counts = np.bincount(cells, minlength=len(phases) * len(PLACES)).reshape(-1, len(PLACES))
    return {name: PLACES[at] for name, at in zip(phases, counts.argmax(axis=1), strict=True)} | {
        name: phase for name, phase in phases.items() if phase != WITH_PATIENT
    }


def between(phases: Mapping[str, str], source: str, target: str) -> str:
    """Return where the patient is meanwhile: away if either is, else where the source was."""
    here, there = phases.get(source, DEPARTMENT), phases.get(target, DEPARTMENT)
    return AWAY if AWAY in (here, there) else here


def moving(spans: Spans) -> NDArray[np.bool_]:
    """Return which stages (by code) are wherever the patient is."""
    return np.array([phase == WITH_PATIENT for phase in _phases(spans)], bool)


def places(spans: Spans) -> NDArray[np.uint8]:
    """Return where the patient is during each row, as a code of PLACES."""
    stages = moving(spans)
    fixed = [0 if phase == WITH_PATIENT else PLACES.index(phase) for phase in _phases(spans)]
    found = np.array(fixed, np.uint8)[spans.stage]
    rows = np.flatnonzero(stages[spans.stage])
    if not len(rows):
        return found
    telling = ~stages[spans.stage] & (found != PLACES.index(AWAY))
    stay = _before(rows, np.flatnonzero(telling & (spans.kind == STAY)))
    latest = _before(rows, np.flatnonzero(telling))
    first = spans.offsets[np.searchsorted(spans.offsets, rows, side="right") - 1]
    around = (stay >= first) & (spans.end[stay] > spans.start[rows])
    source = np.where(around, stay, latest)
    found[rows] = np.where(source >= first, found[source], PLACES.index(DEPARTMENT))
    return found


def _phases(spans: Spans) -> list[str]:
    phases = spans.phases or (DEPARTMENT,) * len(spans.stages)
    return [phase or DEPARTMENT for phase in phases]


def _before(rows: NDArray[np.int64], among: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return for each row the last one before it among some, -1 without."""
    return np.r_[-1, among][np.searchsorted(among, rows)]
