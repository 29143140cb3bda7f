"""The hospital's state as bytes: what cannot be drawn again from the seed, as compressed JSON.

A patient's way is a function of the visit, so only the states of its steps are kept.
"""

import json
import zlib
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from carepath.simulator.engine import Engine, Patient
from carepath.simulator.parameters import Parameters
from carepath.simulator.plants import Plant
from carepath.simulator.stages import HIDDEN
from carepath.simulator.way import ENDED, IDLE, QUEUED, RESERVED, STARTED, Step, Visit

VERSION = 1


class StateError(ValueError):
    """Bytes that are no state of a hospital, or one of another version."""


def dump(content: dict[str, Any]) -> bytes:
    """Return the content as bytes; equal content gives equal bytes."""
    text = json.dumps({"version": VERSION} | content, separators=(",", ":"))
    return zlib.compress(text.encode(), 6)


def read(state: bytes) -> dict[str, Any]:
    """Return the content of a state; StateError where it is none."""
    try:
        content = json.loads(zlib.decompress(state))
    except (zlib.error, ValueError) as error:
        raise StateError("This is not the state of a hospital.") from error
    if not isinstance(content, dict) or content.get("version") != VERSION:
        raise StateError("This state was saved by another version: start the hospital anew.")
    return content


def fingerprint(parameters: Parameters, plants: Sequence[Plant]) -> str:
    """Return a short hash of what a hospital was made with; its state fits nothing else."""
    parts = [parameters.content, [[plant.name, plant.numbers] for plant in plants]]
    return sha256(json.dumps(parts, default=dict).encode()).hexdigest()[:16]


def visit_row(visit: Visit) -> list[Any]:
    """Return a visit as plain types."""
    row = [visit.number, visit.kind, visit.arrives, visit.patient, visit.depth, visit.detail]
    while row[-1] in ("", 0):
        row.pop()
    return row


def patient_row(patient: Patient) -> list[Any]:
    """Return a patient as plain types."""
    steps = [_step_row(patient, index, step) for index, step in enumerate(patient.steps)]
    counts = [patient.number, patient.unit, patient.open, patient.seq, int(patient.closed)]
    return [visit_row(patient.visit), *counts, steps]


OVER = -1


def _step_row(patient: Patient, index: int, step: Step) -> list[Any] | int:
    """Return what it still needs of a step not ready, OVER for one that is over, its bed if that
    has still to be cleaned, else the whole state."""
    if step.state == IDLE:
        return step.needs
    if step.state == ENDED:
        return [step.unit, step.place] if step.cleaned and _dirty(patient, index) else OVER
    times = [step.requested, step.started, step.ended]
    return [step.state, *times, step.seq, step.unit, step.place]


def put_back(engine: Engine, patient: Patient, row: list[Any]) -> None:
    """Lay a saved row over a patient whose way was drawn again; claim what the patient holds."""
    _, patient.number, patient.unit, patient.open, patient.seq, closed, steps = row
    patient.closed = bool(closed)
    engine.patients[patient.visit.number] = patient
    if len(steps) != len(patient.steps):
        raise StateError("This state was saved by another version: start the hospital anew.")
    for step, saved in zip(patient.steps, steps, strict=True):
        _step_back(step, saved)
    for index, step in enumerate(patient.steps):
        _claim(engine, patient, index, step)


def _step_back(step: Step, saved: list[Any] | int) -> None:
    if saved == OVER:
        step.state = ENDED
    elif isinstance(saved, int):
        step.needs = saved
    elif len(saved) == 2:
        step.state = ENDED
        step.unit, step.place = saved
    else:
        step.state, step.requested, step.started, step.ended, *rest = saved
        step.seq, step.unit, step.place = rest


def _claim(engine: Engine, patient: Patient, index: int, step: Step) -> None:
    if step.state == QUEUED:
        queue = engine.pool_of[step.wanted].queue if step.wanted else None
        if queue is None:
            queue = engine.stations[step.station].queue
        queue.append((step.priority, step.requested, patient.number, index, patient))
    elif step.wanted:
        if step.state in (RESERVED, STARTED) or step.state == ENDED and step.place >= 0:
            engine.beds[step.unit].claim(step.place)
    elif step.state == STARTED and step.station:
        if step.stage.kind == HIDDEN:
            engine.stations[step.station].busy += 1
        else:
            engine.stations[step.station].claim(step.place)


def _dirty(patient: Patient, stay: int) -> bool:
    """Tell whether the bed of a stay that is over has still to be cleaned."""
    cleanings = (s for s in patient.steps if s.stage.kind == HIDDEN and s.since == stay)
    return any(step.state != ENDED for step in cleanings)
