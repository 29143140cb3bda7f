"""Recorder: what the hospital's systems write down, as the frame EVENTS.

A system stamps with the clock of its unit, in whole seconds. Where that clock runs late, its times
are earlier than the true ones; the engine's own times stay true.
"""

from collections.abc import Mapping
from hashlib import sha256
from json import dumps
from typing import Any

import polars as pl

from carepath.frames.columns import EVENTS
from carepath.frames.moments import SECOND
from carepath.frames.spans import POINT, STAY
from carepath.simulator.engine import Patient
from carepath.simulator.parameters import Parameters

PRECISION_S = 1


class Recorder:
    """Turns touched steps into rows."""

    def __init__(self, parameters: Parameters, late: Mapping[str, int]) -> None:
        """`late` tells by how many microseconds the clock of a unit runs late."""
        self._roles = {name: entry.role for name, entry in parameters.stations.items()}
        self._machines = {n for n, entry in parameters.stations.items() if entry.machines}
        self._late = dict(late)

    def frame(self, touched: list[tuple[Patient, int]]) -> pl.DataFrame:
        """Return the present version of each touched step and mark it as written."""
        rows: list[tuple[Any, ...]] = []
        heads: dict[str, tuple[str, bytes, str, str]] = {}
        for patient, index in touched:
            step = patient.steps[index]
            step.touched = False
            number = patient.visit.number
            head = heads.get(number)
            if head is None:
                head = heads[number] = _head(patient)
            rows.append(self._row(patient, index, step, head))
        return pl.DataFrame(rows, schema=EVENTS, orient="row")

    def _row(self, patient: Patient, index: int, step: Any, head: tuple) -> tuple[Any, ...]:
        case, half, who, facts = head
        stage = step.stage
        late = self._late.get(step.unit, 0)
        parent = step.parent
        requested, started, ended = step.requested, step.started, step.ended
        return (
            case,
            stage.name,
            stage.kind,
            None if requested < 0 or stage.kind == POINT else requested - requested % SECOND - late,
            None if started < 0 else started - started % SECOND - late,
            None if ended < 0 else ended - ended % SECOND - late,
            step.seq,
            PRECISION_S,
            0,
            half + _half(case, index),
            half + _half(case, parent) if parent >= 0 else None,
            step.unit or step.wanted,
            self._roles.get(step.station),
            who,
            self._place(step),
            facts,
        )

    def _place(self, step: Any) -> str | None:
        if step.place < 0:
            return None
        if step.stage.kind == STAY:
            return f'{{"bed":"{step.unit}-{step.place + 1:02d}"}}'
        if step.station in self._machines:
            return f'{{"resource":"{step.stage.name} {step.place + 1}"}}'
        return None


def _text(facts: Mapping[str, Any]) -> str:
    """Return an object as everywhere in events: keys sorted, no blanks, so that equal is equal."""
    return dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _head(patient: Patient) -> tuple[str, bytes, str, str]:
    case = patient.visit.number
    half = sha256(case.encode()).digest()[:8]
    return case, half, patient.visit.patient, _text(patient.facts)


def _half(case: str, index: int) -> bytes:
    """Return half a hash of a step of a case."""
    return sha256(f"{case} {index}".encode()).digest()[:8]
